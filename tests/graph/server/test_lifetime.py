"""The embedded server lives as long as somebody uses it: after crashes, across processes, over stale files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.connection import GraphAddress, open_graph
from graph.deadline import TooSlow
from graph.server import command as command_module
from graph.server import embedded, server_kept, server_state, start_server, stop_server
from graph.server.folder import State
from graph.server.run import folder_of

ROOT = Path(__file__).resolve().parents[3]
USER = """
import sys
from pathlib import Path
from graph.server import embedded
with embedded(Path(sys.argv[1])) as address:
    print(address.uri, flush=True)
    sys.stdin.read()
"""
SECONDS = 30.0


class User:
    """Another process that uses the graph until it is told to leave, or killed."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data_dir)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def uri(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("", timeout=SECONDS)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    stop_server(tmp_path)


def eventually(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def gone(folder: Path) -> bool:
    return eventually(lambda: server_state(folder) is None)


def put(address: GraphAddress, id: str) -> None:
    with open_graph(address) as graph:
        graph.run("CREATE (:Kept {id: $id})", id=id)


def held(address: GraphAddress) -> list[str]:
    with open_graph(address) as graph:
        return [row["id"] for row in graph.rows("MATCH (n:Kept) RETURN n.id AS id ORDER BY id")]


def listening(process: int) -> set[str]:
    """Addresses (hexadecimal, as the kernel shows them) that ``process`` listens on."""
    inodes = {
        os.readlink(f)[8:-1] for f in Path(f"/proc/{process}/fd").iterdir() if os.readlink(f).startswith("socket:[")
    }
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    return {fields[1].rsplit(":", 1)[0] for fields in lines if fields[3] == "0A" and fields[9] in inodes}


def test_it_is_shared_survives_the_first_users_crash_and_ends_with_the_last(folder: Path) -> None:
    first = User(folder)
    uri = first.uri()
    with embedded(folder) as address:
        assert address.uri == uri
        put(address, "1")
        first.kill()
        time.sleep(1.0)  # several looks of the keeper
        put(address, "2")
        state = server_state(folder)
        assert state is not None
        if sys.platform == "linux":
            assert listening(state.java) <= {"0100007F", "0000000000000000FFFF00000100007F"}
        assert folder_of(folder).password_file.stat().st_mode & 0o777 == 0o600
        command = Path(f"/proc/{state.java}/cmdline")
        assert not command.exists() or address.password.encode() not in command.read_bytes()
    assert gone(folder)


def test_a_killed_user_leaves_no_server_behind_and_the_next_start_finds_everything(folder: Path) -> None:
    user = User(folder)
    uri = user.uri()
    with embedded(folder) as address:
        assert address.uri == uri
        put(address, "1")
    user.kill()
    assert gone(folder)
    with embedded(folder) as address:
        assert held(address) == ["1"]


@pytest.mark.slow
def test_started_by_hand_it_stays_until_it_is_stopped(folder: Path) -> None:
    started = start_server(folder)
    with embedded(folder) as address:
        put(address, "1")
    time.sleep(1.0)  # several looks of the keeper
    assert server_state(folder) == started
    assert server_kept(folder)
    assert start_server(folder) == started
    assert stop_server(folder)
    assert server_state(folder) is None
    assert not server_kept(folder)
    assert not stop_server(folder)


@pytest.mark.slow
def test_a_stale_state_file_is_no_server(folder: Path) -> None:
    place = folder_of(folder)
    place.prepare()
    place.write_state(State(os.getpid(), os.getpid(), 1, 2, "2026-01-01T00:00:00Z", "0"))  # ids of a process that lives
    place.lock("server").touch()
    place.kept_file.touch()
    assert server_state(folder) is None
    with embedded(folder) as address:
        assert address.uri != "bolt://127.0.0.1:1"
        assert not server_kept(folder)
    assert gone(folder)


@pytest.mark.slow
def test_many_that_start_at_once_share_one(folder: Path) -> None:
    users = [User(folder) for _ in range(4)]
    assert len({user.uri() for user in users}) == 1
    for user in users:
        user.leave()
    assert gone(folder)


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["keeper", "java"])
def test_a_killed_server_loses_nothing_that_was_committed(folder: Path, victim: str) -> None:
    with embedded(folder) as address:
        put(address, "1")
        state = json.loads(folder_of(folder).state_file.read_text())
        os.kill(state[victim], signal.SIGKILL)
        assert eventually(lambda: not folder_of(folder).alive())
        with embedded(folder) as again:
            assert held(again) == ["1"]
            put(again, "2")
    assert gone(folder)
    with embedded(folder) as address:
        assert held(address) == ["1", "2"]


@pytest.mark.slow
def test_without_its_password_file_the_graph_is_still_ours(folder: Path) -> None:
    with embedded(folder) as address:
        put(address, "1")
        first = address.password
    assert gone(folder)
    folder_of(folder).password_file.unlink()
    with embedded(folder) as address:
        assert address.password != first
        assert held(address) == ["1"]


def test_a_statement_that_nobody_ends_is_ended_by_the_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a client that was killed left running would hold one of the server's few places for ever."""
    monkeypatch.setattr(command_module, "STATEMENT_SECONDS", 5)
    with embedded(folder) as address, open_graph(address) as graph:
        graph.run("UNWIND range(1, 1500) AS n CREATE (:Company {id: toString(n)})")
        endless = "MATCH (a:Company), (b:Company), (c:Company) WHERE a.id + b.id + c.id = '-' RETURN count(*) AS n"
        with pytest.raises(TooSlow):
            graph.read(lambda tx: tx.run(endless).data(), seconds=None)
