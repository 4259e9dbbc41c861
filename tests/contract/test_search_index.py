"""Native vector and full-text candidates on every engine, against the exact answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph.connection import Graph, open_graph
from graph.errors import BadInput
from graph.schema import migrate
from graph.search_index import OVER_FETCH, SearchIndex
from graph.server import embedded

pytestmark = pytest.mark.contract

COUNT = 400
RARE = 12  # products of layer E among them: fewer than any first fetch would meet by chance


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    drawn = np.random.default_rng(7).normal(size=(COUNT, 384)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.fixture
def index(graph: Graph, vectors: np.ndarray) -> SearchIndex:
    rows = [
        {"id": f"p{n:03d}", "layer": "E" if n < RARE else "ABCD"[n % 4], "name": f"Product {n}", "description": ""}
        for n in range(COUNT)
    ]
    graph.run("UNWIND $rows AS row CREATE (p:Product) SET p = row", rows=rows)
    made = SearchIndex(graph)
    assert made.put_vectors("minilm", [row["id"] for row in rows], vectors) == COUNT
    return made


def exact(vectors: np.ndarray, query: np.ndarray, among: list[int]) -> list[str]:
    order = sorted(among, key=lambda n: -float(vectors[n] @ query))
    return [f"p{n:03d}" for n in order]


def test_the_nearest_are_the_nearest(index: SearchIndex, vectors: np.ndarray) -> None:
    query = vectors[37]
    found = index.nearest("minilm", query, 10)
    assert found[0].id == "p037"
    assert found[0].score == pytest.approx(1.0, abs=1e-3)
    assert len({f.id for f in found} & set(exact(vectors, query, list(range(COUNT)))[:10])) >= 9  # approximate indexes
    for one in found:
        assert one.score == pytest.approx(float(vectors[int(one.id[1:])] @ query), abs=0.02)


def test_a_rare_layer_is_found_whole(index: SearchIndex, vectors: np.ndarray) -> None:
    query = vectors[200]
    found = index.nearest("minilm", query, RARE, ["E"])
    assert {f.id for f in found} == {f"p{n:03d}" for n in range(RARE)}
    assert RARE * OVER_FETCH < COUNT  # the first fetch could not have met them all
    assert {f.id for f in index.nearest("minilm", query, COUNT, ["E"])} == {f"p{n:03d}" for n in range(RARE)}


def test_servers_that_can_filter_inside_of_the_index(index: SearchIndex, graph: Graph) -> None:
    assert index._filters_inside() == graph.dialect.searches_inside_index


def test_what_was_withdrawn_is_not_offered(index: SearchIndex, graph: Graph, vectors: np.ndarray) -> None:
    graph.run("MATCH (p:Product {id: 'p037'}) SET p.withdrawn_on = '2026-06-01'")
    found = index.nearest("minilm", vectors[37], 5)
    assert len(found) == 5
    assert "p037" not in {f.id for f in found}


def test_another_models_vectors_are_not_compared(index: SearchIndex, vectors: np.ndarray) -> None:
    assert index.nearest("another", vectors[0], 5) == []
    assert index.indexed("minilm") == COUNT
    assert index.indexed("another") == 0


def test_forgotten_vectors_are_gone(index: SearchIndex, graph: Graph, vectors: np.ndarray) -> None:
    index.forget_vectors()
    assert graph.rows("MATCH (p:Product) WHERE p.vector IS NOT NULL RETURN count(p) AS n") == [{"n": 0}]
    assert index.nearest("minilm", vectors[0], 5) == []


def test_vectors_of_another_length_are_refused(index: SearchIndex, vectors: np.ndarray) -> None:
    with pytest.raises(BadInput, match="384"):
        index.put_vectors("minilm", ["p001"], vectors[:1, :100])
    with pytest.raises(BadInput, match="384"):
        index.nearest("minilm", vectors[0, :100], 5)


@pytest.mark.slow
def test_an_index_that_is_made_late_knows_what_was_there_before(tmp_path: Path, vectors: np.ndarray) -> None:
    with embedded(tmp_path) as address, open_graph(address) as graph:
        migrate(graph)
        names = {row["name"] for row in graph.rows("SHOW INDEXES")}
        assert not {"product_vector", "product_text"} & names
        rows = [{"id": f"p{n:03d}", "vector": vectors[n].tolist(), "name": f"Speech {n}"} for n in range(50)]
        graph.run("UNWIND $rows AS row CREATE (p:Product) SET p = row, p.vector_model = 'minilm'", rows=rows)
        index = SearchIndex(graph)
        assert index.nearest("minilm", vectors[7], 1)[0].id == "p007"
        assert len(index.words("speech", 100)) == 50


def test_words_are_found_by_layer_and_rank(graph: Graph) -> None:
    rows = [
        {"id": "1", "layer": "C", "name": "Speech recognition", "description": "speech to text for call centres"},
        {"id": "2", "layer": "C", "name": "Image recognition", "description": "finds defects"},
        {"id": "3", "layer": "D", "name": "Speech firewall", "description": "screens prompts"},
        {"id": "4", "layer": "C", "name": "Speech engine", "description": "gone", "withdrawn_on": "2026-01-01"},
    ]
    graph.run("UNWIND $rows AS row CREATE (p:Product) SET p = row", rows=rows)
    index = SearchIndex(graph)
    assert index.words("speech recognition (edge)", 10)[0].id == "1"
    assert {f.id for f in index.words("speech recognition", 10)} == {"1", "2", "3"}
    assert {f.id for f in index.words("speech", 10, ["D"])} == {"3"}
    assert index.words("speech recognition", 1)[0].id == "1"
    assert index.words("  ", 10) == []
    assert index.words("zzz", 10) == []
