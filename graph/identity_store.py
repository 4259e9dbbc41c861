"""Merges, decisions and the review queue in the graph, as flat rows; what they mean is the caller's business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from neo4j import Driver, ManagedTransaction

from graph.cypher import identity as cypher
from graph.errors import NotFound

Row = dict[str, Any]  # keys to strings, numbers or None
_BATCH = 1_000  # rows to a statement: the size both engines were measured with


class GraphIdentity:
    """Reads and writes over one database. Every ``save`` is one transaction and may be repeated."""

    def __init__(self, driver: Driver, database: str) -> None:
        self._driver = driver
        self._database = database

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
            _need_companies(tx, merges)
            _run(tx, cypher.SAVE_MERGES, merges)
            tx.run(cypher.DELETE_REVIEWS)
            _run(tx, cypher.SAVE_REVIEWS, reviews)

        self._write(work)

    def save_decision(self, decision: Row, merge: Row | None, settled: Sequence[str]) -> None:
        """Keep ``decision``, carry out ``merge``, take the reviews with the ids ``settled`` off the queue."""

        def work(tx: ManagedTransaction) -> None:
            if merge is not None:
                _need_companies(tx, [merge])
                _run(tx, cypher.SAVE_MERGES, [merge])
            _run(tx, cypher.SAVE_DECISIONS, [decision])
            tx.run(cypher.DELETE_REVIEWS_OF, ids=list(settled))

        self._write(work)

    def save_split(self, merge: Row, decision: Row) -> None:
        """Take ``merged_into`` off the company that gave way, keep the record and the decision."""

        def work(tx: ManagedTransaction) -> None:
            _need_companies(tx, [merge])
            _run(tx, cypher.KEEP_UNDONE_MERGE, [merge])
            _run(tx, cypher.SAVE_DECISIONS, [decision])

        self._write(work)

    def _rows(self, statement: str) -> list[Row]:
        with self._driver.session(database=self._database) as session:
            return session.execute_read(lambda tx: [dict(record["row"]) for record in tx.run(statement)])

    def _write(self, work: Any) -> None:
        with self._driver.session(database=self._database) as session:
            session.execute_write(work)


def _run(tx: ManagedTransaction, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), _BATCH):
        tx.run(statement, rows=[dict(row) for row in rows[start : start + _BATCH]]).consume()


def _need_companies(tx: ManagedTransaction, merges: Iterable[Row]) -> None:
    ids = sorted({key for row in merges for key in (row["into"], row["merged"])})
    if not ids:
        return
    record = tx.run(cypher.COUNT_COMPANIES, ids=ids).single(strict=True)
    if record["found"] != len(ids):
        raise NotFound("A company of the merge is not in the graph.", "Read the companies again and repeat.")
