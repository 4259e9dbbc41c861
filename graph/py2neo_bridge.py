"""A package, a team or any query's result as a py2neo ``Subgraph``, and back: for notebooks that use py2neo.

Its author ended py2neo in 2023; new work should use :class:`graph.connection.Graph`. Needs the extra ``[py2neo]``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graph.cypher import bridge as cypher
from graph.errors import BadInput, NotFound
from graph.schema.keys import KEY_OF, key_label

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph, GraphAddress

_LEFT_OUT = frozenset({"vector", "embedding"})  # hundreds of numbers that no notebook wants to see


def connect(address: GraphAddress) -> Any:
    """A ``py2neo.Graph`` over the same database."""
    py2neo = _py2neo()
    return py2neo.Graph(address.uri, auth=(address.user, address.password), name=address.database)


def subgraph(graph: Graph, statement: str, /, **params: Any) -> Any:
    """Every node and relationship in the rows of a reading statement, in lists, maps and paths too.

    A relationship brings its two ends. Values that are neither are left out.
    """
    return graph.read(lambda tx: _Builder().add(tx.run(statement, params)).made())


def package_subgraph(graph: Graph, package_id: str) -> Any:
    """A package with its members, products, what these provide, its markets and the opportunity that it answers.

    Raises:
        NotFound: there is no such package.
    """
    made = subgraph(graph, cypher.PACKAGE, id=package_id)
    if not made.nodes:
        raise NotFound(f"There is no package {package_id!r}.", "alliedstack package list shows those there are.")
    return made


def team_subgraph(graph: Graph, companies: Sequence[str], products: Sequence[str]) -> Any:
    """A composed team: its companies and products with all that lies between them, the layers and the
    capabilities."""
    return subgraph(graph, cypher.TEAM, companies=list(companies), products=list(products))


def merge_subgraph(graph: Graph, made: Any) -> int:
    """Write a ``Subgraph`` into the graph: nodes by their key, properties added; how many nodes and relationships.

    It goes past the ingest: no source is recorded and nothing is checked, so it is for trying things out.

    Raises:
        BadInput: a node has no label with a key, or no value of it.
    """
    nodes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for node in made.nodes:
        label, value = _key_of(node)
        nodes[(label, *sorted(set(node.labels) - {label}))].append({"key": value, "properties": dict(node)})
    links: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for link in made.relationships:
        (label, start), (to_label, end) = _key_of(link.start_node), _key_of(link.end_node)
        links[label, type(link).__name__, to_label].append({"a": start, "b": end, "properties": dict(link)})

    def work(tx: ManagedTransaction) -> int:
        for labels, rows in nodes.items():
            tx.run(cypher.merge_nodes(labels, KEY_OF[labels[0]]), rows=rows).consume()
        for (label, type_, to_label), rows in links.items():
            tx.run(cypher.merge_links(label, KEY_OF[label], type_, to_label, KEY_OF[to_label]), rows=rows).consume()
        return sum(map(len, nodes.values())) + sum(map(len, links.values()))

    return graph.write(work)


def _key_of(node: Any) -> tuple[str, Any]:
    label = key_label(list(node.labels))
    value = None if label is None else node.get(KEY_OF[label])
    if label is None or value is None:
        raise BadInput(f"The node {dict(node)!r} with labels {sorted(node.labels)} has no key.", "Give it its id.")
    return label, value


class _Builder:
    """Driver values to py2neo values; one py2neo node for each node, however often it appears."""

    def __init__(self) -> None:
        self._py2neo = _py2neo()
        self._nodes: dict[str, Any] = {}
        self._links: dict[str, Any] = {}

    def add(self, values: Iterable[Any]) -> _Builder:
        from neo4j.graph import Node, Path, Relationship

        for value in values:
            if isinstance(value, Node):
                self._node(value)
            elif isinstance(value, Relationship):
                self._link(value)
            elif isinstance(value, Path):
                self.add([*value.nodes, *value.relationships])
            elif isinstance(value, dict):
                self.add(value.values())
            elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
                self.add(value)  # a record, a list
        return self

    def made(self) -> Any:
        return self._py2neo.Subgraph(self._nodes.values(), self._links.values())

    def _node(self, node: Any) -> Any:
        known = self._nodes.get(node.element_id)
        if known is None or (len(known) == 0 and len(node) > 0):  # an end of a relationship comes without properties
            properties = {key: value for key, value in node.items() if key not in _LEFT_OUT}
            if known is None:
                known = self._nodes[node.element_id] = self._py2neo.Node(*sorted(node.labels), **properties)
            else:
                known.update(properties)
                for label in node.labels:
                    known.add_label(label)
            label = key_label(list(node.labels))
            if label is not None:
                known.__primarylabel__, known.__primarykey__ = label, KEY_OF[label]
        return known

    def _link(self, link: Any) -> None:
        if link.element_id not in self._links:
            start, end = (self._node(node) for node in link.nodes)
            self._links[link.element_id] = self._py2neo.Relationship(start, link.type, end, **dict(link))


def _py2neo() -> Any:
    try:
        import py2neo
    except ImportError as error:
        raise BadInput("py2neo is not installed.", "pip install 'alliedstack[py2neo]'") from error
    return py2neo
