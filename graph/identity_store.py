"""Merges, decisions and the review queue in the graph, as flat rows; what they mean is the caller's business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.cypher import identity as cypher
from graph.errors import NotFound
from graph.store.model import BATCH
from graph.store.version import bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

Row = dict[str, Any]  # keys to strings, numbers or None


class GraphIdentity:
    """Reads and writes over one graph. Every ``save`` is one transaction and may be repeated; one that carries out or
    takes back a merge moves the graph's version."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def merges(self) -> list[Row]:
        return self._rows(cypher.READ_MERGES)

    def decisions(self) -> list[Row]:
        return self._rows(cypher.READ_DECISIONS)

    def reviews(self) -> list[Row]:
        return self._rows(cypher.READ_REVIEWS)

    def save_found(self, merges: Sequence[Row], reviews: Sequence[Row]) -> None:
        """Carry out ``merges`` (rows with id, into, merged) and put ``reviews`` (rows with id) in place of the queue.

        Raises:
            NotFound: a merge names a company that is not in the graph; nothing was changed.
        """

        def work(tx: ManagedTransaction) -> None:
            _carry_out(tx, merges)
            tx.run(cypher.DELETE_REVIEWS)
            _run(tx, cypher.SAVE_REVIEWS, reviews)

        self._graph.write(work)

    def save_decision(self, decision: Row, merge: Row | None, settled: Sequence[str]) -> None:
        """Keep ``decision``, carry out ``merge``, take the reviews with the ids ``settled`` off the queue."""

        def work(tx: ManagedTransaction) -> None:
            if merge is not None:
                _carry_out(tx, [merge])
            _run(tx, cypher.SAVE_DECISIONS, [decision])
            tx.run(cypher.DELETE_REVIEWS_OF, ids=list(settled))

        self._graph.write(work)

    def save_split(self, merge: Row, decision: Row) -> None:
        """Take ``merged_into`` off the company that gave way, keep the record and the decision."""

        def work(tx: ManagedTransaction) -> None:
            _need_companies(tx, [merge])
            _run(tx, cypher.KEEP_UNDONE_MERGE, [merge], version=bump(tx).value)
            _run(tx, cypher.SAVE_DECISIONS, [decision])

        self._graph.write(work)

    def _rows(self, statement: str) -> list[Row]:
        return [row["row"] for row in self._graph.rows(statement)]


def _carry_out(tx: ManagedTransaction, merges: Sequence[Row]) -> None:
    if merges:
        _need_companies(tx, merges)
        _run(tx, cypher.SAVE_MERGES, merges, version=bump(tx).value)


def _run(tx: ManagedTransaction, statement: str, rows: Sequence[Mapping[str, Any]], **more: Any) -> None:
    for start in range(0, len(rows), BATCH):
        tx.run(statement, {"rows": [dict(row) for row in rows[start : start + BATCH]], **more}).consume()


def _need_companies(tx: ManagedTransaction, merges: Iterable[Row]) -> None:
    ids = sorted({key for row in merges for key in (row["into"], row["merged"])})
    if not ids:
        return
    record = tx.run(cypher.COUNT_COMPANIES, ids=ids).single(strict=True)
    if record["found"] != len(ids):
        raise NotFound("A company of the merge is not in the graph.", "Read the companies again and repeat.")
