"""Writing facts: told new, changed or unchanged by their fingerprints, each call one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graph.cypher import store as cypher
from graph.cypher.capabilities import FORGET as FORGET_PROVIDED
from graph.model import Company, Opportunity, Product, SourceRef
from graph.rows.edges import Edge, base_edges, differences, edges_of, requirement_id
from graph.rows.kinds import CHANGED_IN, DATASETS, KINDS, PRINT, WITHDRAWN_ON, Entity, NodeKind
from graph.store.model import BATCH, Entry, Origin, Written
from graph.store.version import Moves, planned, run_rows

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

Row = dict[str, Any]


@dataclass(slots=True)
class _Plan:
    """``written``: facts to write whole; ``new`` of them were not there. ``touched``: rows with other datasets only."""

    new: list[Entry] = field(default_factory=list)
    again: list[Entry] = field(default_factory=list)
    touched: list[Row] = field(default_factory=list)
    datasets: dict[str, list[str]] = field(default_factory=dict)
    tally: Written = field(default_factory=Written)

    @property
    def moves(self) -> Moves:
        if self.new or self.again or any(CHANGED_IN in row["node"] for row in self.touched):
            return Moves.FACTS
        return Moves.NOTES if self.touched else Moves.NOTHING


def put(graph: Graph, entries: Sequence[Entry], origin: Origin) -> Written:
    """Write facts of one kind. Repeating it changes nothing; a company keeps the merge that it was part of."""
    if not entries:
        return Written()
    kind = KINDS[type(entries[0].entity)]

    def work(tx: ManagedTransaction) -> Written:
        def look() -> _Plan:
            return _compare(kind, entries, states(tx, kind.label, [kind.id_of(one.entity) for one in entries]), origin)

        plan, version = planned(tx, look, lambda found: found.moves)
        _write(tx, kind, plan, version, origin)
        return plan.tally

    return graph.write(work)


def put_stubs(graph: Graph, companies: Sequence[Company], origin: Origin) -> Written:
    """Write companies that are only named: made when absent, never over what is known, reopened when withdrawn."""
    if not companies:
        return Written()
    kind = KINDS[Company]

    def work(tx: ManagedTransaction) -> Written:
        def look() -> _Plan:
            return _compare_stubs(companies, states(tx, kind.label, [one.id for one in companies]), origin)

        plan, version = planned(tx, look, lambda found: found.moves)
        _write(tx, kind, plan, version, origin)
        return plan.tally

    return graph.write(work)


def states(tx: ManagedTransaction, label: str, ids: Sequence[str]) -> dict[str, Row]:
    """What is held under the ids, as far as a write has to know; nodes that were only referred to included."""
    found: dict[str, Row] = {}
    for start in range(0, len(ids), BATCH):
        rows = tx.run(cypher.state(label), ids=list(ids[start : start + BATCH]))
        found.update((row["id"], dict(row)) for row in rows)
    return found


def refs_of(entity: Entity, origin: Origin) -> tuple[SourceRef, ...]:
    """Where the fact is stated: what it says itself, else the copy that it was read from."""
    own = getattr(entity, "sources", None)
    if own is None:
        single = getattr(entity, "source", None)
        own = () if single is None else (single,)
    return own or (SourceRef(origin.source_id, ""),)


def _flat(refs: Sequence[SourceRef]) -> list[str]:
    return [part for ref in refs for part in (ref.source_id, ref.locator)]


def _compare(kind: NodeKind, entries: Sequence[Entry], held: dict[str, Row], origin: Origin) -> _Plan:
    plan = _Plan()
    new = changed = 0
    for entry in {kind.id_of(one.entity): one for one in entries}.values():  # the last word of a batch counts
        key = kind.id_of(entry.entity)
        before = held.get(key)
        if before is None or before[CHANGED_IN] is None:
            plan.new.append(entry)
            new += 1
            continue
        plan.datasets[key] = _joined(before[DATASETS], origin.dataset)
        says_more = before[PRINT] != entry.print or before[WITHDRAWN_ON] is not None
        if says_more or before["sources"] != _flat(refs_of(entry.entity, origin)):
            plan.again.append(entry)  # another copy of the same words: not changed, but its source is
            changed += says_more
        elif plan.datasets[key] != before[DATASETS]:
            plan.touched.append({"id": key, "node": {DATASETS: plan.datasets[key]}})
    plan.tally = Written(new, changed, len(entries) - new - changed)
    return plan


def _compare_stubs(companies: Sequence[Company], held: dict[str, Row], origin: Origin) -> _Plan:
    plan = _Plan()
    new = changed = 0
    for company in {one.id: one for one in companies}.values():
        before = held.get(company.id)
        if before is None or before[CHANGED_IN] is None:
            plan.new.append(Entry(company, ""))
            new += 1
            continue
        datasets = _joined(before[DATASETS], origin.dataset)
        reopened = before[WITHDRAWN_ON] is not None
        changed += reopened
        if reopened or datasets != before[DATASETS]:
            node: Row = {DATASETS: datasets}
            if reopened:
                node |= {WITHDRAWN_ON: None, CHANGED_IN: 0}
            plan.touched.append({"id": company.id, "node": node})
    plan.tally = Written(new, changed, len(companies) - new - changed)
    return plan


def _joined(held: list[str] | None, dataset: str) -> list[str]:
    return sorted({*(held or ()), dataset})


def _write(tx: ManagedTransaction, kind: NodeKind, plan: _Plan, version: int, origin: Origin) -> None:
    """A handful of statements, however many facts."""
    label = kind.label
    before = _as_stored(tx, kind, plan.again)
    new = [_row(kind, entry, plan.datasets, version, origin) for entry in plan.new]
    for row in new:  # nothing is there yet, so there is nothing to take away
        row["node"] = {name: value for name, value in row["node"].items() if value is not None}
    run_rows(tx, cypher.put(label), new)
    again = [_row(kind, entry, plan.datasets, version, origin) for entry in plan.again]
    _forget_old_texts(tx, again, before)
    for row in plan.touched:
        if CHANGED_IN in row["node"]:
            row["node"][CHANGED_IN] = version
    run_rows(tx, cypher.touch(label), [*again, *plan.touched])
    run_rows(tx, cypher.state_more(label), _more_sources(kind, plan, origin))
    if kind.cls is Opportunity:
        _write_requirements(tx, [*plan.new, *plan.again], before)
    gone, drawn = differences(
        [edge for one in before for edge in (*base_edges(one), *edges_of(one))],
        [edge for one in plan.again for edge in (*base_edges(one.entity), *edges_of(one.entity))],
    )
    for of, rows in _by_kind(gone).items():
        run_rows(tx, cypher.erase(of), rows)
    draw(tx, [*drawn, *(edge for one in plan.new for edge in edges_of(one.entity))])


def _as_stored(tx: ManagedTransaction, kind: NodeKind, entries: Sequence[Entry]) -> list[Entity]:
    """What the own records of these said until now."""
    decode = kind.codec.decoder()
    statement = cypher.held(kind.label, kind.codec.columns)
    ids = [kind.id_of(one.entity) for one in entries]
    return [
        decode(record[0])
        for start in range(0, len(ids), BATCH)
        for record in tx.run(statement, ids=ids[start : start + BATCH])
    ]


def _forget_old_texts(tx: ManagedTransaction, rows: Sequence[Row], before: Sequence[Entity]) -> None:
    """When a product's text changes, take it out of the native vector index, and what was read out of the old text."""
    texts = {one.id: (one.name, one.description or None) for one in before if isinstance(one, Product)}
    changed = []
    for row in rows:
        node = row["node"]
        if row["id"] in texts and texts[row["id"]] != (node["name"], node["description"]):
            node |= {"vector": None, "vector_model": None, "capabilities_by": None}
            changed.append(row["id"])
    run_rows(tx, FORGET_PROVIDED, changed, "ids")


