"""Results of screening and judgements in the graph, as flat rows; what they mean is the caller's business."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.cypher import screening as cypher
from graph.store.model import BATCH

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

Row = dict[str, Any]


class GraphScreening:
    """Reads and writes over one graph. Every ``save`` is one transaction and may be repeated.

    The graph's version does not move: what screening said is no part of a snapshot.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def payloads(self) -> list[str]:
        """The last result of every subject as it was saved."""
        return [row["payload"] for row in self._graph.rows(cypher.READ_RESULTS)]

    def judgements(self) -> list[Row]:
        return [row["row"] for row in self._graph.rows(cypher.READ_JUDGEMENTS)]

    def save_results(self, results: Sequence[Row], hits: Sequence[Row]) -> None:
        """``results``: rows with subject, outcome, payload. ``hits``: rows with subject, party, score, outcome, name,
        listed_name, judgement, by, at, why. A subject that is no company keeps its result and gets no MAY_BE."""

        def work(tx: ManagedTransaction) -> None:
            for start in range(0, len(results), BATCH):
                batch = results[start : start + BATCH]
                tx.run(cypher.SAVE_RESULTS, rows=list(batch)).consume()
                tx.run(cypher.DELETE_MAY_BE, subjects=[row["subject"] for row in batch]).consume()
            for start in range(0, len(hits), BATCH):
                tx.run(cypher.DRAW_MAY_BE, rows=list(hits[start : start + BATCH])).consume()

        self._graph.write(work)

    def save_judgement(self, judgement: Row) -> None:
        """A row with id, party, list_id, entry, names, verdict, by, at, why; marks the MAY_BE that it is about."""

        def work(tx: ManagedTransaction) -> None:
            tx.run(cypher.SAVE_JUDGEMENT, rows=[judgement]).consume()
            tx.run(cypher.MARK_MAY_BE, rows=[judgement]).consume()

        self._graph.write(work)
