"""The graph's version: a number that moves in the same transaction as any change of a fact, and only then."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from graph.cypher import store as cypher
from graph.store.model import BATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neo4j import ManagedTransaction, Record

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class GraphVersion:
    """``value`` moves with every change of a fact, ``vectors`` with every vector that is kept, ``writes`` with both and
    with whatever else is noted of facts.

    ``epoch`` is another one after the graph was emptied, when all start again at 0.
    """

    value: int = 0
    vectors: int = 0
    epoch: str = ""
    writes: int = 0


class Moves(StrEnum):
    """What a plan would do to the version."""

    NOTHING = "nothing"  # nothing is written
    NOTES = "notes"  # something is written that no snapshot holds: which datasets state a fact
    FACTS = "facts"


def version_of(tx: ManagedTransaction) -> GraphVersion:
    """The version as this transaction sees it."""
    return _version(tx.run(cypher.VERSION).single(strict=True))


def version_in(tx: ManagedTransaction) -> int:
    """The number alone; 0 for a graph that nothing was written to."""
    return version_of(tx).value


def bump(tx: ManagedTransaction, facts: int = 1, vectors: int = 0) -> GraphVersion:
    """Move the version and hold its lock until the transaction ends; the new version."""
    found = tx.run(cypher.BUMP, epoch=uuid.uuid4().hex, facts=facts, vectors=vectors)
    return _version(found.single(strict=True))


def _version(row: Record) -> GraphVersion:
    return GraphVersion(int(row["version"]), int(row["vectors"]), str(row["epoch"]), int(row["writes"]))


def planned(tx: ManagedTransaction, look: Callable[[], P], moves: Callable[[P], Moves]) -> tuple[P, int]:
    """What to do, and the version to write it under: that of now when no fact changes.

    ``look`` compares with what is held, before the lock is taken, so that a run which changes nothing locks nothing.
    Should another writer have come between, it looks again.
    """
    before = version_of(tx)
    plan = look()
    if moves(plan) is Moves.NOTHING:
        return plan, before.value
    now = bump(tx, facts=1 if moves(plan) is Moves.FACTS else 0)
    if now.writes == before.writes + 1:
        return plan, now.value
    plan = look()
    if moves(plan) is Moves.FACTS and now.value == before.value:
        now = bump(tx)
    return plan, now.value


def run_rows(tx: ManagedTransaction, statement: str, rows: Sequence[Any], name: str = "rows", **more: Any) -> None:
    """Run a statement over rows, a batch at a time; no rows, no statement."""
    for start in range(0, len(rows), BATCH):
        tx.run(statement, {name: list(rows[start : start + BATCH]), **more}).consume()
