"""Looking after a graph as a whole: counting what it holds, emptying it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.cypher import schema as cypher

if TYPE_CHECKING:
    from graph.connection import Graph

BOOKKEEPING = frozenset({"Migration", "MigrationTurn", "ImportPart"})  # each graph has its own
_AT_ONCE = 2_000  # nodes deleted in one transaction, with all their relationships: bounded memory on both engines
_DELETE_SECONDS = 600.0
_MANY = 3_000  # nodes from which emptying by type is faster than deleting
_RECORDS_AT_ONCE = 5_000  # records of one type that the embedded server deletes in one transaction
_BLOCKS_AT_ONCE = 20  # of blocks of vectors, which have 400 kB each
_COUNT_SECONDS = 300.0  # a full scan of ten million nodes


def counts(graph: Graph) -> tuple[dict[str, int], dict[str, int]]:
    """Nodes by label and relationships by type, but for the notes of migrations. A node of two labels counts twice."""
    nodes = graph.read(lambda tx: tx.run(cypher.COUNT_BY_LABEL).data(), seconds=_COUNT_SECONDS)
    links = graph.read(lambda tx: tx.run(cypher.COUNT_BY_TYPE).data(), seconds=_COUNT_SECONDS)
    held = {row["label"]: row["count"] for row in nodes if row["label"] not in BOOKKEEPING}
    return held, {row["type"]: row["count"] for row in links}


def empty(graph: Graph) -> int:
    """Delete every node and relationship but the record of migrations; how many nodes went."""
    held = int(graph.rows(cypher.COUNT_NODES, bookkeeping=[])[0]["count"])
    if graph.dialect.empties_by_type and held > _MANY:
        return _empty_by_type(graph, held)
    deleted = 0
    while True:
        rows = graph.write(lambda tx: tx.run(cypher.DELETE_SOME, limit=_AT_ONCE).data(), seconds=_DELETE_SECONDS)
        now = int(rows[0]["deleted"])
        deleted += now
        if now == 0:
            return deleted


def _drop_search_indexes(graph: Graph) -> None:
    """Emptied record by record they take minutes for ten thousand products; they are made again when they are used."""
    from graph.schema.migrations import SEARCH_INDEXES
    from graph.server.sql import run_sql

    there = {row["name"] for row in run_sql(graph.address, cypher.INDEXES_SQL)}
    for step in SEARCH_INDEXES:
        if step.name in there:
            run_sql(graph.address, cypher.drop_index_sql(step.name))


def _empty_type(graph: Graph, name: str) -> None:
    """Piece by piece: as one transaction a hundred thousand products took five times as long, and their vectors all of
    the server's memory."""
    from graph.server.sql import run_sql

    some = cypher.delete_some_sql(name, _BLOCKS_AT_ONCE if name == "VectorBlock" else _RECORDS_AT_ONCE)
    while int(run_sql(graph.address, some)[0]["count"]):
        pass


def _empty_by_type(graph: Graph, held: int) -> int:
    from graph.server.sql import run_sql

    _drop_search_indexes(graph)
    kept = 0
    for row in run_sql(graph.address, cypher.TYPES_SQL):
        if row["name"] == "Migration":
            kept = int(row["records"])
        else:
            _empty_type(graph, row["name"])
    return held - kept