def _write_requirements(tx: ManagedTransaction, entries: Sequence[Entry], before: Sequence[Entity]) -> None:
    rows = [row for one in entries for row in _requirements(one.entity)]
    kept = {row["id"] for row in rows}
    gone = [row["id"] for one in before for row in _requirements(one) if row["id"] not in kept]
    run_rows(tx, cypher.DELETE_REQUIREMENTS, gone, "ids")
    run_rows(tx, cypher.SAVE_REQUIREMENTS, rows)


def _row(kind: NodeKind, entry: Entry, datasets: dict[str, list[str]], version: int, origin: Origin) -> Row:
    entity = entry.entity
    key = kind.id_of(entity)
    refs = refs_of(entity, origin)
    node = kind.codec.encode(entity)
    node |= {
        "id": key,
        "sources": _flat(refs),
        PRINT: entry.print or None,
        DATASETS: datasets.get(key, [origin.dataset]),
        CHANGED_IN: version,
        WITHDRAWN_ON: None,
    }
    row: Row = {"id": key, "node": node, "source": refs[0].source_id, "locator": refs[0].locator}
    if isinstance(entity, Product):
        row |= {"company": entity.company, "layer": entity.layer.value}
    return row


def _more_sources(kind: NodeKind, plan: _Plan, origin: Origin) -> list[Row]:
    """Sources that are not written with the node: all but the first of a new fact, all of one that was there."""
    found = [(one.entity, refs_of(one.entity, origin)[1:]) for one in plan.new]
    found += [(one.entity, refs_of(one.entity, origin)) for one in plan.again]
    return [
        {"id": kind.id_of(entity), "source": ref.source_id, "locator": ref.locator}
        for entity, refs in found
        for ref in refs
    ]


def _requirements(entity: Entity) -> list[Row]:
    assert isinstance(entity, Opportunity)
    return [
        {
            "id": requirement_id(entity.id, one.id),
            "text": one.text,
            "layer": None if one.layer is None else one.layer.value,
            "mandatory": one.mandatory,
            "weight": one.weight,
            "capabilities": list(one.capabilities),
        }
        for one in entity.requirements
    ]


def draw(tx: ManagedTransaction, edges: Sequence[Edge], **said: Any) -> None:
    """Draw relationships, one statement for each kind; ``said`` goes onto every one of them."""
    for of, rows in _by_kind(edges, **said).items():
        run_rows(tx, cypher.draw(of), rows)


def _by_kind(edges: Sequence[Edge], **said: Any) -> dict[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = {}
    for edge in edges:
        row = {"start": edge.start, "end": edge.end, "said": {**edge.properties, **said}}
        found.setdefault(edge.of, []).append(row)
    return found
