"""Candidates out of the graph's own indexes, against the whole catalogue in memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from graph.catalogue_reader import CatalogueReader
from graph.connection import Graph
from graph.errors import BadInput
from graph.model import Company, Holding, Layer, Product, Source, SourceRef
from graph.store import Entry, GraphStore
from matching.search.embedder import ModelInfo, Vectors
from service.scale_out import ScaleOut

pytestmark = pytest.mark.contract

REF = (SourceRef("s", "1"),)
SOURCE = Source("s", "test", "https://example.org", "CC0", "2026-06-01", "0" * 64)
WORDS = ("speech", "image", "crop", "port", "clinic", "fraud", "chip", "cloud")


class ByWords:
    """A small honest model: one direction of 384 for each known word, so that a shared word is nearness."""

    info = ModelInfo("by-words", 384, "test", "here", multilingual=True)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        made = np.zeros((len(texts), 384), dtype=np.float32)
        for row, text in enumerate(texts):
            made[row, 100] = 0.1
            for place, word in enumerate(WORDS):
                made[row, place] = text.lower().count(word)
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)

    embed_queries = embed_passages


@pytest.fixture
def filled(graph: Graph) -> Graph:
    store = GraphStore(graph)
    origin = store.begin(SOURCE)
    companies = [Company(f"c{n}", f"Company {n}", sources=REF) for n in range(10)]
    companies[0] = Company("c0", "Company 0", owned_by=(Holding("c8", 0.6),), sources=REF)
    companies[8] = Company("c8", "Company 8", owned_by=(Holding("c9", 1.0),), sources=REF)
    layers = list(Layer)
    products = [
        Product(
            f"p{n:02d}", f"{WORDS[n % 8]} system {n}", f"c{n % 8}", layers[n % 5], f"{WORDS[n % 8]} tools", sources=REF
        )
        for n in range(80)
    ]
    store.put([Entry(company, "1") for company in companies], origin)
    store.put([Entry(product, "1") for product in products], origin)
    return graph


def test_only_what_changed_is_embedded_again(filled: Graph) -> None:
    out = ScaleOut(filled, ByWords())
    assert out.index() == 80
    assert out.index() == 0
    store = GraphStore(filled)
    origin = store.begin(SOURCE)
    store.put([Entry(Product("p00", "a chip instead", "c0", Layer.A, sources=REF), "2")], origin)
    assert out.index() == 1
    assert "p00" in out.catalogue("chip").products


def test_candidates_are_those_of_the_whole_catalogue(filled: Graph) -> None:
    out = ScaleOut(filled, ByWords())
    out.index()
    whole = CatalogueReader(filled).read()
    found = out.catalogue("speech (for clinics", each=20)
    for product in whole.products.values():
        if product.name.startswith(("speech", "clinic")):
            assert found.products[product.id] == product
    assert len(found.products) < len(whole.products)
    assert found.version == whole.version
    assert set(found.vectors["by-words"].ids) == set(found.products)
    for company in found.companies.values():
        assert company == whole.companies[company.id]


def test_layers_hold_and_owners_come_along(filled: Graph) -> None:
    out = ScaleOut(filled, ByWords())
    out.index()
    found = out.catalogue("speech", layers=["A"], each=10)
    assert {product.layer for product in found.products.values()} == {Layer.A}
    assert {"c0", "c8", "c9"} <= set(found.companies)


def test_an_empty_need_is_refused(filled: Graph) -> None:
    with pytest.raises(BadInput, match="empty"):
        ScaleOut(filled, ByWords()).catalogue("  ")
