"""Counting and emptying a whole graph."""

from __future__ import annotations

import numpy as np
import pytest

from graph.connection import Graph
from graph.errors import Conflict
from graph.maintenance import counts, empty
from graph.schema import MIGRATIONS, schema_number
from graph.schema.migrations import MINILM_DIMENSIONS
from graph.search_index import SearchIndex

pytestmark = pytest.mark.contract


@pytest.mark.parametrize("companies", [10, 3_500])
def test_an_emptied_graph_is_empty_and_still_guarded(graph: Graph, companies: int) -> None:
    graph.run("UNWIND range(1, $n) AS n CREATE (:Company {id: toString(n)})", n=companies)
    graph.run("MATCH (c:Company) WHERE toInteger(c.id) <= 5 CREATE (c)-[:OFFERS]->(:Product {id: c.id, layer: 'A'})")
    assert counts(graph) == ({"Company": companies, "Product": 5}, {"OFFERS": 5})
    assert empty(graph) >= companies + 5
    assert counts(graph) == ({}, {})
    assert schema_number(graph) == MIGRATIONS[-1].number
    graph.run("CREATE (:Company {id: '1'})-[:OFFERS]->(:Product {id: '1', layer: 'A'})")
    with pytest.raises(Conflict):
        graph.run("CREATE (:Company {id: '1'})")
    assert graph.rows("MATCH (c:Company {id: '1'})-[:OFFERS]->(p:Product {layer: 'A'}) RETURN p.id AS id") == [
        {"id": "1"}
    ]
    assert counts(graph) == ({"Company": 1, "Product": 1}, {"OFFERS": 1})


def test_a_graph_with_many_vectors_is_emptied(graph: Graph) -> None:
    graph.run("UNWIND range(1, 3100) AS n CREATE (:Company {id: toString(n)})")
    graph.run("UNWIND range(1, 45) AS n CREATE (:VectorBlock {id: toString(n), value: $block})", block=bytes(400_000))
    assert empty(graph) >= 3_145
    assert counts(graph) == ({}, {})


def test_an_emptied_graph_is_searched_again(graph: Graph) -> None:
    """The embedded engine drops its search indexes, which it would take minutes to empty."""
    axis = np.eye(1, MINILM_DIMENSIONS, dtype=np.float32)
    for turn in range(2):
        graph.run("UNWIND range(1, 3100) AS n CREATE (:Product {id: toString(n), name: 'a cloud', layer: 'A'})")
        index = SearchIndex(graph)
        index.put_vectors("model", ["7"], axis)
        assert [found.id for found in index.nearest("model", axis[0], 5)] == ["7"], turn
        assert len(index.words("cloud", 5)) == 5
        empty(graph)
        assert counts(graph) == ({}, {})
