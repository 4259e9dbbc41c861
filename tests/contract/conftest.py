"""The graph engines that the contract suite runs over: always the embedded one, and a Neo4j where one is named by
ALLIEDSTACK_TEST_NEO4J_URI, _USER, _PASSWORD (and _DATABASE). Everything in that database is deleted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection import Graph, GraphAddress, open_graph
from graph.maintenance import empty
from graph.schema import migrate
from graph.server import embedded

ENGINES = ("embedded", "neo4j") if os.environ.get("ALLIEDSTACK_TEST_NEO4J_URI") else ("embedded",)


@pytest.fixture(scope="session")
def embedded_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphAddress]:
    with embedded(tmp_path_factory.mktemp("embedded")) as address:
        yield address


@pytest.fixture(scope="session")
def neo4j_address() -> GraphAddress:
    named = {
        key: os.environ.get(f"ALLIEDSTACK_TEST_NEO4J_{key}", "") for key in ("URI", "USER", "PASSWORD", "DATABASE")
    }
    if not named["URI"]:
        pytest.skip("ALLIEDSTACK_TEST_NEO4J_URI is not set")
    return GraphAddress(named["URI"], named["USER"] or "neo4j", named["PASSWORD"], named["DATABASE"] or "neo4j")


@pytest.fixture(scope="session", params=ENGINES)
def address(request: pytest.FixtureRequest) -> GraphAddress:
    """Where the engine under test answers."""
    found: GraphAddress = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture(scope="session")
def migrated(address: GraphAddress) -> Iterator[Graph]:
    with open_graph(address) as graph:
        migrate(graph)
        yield graph


@pytest.fixture
def graph(migrated: Graph) -> Graph:
    """An empty graph at the newest schema."""
    empty(migrated)
    return migrated


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, for commands that start a server."""
    monkeypatch.setenv("ALLIEDSTACK_DATA_DIR", str(tmp_path))
    for key in ("URI", "USER", "PASSWORD", "DATABASE"):
        monkeypatch.delenv(f"ALLIEDSTACK_NEO4J_{key}", raising=False)
    return tmp_path
