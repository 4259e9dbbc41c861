"""Every node of a kind, read in pages: a row of its own for each would cost the driver seven times as much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.cypher import store as cypher

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PAGE = 5_000  # nodes in one answer: about 5 MB; a thousand takes half as long again
COLLECTED = 400_000  # ids in one answer; the embedded engine refuses more than half a million


def scanned(
    tx: ManagedTransaction, label: str, columns: Sequence[str], *, withdrawn: bool = False, as_of: date | None = None
) -> Iterator[Sequence[Any]]:
    """The values of ``columns`` of each node of a kind that is in force (on ``as_of``), by id, or ``withdrawn`` ones
    too."""
    day = None if as_of is None else as_of.isoformat()
    ids = _ids(tx, label, withdrawn, day)
    statement = cypher.values_of(label, tuple(columns))
    for start in range(0, len(ids), PAGE):
        yield from tx.run(statement, ids=ids[start : start + PAGE]).single(strict=True)["rows"]


def _ids(tx: ManagedTransaction, label: str, withdrawn: bool, day: str | None) -> list[str]:
    many = tx.run(cypher.count_of(label)).single(strict=True)["n"] > COLLECTED
    found = tx.run(cypher.ids_of(label, withdrawn, collected=not many), day=day)
    return sorted(row[0] for row in found) if many else sorted(found.single(strict=True)[0])
