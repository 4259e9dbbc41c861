"""The py2neo bridge against every live engine, through py2neo itself."""

from __future__ import annotations

from typing import Any

import pytest

from graph.connection import Graph
from graph.errors import BadInput, NotFound
from graph.maintenance import empty

pytest.importorskip("py2neo")

from py2neo import Node, Relationship, Subgraph

from graph.py2neo_bridge import connect, merge_subgraph, package_subgraph, subgraph, team_subgraph

pytestmark = pytest.mark.contract


@pytest.fixture
def filled(graph: Graph) -> Graph:
    graph.run(
        "CREATE (a:Company {id: 'c1', name: 'Ödön'})-[:OFFERS]->(p:Product {id: 'p1', layer: 'A', raw: $raw}), "
        "(p)-[:AT_LAYER]->(:StackLayer {code: 'A'}), "
        "(b:Company {id: 'c2'})-[:OFFERS]->(q:Product {id: 'p2'})-[:BUILT_ON {source: 's'}]->(p), "
        "(b)-[:OFFERS]->(:Product {id: 'p3'}), "
        "(p)-[:PROVIDES {evidence: ['GPUs']}]->(:Capability {id: 'gpu-servers'}), "
        "(k:Package {id: 'k1', kind: 'standing'})-[:HAS_MEMBER {role: 'anchor'}]->(a), (k)-[:HAS_MEMBER]->(b), "
        "(k)-[:INCLUDES {value_share: 0.6}]->(p), (k)-[:INCLUDES {value_share: 0.4}]->(q), "
        "(k)-[:TARGETS]->(:Market {id: 'KE'})",
        raw=b"\x00\xff",
    )
    return graph


def shape(made: Any) -> tuple[list[str], list[tuple[str, str, str]]]:
    def name(node: Any) -> str:
        return str(node.get("id") or node.get("code"))

    links = [(name(r.start_node), type(r).__name__, name(r.end_node)) for r in made.relationships]
    return sorted(map(name, made.nodes)), sorted(links)


def test_a_package_comes_whole_and_goes_back(filled: Graph) -> None:
    made = package_subgraph(filled, "k1")
    nodes, links = shape(made)
    assert nodes == ["KE", "c1", "c2", "gpu-servers", "k1", "p1", "p2"]
    assert ("k1", "HAS_MEMBER", "c1") in links
    assert ("c1", "OFFERS", "p1") in links
    assert ("p1", "PROVIDES", "gpu-servers") in links
    assert {r["value_share"] for r in made.relationships if type(r).__name__ == "INCLUDES"} == {0.6, 0.4}
    empty(filled)
    merge_subgraph(filled, made)
    assert shape(package_subgraph(filled, "k1")) == shape(made)
    merge_subgraph(filled, made)  # again: nothing is doubled
    assert shape(package_subgraph(filled, "k1")) == shape(made)
    assert filled.rows("MATCH (c:Company {id: 'c1'}) RETURN c.name AS name") == [{"name": "Ödön"}]


def test_a_team_is_what_lies_between_its_members(filled: Graph) -> None:
    nodes, links = shape(team_subgraph(filled, ["c1", "c2"], ["p1", "p2"]))
    assert nodes == ["A", "c1", "c2", "gpu-servers", "p1", "p2"]
    assert links == [
        ("c1", "OFFERS", "p1"),
        ("c2", "OFFERS", "p2"),
        ("p1", "AT_LAYER", "A"),
        ("p1", "PROVIDES", "gpu-servers"),
        ("p2", "BUILT_ON", "p1"),
    ]


def test_a_querys_result_with_paths_lists_and_maps(filled: Graph) -> None:
    made = subgraph(filled, "MATCH path = (:Company)-[:OFFERS]->(:Product {id: $id}) RETURN path, 1 AS one", id="p1")
    assert shape(made) == (["c1", "p1"], [("c1", "OFFERS", "p1")])
    made = subgraph(filled, "MATCH (c:Company) RETURN collect(c) AS all, {first: 'text'} AS map")
    assert shape(made) == (["c1", "c2"], [])


def test_py2neo_itself_reads_and_writes_the_same_graph(filled: Graph) -> None:
    live = connect(filled.address)
    assert live.run("MATCH (c:Company) RETURN count(c)").evaluate() == 2
    made = package_subgraph(filled, "k1")
    empty(filled)
    live.merge(made)
    assert shape(package_subgraph(filled, "k1")) == shape(made)


def test_what_has_no_key_is_refused(graph: Graph) -> None:
    company, other = Node("Company", id="1"), Node("Thing", name="no key")
    with pytest.raises(BadInput, match="no key"):
        merge_subgraph(graph, Subgraph([company, other], [Relationship(company, "OFFERS", other)]))
    assert graph.rows("MATCH (c:Company) RETURN count(c) AS n") == [{"n": 0}]
    with pytest.raises(NotFound):
        package_subgraph(graph, "none")
