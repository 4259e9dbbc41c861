"""Results of screening and judgements in the graph, as flat rows; what they mean is the caller's business."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from neo4j import Driver, ManagedTransaction

from graph.cypher import screening as cypher

Row = dict[str, Any]
_BATCH = 1_000  # rows to a statement: the size both engines were measured with


class GraphScreening:
    """Reads and writes over one database. Every ``save`` is one transaction and may be repeated."""

    def __init__(self, driver: Driver, database: str) -> None:
        self._driver = driver
        self._database = database

    def payloads(self) -> list[str]:
        """The last result of every subject as it was saved."""
        with self._driver.session(database=self._database) as session:
            return session.execute_read(lambda tx: [record["payload"] for record in tx.run(cypher.READ_RESULTS)])

    def judgements(self) -> list[Row]:
        with self._driver.session(database=self._database) as session:
            return session.execute_read(lambda tx: [dict(r["row"]) for r in tx.run(cypher.READ_JUDGEMENTS)])

    def save_results(self, results: Sequence[Row], hits: Sequence[Row]) -> None:
        """``results``: rows with subject, outcome, payload. ``hits``: rows with subject, party, score, outcome, name,
        listed_name, judgement, by, at, why. A subject that is no company keeps its result and gets no MAY_BE."""

        def work(tx: ManagedTransaction) -> None:
            for start in range(0, len(results), _BATCH):
                batch = results[start : start + _BATCH]
                tx.run(cypher.SAVE_RESULTS, rows=list(batch)).consume()
                tx.run(cypher.DELETE_MAY_BE, subjects=[row["subject"] for row in batch]).consume()
            for start in range(0, len(hits), _BATCH):
                tx.run(cypher.DRAW_MAY_BE, rows=list(hits[start : start + _BATCH])).consume()

        with self._driver.session(database=self._database) as session:
            session.execute_write(work)

    def save_judgement(self, judgement: Row) -> None:
        """A row with id, party, list_id, entry, names, verdict, by, at, why; marks the MAY_BE that it is about."""

        def work(tx: ManagedTransaction) -> None:
            tx.run(cypher.SAVE_JUDGEMENT, rows=[judgement]).consume()
            tx.run(cypher.MARK_MAY_BE, rows=[judgement]).consume()

        with self._driver.session(database=self._database) as session:
            session.execute_write(work)
