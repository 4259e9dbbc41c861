"""Writing links that another record than the node's own states: who owns whom, what is built on what, joint awards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.cypher import store as cypher
from graph.model import Control, Holding, JointAward, ProductLink
from graph.rows.edges import Edge, company_edges, product_edge
from graph.rows.kinds import CHANGED_IN, LINKED
from graph.rows.links import HeldLink, Link, add_links, link_id, read_links, without_claim, write_links
from graph.store.facts import draw, states
from graph.store.model import Written
from graph.store.version import Moves, planned, run_rows

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

Row = dict[str, Any]
Known = dict[str, tuple[HeldLink, ...]]  # property to the links in it
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
    """``known``: node id to every link of it, for nodes whose links are written. ``real``: those with a record, of
    which a fact changes; of the others only which datasets state a link."""

    known: dict[str, Known] = field(default_factory=dict)
    real: set[str] = field(default_factory=set)
    tally: Written = field(default_factory=Written)
    withdrawn: int = 0

    @property
    def moves(self) -> Moves:
        if self.real:
            return Moves.FACTS
        return Moves.NOTES if self.known else Moves.NOTHING


def add(graph: Graph, label: str, stated: Mapping[str, Sequence[Link]], dataset: str) -> Written:
    """Add links to companies or products (``label``), by the id of the node that they start from; none is taken away.

    A node that is not known yet keeps its links until its own record comes. Counts are of links.
    """
    if not stated:
        return Written()

    def work(tx: ManagedTransaction) -> Written:
        def look() -> _Plan:
            return _merge(label, stated, dataset, states(tx, label, list(stated)))

        plan, version = planned(tx, look, lambda found: found.moves)
        _write(tx, label, plan, version)
        return plan.tally

    return graph.write(work)


def live(graph: Graph, label: str, dataset: str) -> Iterator[tuple[str, str]]:
    """Node and id of every link of ``label`` that the dataset states and that is not withdrawn."""
    claimants = _claimants(graph, dataset)
    for row in graph.rows(cypher.linked(label)):
        for held in (one for links in _links_of(label, row).values() for one in links):
            if held.in_force() and not claimants.isdisjoint(held.claims):
                yield row["id"], link_id(held.link)


def withdraw(graph: Graph, label: str, links: Sequence[tuple[str, str]], on: date, dataset: str) -> int:
    """Note that ``dataset`` states these links (node and id) no more; how many no other states, closed as of ``on``."""
    if not links:
        return 0
    claimants = _claimants(graph, dataset)
    gone: dict[str, set[str]] = {}
    for node, link in links:
        gone.setdefault(node, set()).add(link)

    def work(tx: ManagedTransaction) -> int:
        def look() -> _Plan:
            return _without(label, gone, claimants, on, states(tx, label, list(gone)))

        plan, version = planned(tx, look, lambda found: found.moves)
        _write(tx, label, plan, version)
        return plan.withdrawn

    return graph.write(work)


def _claimants(graph: Graph, dataset: str) -> frozenset[str]:
    """The dataset, and the ids of its copies, which stand for it in links of an earlier version of the program."""
    ids = (row["row"]["id"] for row in graph.rows(cypher.READ_SOURCES) if row["row"]["dataset"] == dataset)
    return frozenset({dataset, *ids})


def _links_of(label: str, row: Mapping[str, Any]) -> Known:
    return {name: read_links(hint, row.get(name)) for name, (_, hint) in LINKED[label].items()}


def _merge(label: str, stated: Mapping[str, Sequence[Link]], dataset: str, held: Mapping[str, Row]) -> _Plan:
    plan = _Plan()
    for key, links in stated.items():
        row = held.get(key, {})
        known: Known = {}
        moved = noted = False
        for name, before in _links_of(label, row).items():
            added = add_links(before, [one for one in links if _PROPERTY[type(one)] == name], dataset)
            plan.tally += Written(added.new, added.changed, added.unchanged)
            moved = moved or added.new + added.changed + added.moved > 0
            noted = noted or added.noted > 0
            known[name] = added.links
        if moved or noted:
            plan.known[key] = known
            if moved and row.get(CHANGED_IN) is not None:
                plan.real.add(key)
    return plan


def _without(
    label: str, gone: Mapping[str, set[str]], claimants: frozenset[str], on: date, held: Mapping[str, Row]
) -> _Plan:
    plan = _Plan()
    for key, row in held.items():
        before = _links_of(label, row)
        after = {
            name: tuple(without_claim(one, claimants, on) if link_id(one.link) in gone[key] else one for one in links)
            for name, links in before.items()
        }
        if after == before:
            continue
        plan.known[key] = after
        closed = _closed(after) - _closed(before)
        plan.withdrawn += closed
        if closed and row.get(CHANGED_IN) is not None:
            plan.real.add(key)
    return plan


def _closed(known: Known) -> int:
    return sum(one.withdrawn_on is not None for links in known.values() for one in links)


def _write(tx: ManagedTransaction, label: str, plan: _Plan, version: int) -> None:
    rows = []
    for key, known in plan.known.items():
        node: Row = {name: write_links(links) for name, links in known.items()}
        if key in plan.real:
            node[CHANGED_IN] = version
        rows.append({"id": key, "node": node})
    run_rows(tx, cypher.set_links(label), rows)
    run_rows(tx, cypher.forget_linked(label, _TYPES[label]), list(plan.known), "ids")
    draw(tx, [edge for key, known in plan.known.items() for edge in _edges(label, key, known)], linked=True)


def _edges(label: str, key: str, known: Known) -> list[Edge]:
    """The relationships show what is in force; what was withdrawn is kept with the node, for a look back."""
    links: dict[str, Any] = {name: [one.link for one in held if one.in_force()] for name, held in known.items()}
    if label == "Product":
        return [product_edge(key, link) for link in links["linked_links"]]
    owned, controlled, teamed = (tuple(links[name]) for name in LINKED["Company"])
    return list(company_edges(key, owned, controlled, teamed))
