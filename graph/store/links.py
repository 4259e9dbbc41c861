"""Writing links that another record than the node's own states: who owns whom, what is built on what, joint awards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from graph.cypher import store as cypher
from graph.model import Control, Holding, JointAward, ProductLink
from graph.rows.codec import plain, rebuilt
from graph.rows.edges import Edge, company_edges, product_edge
from graph.rows.kinds import CHANGED_IN, LINKED
from graph.rows.links import Link, add_links
from graph.store.facts import draw, states
from graph.store.model import Written
from graph.store.version import Moves, planned, run_rows

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

Row = dict[str, Any]
_PROPERTY: dict[type, str] = {
    Holding: "linked_owned_by",
    Control: "linked_controlled_by",
    JointAward: "linked_teamed_with",
    ProductLink: "linked_links",
}
_TYPES = {
    "Company": "OWNED_BY|CONTROLLED_BY|TEAMED_WITH",
    "Product": "BUILT_ON|WORKS_WITH|CONFLICTS_WITH|DERIVED_FROM",
}


@dataclass(slots=True)
class _Plan:
    """``known``: node id to every link of it, for nodes whose links changed. ``real``: those with a record."""

    known: dict[str, dict[str, tuple[Any, ...]]] = field(default_factory=dict)
    real: set[str] = field(default_factory=set)
    tally: Written = field(default_factory=Written)

    @property
    def moves(self) -> Moves:
        if self.real:
            return Moves.FACTS
        return Moves.NOTES if self.known else Moves.NOTHING


def add(graph: Graph, label: str, stated: Mapping[str, Sequence[Link]]) -> Written:
    """Add links to companies or products (``label``), by the id of the node that they start from; none is taken away.

    A node that is not known yet keeps its links until its own record comes. Counts are of links.
    """
    if not stated:
        return Written()

    def work(tx: ManagedTransaction) -> Written:
        def look() -> _Plan:
            return _merge(label, stated, states(tx, label, list(stated)))

        plan, version = planned(tx, look, lambda found: found.moves)
        _write(tx, label, plan, version)
        return plan.tally

    return graph.write(work)


def _merge(label: str, stated: Mapping[str, Sequence[Link]], held: Mapping[str, Row]) -> _Plan:
    plan = _Plan()
    for key, links in stated.items():
        row = held.get(key, {})
        known: dict[str, tuple[Any, ...]] = {}
        moved = False
        for name, (_, hint) in LINKED[label].items():
            text = row.get(name)
            before = () if text is None else rebuilt(hint, orjson.loads(text))
            added = add_links(before, [one for one in links if _PROPERTY[type(one)] == name])
            plan.tally += Written(added.new, added.changed, added.unchanged)
            moved = moved or added.new + added.changed + added.moved > 0
            known[name] = added.links
        if moved:
            plan.known[key] = known
            if row.get(CHANGED_IN) is not None:
                plan.real.add(key)
    return plan


def _write(tx: ManagedTransaction, label: str, plan: _Plan, version: int) -> None:
    rows = []
    for key, known in plan.known.items():
        node: Row = {name: orjson.dumps(plain(links)).decode() if links else None for name, links in known.items()}
        if key in plan.real:
            node[CHANGED_IN] = version
        rows.append({"id": key, "node": node})
    run_rows(tx, cypher.set_links(label), rows)
    run_rows(tx, cypher.forget_linked(label, _TYPES[label]), list(plan.known), "ids")
    draw(tx, [edge for key, known in plan.known.items() for edge in _edges(label, key, known)], linked=True)


def _edges(label: str, key: str, known: Mapping[str, tuple[Any, ...]]) -> list[Edge]:
    if label == "Product":
        return [product_edge(key, link) for link in known["linked_links"]]
    owned, controlled, teamed = (known[name] for name in LINKED["Company"])
    return list(company_edges(key, owned, controlled, teamed))
