"""The graph's version: a number that moves in the same transaction as any change of a fact, and only then."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from graph.cypher import store as cypher
from graph.store.model import BATCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neo4j import ManagedTransaction

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class GraphVersion:
    """``value`` moves with every change of a fact, ``vectors`` with every vector that is kept.

    ``epoch`` is another one after the graph was emptied, when both start again at 0.
    """

    value: int = 0
    vectors: int = 0
    epoch: str = ""


def version_of(tx: ManagedTransaction) -> GraphVersion:
    """The version as this transaction sees it."""
    row = tx.run(cypher.VERSION).single(strict=True)
    return GraphVersion(int(row["version"]), int(row["vectors"]), str(row["epoch"]))


def version_in(tx: ManagedTransaction) -> int:
    """The number alone; 0 for a graph that nothing was written to."""
    return version_of(tx).value


def bump(tx: ManagedTransaction, statement: str = cypher.BUMP) -> int:
    """Move the version and hold its lock until the transaction ends; the new version."""
    return int(tx.run(statement, epoch=uuid.uuid4().hex).single(strict=True)["version"])


def planned(tx: ManagedTransaction, look: Callable[[], P], changes: Callable[[P], bool]) -> tuple[P, int]:
    """What to do, and the version to write it under: that of now when nothing changes.

    ``look`` compares with what is held, before the lock is taken, so that a run which changes nothing locks nothing.
    Should another writer have come between, it looks again.
    """
    before = version_in(tx)
    plan = look()
    if not changes(plan):
        return plan, before
    now = bump(tx)
    return (plan if now == before + 1 else look()), now


def run_rows(tx: ManagedTransaction, statement: str, rows: Sequence[Any], name: str = "rows", **more: Any) -> None:
    """Run a statement over rows, a batch at a time; no rows, no statement."""
    for start in range(0, len(rows), BATCH):
        tx.run(statement, {name: list(rows[start : start + BATCH]), **more}).consume()
