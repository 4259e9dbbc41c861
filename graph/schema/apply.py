"""Bring a graph to the newest schema: forward only, any number of times, from any number of processes at once."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from graph.cypher import schema as cypher
from graph.errors import Conflict, GraphUnavailable
from graph.schema.migrations import MIGRATIONS
from graph.schema.parts import Change, FullText, Migration, Range, Step, Unique, Vector

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

_WAITS_SECONDS = (0.1, 0.3, 1.0)  # between tries; making an index over nothing takes 0.1
INDEX_SECONDS = 300  # a new index over a million nodes is filled in about a minute
_OWN_KEYS = (Unique("Migration", "number"), Unique("MigrationTurn", "id"))


class SchemaTooNew(GraphUnavailable):
    """The graph was brought to a schema that this program does not know."""

    code = "schema_too_new"


def migrate(graph: Graph, migrations: Sequence[Migration] = MIGRATIONS) -> list[Migration]:
    """Run what this graph has not seen yet; the migrations that were run here.

    Index and constraint steps may be repeated without harm (IF NOT EXISTS); a :class:`Change` is kept together with
    the note that it ran. So a run that was killed is taken up again, and two at once do no harm to each other.

    Raises:
        SchemaTooNew: the graph is ahead of this program; nothing was changed.
        Conflict: a migration that ran on this graph differs from the one of that number here.
    """
    seen = _seen(graph)
    _check(seen, migrations)
    missing = [m for m in migrations if m.number not in seen]
    if not missing:
        return []
    for key in _OWN_KEYS:
        prepare(graph, key)
    done = [migration for migration in missing if _run(graph, migration)]
    if graph.dialect.awaits_indexes:
        graph.read(
            lambda tx: tx.run(cypher.AWAIT_INDEXES, seconds=INDEX_SECONDS).consume(), seconds=float(INDEX_SECONDS)
        )
    return done


def schema_number(graph: Graph) -> int:
    """The number of the newest migration that ran on this graph, 0 for none."""
    return max(_seen(graph), default=0)


def checksum(migration: Migration) -> str:
    """SHA-256 of what the migration does; its name may be corrected, its steps may not."""
    steps = [[type(step).__name__, asdict(step)] for step in migration.steps]
    return hashlib.sha256(json.dumps([migration.number, steps], sort_keys=True).encode()).hexdigest()


def _seen(graph: Graph) -> dict[int, str]:
    return {row["number"]: row["checksum"] for row in graph.rows(cypher.READ_MIGRATIONS)}


def _check(seen: dict[int, str], migrations: Sequence[Migration]) -> None:
    newest = max((m.number for m in migrations), default=0)
    if max(seen, default=0) > newest:
        raise SchemaTooNew(
            f"The graph has schema {max(seen)}; this program knows schemas up to {newest}.",
            "Update the program, or restore a backup that was made before the update.",
        )
    for migration in migrations:
        if seen.get(migration.number, checksum(migration)) != checksum(migration):
            raise Conflict(
                f"Migration {migration.number} ({migration.name}) that ran on this graph differs from this program's.",
                "Use the program's version that made the graph, or export it, reset it and import it again.",
            )


def _run(graph: Graph, migration: Migration) -> bool:
    waits = graph.dialect.search_indexes_wait
    for step in migration.steps:
        if not isinstance(step, Change) and not (waits and isinstance(step, Vector | FullText)):
            prepare(graph, step)
    changes = [step.statement for step in migration.steps if isinstance(step, Change)]
    note = {"number": migration.number, "name": migration.name, "checksum": checksum(migration)}

    def work(tx: ManagedTransaction) -> bool:
        tx.run(cypher.TAKE_TURN).consume()  # two processes: the second waits here, or is sent back to begin again
        if tx.run(cypher.HAS_MIGRATION, number=migration.number).single(strict=True)["found"]:
            return False
        for statement in changes:
            tx.run(statement).consume()
        tx.run(cypher.KEEP_MIGRATION, note, at=datetime.now(UTC).isoformat(timespec="seconds")).consume()
        return True

    return graph.write(work, seconds=None)


def prepare(graph: Graph, step: Step) -> None:
    """Make one constraint or index, if it is not there.

    Two processes that make the same one at the same moment get in each other's way on every engine, each with errors
    of its own; a moment later it is there, so the step is repeated.
    """
    from neo4j.exceptions import Neo4jError

    for wait in (*_WAITS_SECONDS, None):
        try:
            _make(graph, step)
        except (GraphUnavailable, Conflict, Neo4jError):
            if wait is None:
                raise
            time.sleep(wait)
        else:
            return


def _make(graph: Graph, step: Step) -> None:
    """In the words of the engine at hand."""
    match step:
        case Unique():
            graph.script(cypher.unique(step.name, step.label, step.key))
        case Range():
            graph.script(cypher.range_index(step.name, step.label, step.key))
        case Vector():
            _vector(graph, step)
        case FullText():
            _fulltext(graph, step)
        case Change():
            raise AssertionError("a change is run in a transaction")


def _vector(graph: Graph, step: Vector) -> None:
    if graph.dialect.indexes_by_sql:
        _by_sql(graph, cypher.vector_index_sql(step.name, step.label, step.key, step.dimensions))
        return
    filters = step.filters if graph.dialect.searches_inside_index else ()
    graph.script(cypher.vector_index(step.name, step.label, step.key, step.dimensions, filters))


def _fulltext(graph: Graph, step: FullText) -> None:
    if graph.dialect.indexes_by_sql:
        _by_sql(graph, cypher.fulltext_index_sql(step.name, step.label, step.properties))
        return
    graph.script(cypher.fulltext_index(step.name, step.label, step.properties))


def _by_sql(graph: Graph, statements: Sequence[str]) -> None:
    from graph.server.sql import run_sql

    for statement in statements:
        run_sql(graph.address, statement)
