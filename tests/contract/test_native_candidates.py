"""The same question to the snapshot and to the graph's own indexes: the same filters, and nearly the same products."""

from __future__ import annotations

import time

import numpy as np
import pytest

from graph.catalogue import Catalogue, VectorTable
from graph.connection import Graph
from graph.model import Company, Layer, Product
from graph.search_index import SearchIndex
from matching.capabilities.parsing import parse_vocabulary
from matching.capabilities.tagger import Tagger
from matching.search.candidates import SnapshotSource
from matching.search.corpus import Corpus, build_corpus
from matching.search.filters import Filters
from matching.search.query import AskedCapability, Query
from service.native_candidates import NativeSource

pytestmark = pytest.mark.contract

VOCABULARY = """
{version: '1', layer: D, capabilities: [
  {id: guard, definition: g, labels: {en: [endpoint guard]}}, {id: door, definition: d, labels: {en: [single door]}}]}
"""
WORDS = ("endpoint guard", "single door", "fleet map", "paper archive", "speech model")
SIZE = 384  # the index's dimension
COUNT = 120
NEAR = 0.95  # of the worth of the exact ten best: the index is approximate, and many products here are alike


@pytest.fixture
def corpus(graph: Graph) -> Corpus:
    random = np.random.default_rng(3)
    products = {
        f"p{i:03}": Product(
            f"p{i:03}",
            f"Product {i}",
            "acme",
            Layer.D if i % 2 else Layer.E,
            f"A {WORDS[i % 5]} number {i}.",
            available_in=("KE",) if i % 3 else ("FR",),
        )
        for i in range(COUNT)
    }
    centres = random.standard_normal((5, SIZE))
    matrix = np.stack([centres[i % 5] + 0.6 * random.standard_normal(SIZE) for i in range(COUNT)]).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    table = VectorTable("m", tuple(products), matrix)
    rows = [
        {"id": p.id, "layer": p.layer.value, "name": p.name, "description": p.description} for p in products.values()
    ]
    graph.run("UNWIND $rows AS row CREATE (p:Product) SET p = row", rows=rows)
    index = SearchIndex(graph)
    assert index.put_vectors("m", table.ids, matrix) == COUNT
    _wait_for(index, matrix[0])
    catalogue = Catalogue(1, {"acme": Company("acme", "Acme")}, products, vectors={"m": table})
    return build_corpus(catalogue, Tagger(parse_vocabulary({"D.yaml": VOCABULARY}, required=("en",))))


def _wait_for(index: SearchIndex, vector: np.ndarray) -> None:
    """An index is filled in the background."""
    for _ in range(100):
        if len(index.nearest("m", vector, COUNT)) == COUNT and len(index.words("number", COUNT)) == COUNT:
            return
        time.sleep(0.1)
    raise AssertionError("the index was not filled in ten seconds")


def question(corpus: Corpus, row: int) -> Query:
    vocabulary = corpus.vocabulary
    weights = np.zeros(len(vocabulary), dtype=np.float32)
    asked = AskedCapability("guard", 0.9)
    weights[vocabulary.ids.index(asked.capability)] = asked.weight
    vector = corpus.dense["m"][row]
    return Query("endpoint guard", weights, np.zeros(5, np.float32), "", {"m": vector}, {}, {"endpoi": 1.0}, {})


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(layers=frozenset({Layer.D})),
        Filters(markets=frozenset({"KE"}), strict=True),
        Filters(markets=frozenset({"FR"}), layers=frozenset({Layer.E}), strict=True),
        Filters(companies=frozenset({"nobody"})),
    ],
)
def test_both_sources_agree(graph: Graph, corpus: Corpus, filters: Filters) -> None:
    snapshot, native = SnapshotSource(corpus), NativeSource(corpus, SearchIndex(graph), "m")
    for row in (0, 7, 33):
        exact = snapshot.candidates(question(corpus, row), filters, 10)
        found = native.candidates(question(corpus, row), filters, 10)
        assert found.passed == exact.passed
        assert len(found.rows) == len(exact.rows)
        allowed = set(np.flatnonzero(corpus.filters.mask(filters)).tolist())
        assert set(found.rows.tolist()) <= allowed
        if exact.rows.size > 0:
            every = snapshot.candidates(question(corpus, row), filters, COUNT)
            worth = dict(zip(every.rows.tolist(), every.scores.tolist(), strict=True))
            assert np.mean([worth[one] for one in found.rows.tolist()]) >= NEAR * float(exact.scores.mean())
