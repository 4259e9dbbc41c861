"""The graph as the program uses it: the embedded engine, or the Neo4j that the settings name. Nothing else differs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.connection import GraphAddress, open_graph
from graph.errors import BadInput, GraphUnavailable
from service.settings import Settings, read_settings

if TYPE_CHECKING:
    from graph.connection import Graph


@dataclass(frozen=True, slots=True)
class GraphStatus:
    """What ``alliedstack graph status`` shows. ``nodes`` and ``relationships``: how many of each label and type."""

    where: str
    engine: str
    running: bool
    kept: bool = False  # runs on without users until it is stopped
    version: str = ""
    schema: int | None = None
    newest_schema: int = 0
    process: int | None = None
    started: str = ""
    nodes: dict[str, int] = field(default_factory=dict)
    relationships: dict[str, int] = field(default_factory=dict)
    problem: str = ""  # why it could not be looked into


@contextmanager
def graph_address(settings: Settings) -> Iterator[GraphAddress]:
    """Where the graph answers; the embedded engine runs for the time of the block.

    Raises:
        GraphUnavailable: it cannot be started.
    """
    if settings.neo4j_uri:
        password = settings.neo4j_password.get_secret_value()
        yield GraphAddress(settings.neo4j_uri, settings.neo4j_user, password, settings.neo4j_database)
        return
    if sys.platform == "win32":
        raise GraphUnavailable("The embedded graph runs on Linux and macOS.", "Set ALLIEDSTACK_NEO4J_URI, or use WSL.")
    from graph.server import embedded

    with embedded(settings.data_dir) as address:
        yield address


@contextmanager
def open_store_graph(settings: Settings) -> Iterator[Graph]:
    """The open graph at the newest schema.

    Raises:
        GraphUnavailable: it cannot be started or reached, or has a newer schema than this program.
    """
    from graph.schema import migrate

    with graph_address(settings) as address, open_graph(address) as graph:
        migrate(graph)
        yield graph


def start_graph(settings: Settings | None = None) -> GraphStatus:
    """Start the embedded graph and leave it running (a Neo4j in the settings runs already); bring it to the newest
    schema, so that nobody else needs the right to."""
    settings = settings or read_settings()
    if not settings.neo4j_uri:
        from graph.server import start_server

        start_server(settings.data_dir)
    with open_store_graph(settings):
        return graph_status(settings)


def stop_graph(settings: Settings | None = None) -> bool:
    """Stop the embedded graph; False when it was not running.

    Raises:
        BadInput: the settings name a Neo4j, which is not ours to stop.
    """
    settings = settings or read_settings()
    if settings.neo4j_uri:
        raise BadInput("The settings name a Neo4j, which this program does not stop.", "Unset ALLIEDSTACK_NEO4J_URI.")
    from graph.server import stop_server

    return stop_server(settings.data_dir)


def graph_status(settings: Settings | None = None) -> GraphStatus:
    """Where the graph is, whether it runs, what it holds. Starts nothing."""
    settings = settings or read_settings()
    if settings.neo4j_uri:
        return _status_of_neo4j(settings)
    from graph.server import server_kept, server_state

    where = str(settings.data_dir / "graph")
    state = server_state(settings.data_dir)
    if state is None:
        return GraphStatus(where, "embedded", running=False)
    status = GraphStatus(
        where,
        "embedded",
        running=True,
        kept=server_kept(settings.data_dir),
        version=state.version,
        process=state.java,
        started=state.started,
    )
    return _looked_into(status, settings)


def reset_graph(settings: Settings | None = None) -> int:
    """Delete every node and relationship, keep the schema; how many nodes went."""
    from graph.maintenance import empty

    with open_store_graph(settings or read_settings()) as graph:
        return empty(graph)


def _status_of_neo4j(settings: Settings) -> GraphStatus:
    from graph.failures import without_secrets

    uri = without_secrets(settings.neo4j_uri or "")
    return _looked_into(GraphStatus(f"{uri} database {settings.neo4j_database}", "Neo4j", running=True), settings)


def _looked_into(status: GraphStatus, settings: Settings) -> GraphStatus:
    from dataclasses import replace

    from graph.maintenance import counts
    from graph.schema import MIGRATIONS, schema_number

    newest = MIGRATIONS[-1].number
    try:
        with graph_address(settings) as address, open_graph(address) as graph:
            nodes, relationships = counts(graph)
            return replace(
                status,
                version=graph.dialect.version,
                schema=schema_number(graph),
                newest_schema=newest,
                nodes=nodes,
                relationships=relationships,
            )
    except GraphUnavailable as error:
        return replace(status, running=status.engine == "embedded", newest_schema=newest, problem=str(error))
