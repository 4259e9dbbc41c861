"""Closing facts that their dataset states no more. Nothing is deleted: the graph can be read as of an earlier day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.cypher import store as cypher
from graph.rows.kinds import CHANGED_IN, DATASETS, KINDS, WITHDRAWN_ON
from graph.store.facts import states
from graph.store.version import Moves, planned, run_rows

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

Row = dict[str, Any]


def withdraw(graph: Graph, cls: type, ids: Sequence[str], on: date, dataset: str) -> int:
    """Note that ``dataset`` states these no more. What no other dataset states either is closed as of ``on``.

    Returns how many were closed; what was closed before keeps its day.
    """
    label = KINDS[cls].label

    def work(tx: ManagedTransaction) -> int:
        def look() -> list[Row]:
            return [row for one in states(tx, label, ids).values() if (row := _without(one, on, dataset)) is not None]

        rows, version = planned(tx, look, _moves)
        closed = [row for row in rows if CHANGED_IN in row["node"]]
        for row in closed:
            row["node"][CHANGED_IN] = version
        run_rows(tx, cypher.touch(label), rows)
        return len(closed)

    return graph.write(work) if ids else 0


def _moves(rows: Sequence[Row]) -> Moves:
    if any(CHANGED_IN in row["node"] for row in rows):
        return Moves.FACTS
    return Moves.NOTES if rows else Moves.NOTHING


def _without(held: Row, on: date, dataset: str) -> Row | None:
    if held[CHANGED_IN] is None or held[WITHDRAWN_ON] is not None or dataset not in (held[DATASETS] or ()):
        return None
    rest = [one for one in held[DATASETS] if one != dataset]
    node: Row = {DATASETS: rest}
    if not rest:
        node |= {WITHDRAWN_ON: on.isoformat(), CHANGED_IN: 0}
    return {"id": held["id"], "node": node}
