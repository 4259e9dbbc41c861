"""``alliedstack graph`` from start to stop, as a user types it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.server import stop_server

ROOT = Path(__file__).resolve().parents[2]


class Shell:
    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ALLIEDSTACK_")}
        self._environment = {**kept, "ALLIEDSTACK_DATA_DIR": str(data_dir)}

    def __call__(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli.main", "graph", *arguments],
            cwd=ROOT,
            env={**self._environment, **more},
            capture_output=True,
            text=True,
            timeout=120,
        )


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    yield Shell(tmp_path / "data")
    stop_server(tmp_path / "data")


@pytest.mark.slow
def test_from_start_to_stop(shell: Shell, tmp_path: Path) -> None:
    assert "not running" in shell("status").stdout
    started = shell("start")
    assert (started.returncode, started.stderr) == (0, "")
    assert "until alliedstack graph stop" in started.stdout
    out = str(tmp_path / "out")
    assert shell("export", out).returncode == 0
    verified = shell("verify", out)
    assert (verified.returncode, "equal" in verified.stdout) == (0, True)
    again = shell("export", out)
    assert again.returncode != 0
    assert "complete export" in again.stderr
    assert shell("backup", str(tmp_path / "b.zip")).returncode == 0
    assert shell("reset", "--yes").returncode == 0
    assert shell("restore", str(tmp_path / "b.zip"), "--yes").returncode == 0
    assert shell("import", out).returncode == 0
    assert shell("stop").returncode == 0
    assert "not running" in shell("status").stdout


def test_what_cannot_be_done_is_said_with_a_code(shell: Shell, tmp_path: Path) -> None:
    missing = shell("import", str(tmp_path / "nowhere"), ALLIEDSTACK_NEO4J_URI="bolt://127.0.0.1:9")
    assert missing.returncode == 3
    assert "Nothing answers" in missing.stderr
    wrong = shell("status", ALLIEDSTACK_NEO4J_URI="http://127.0.0.1:7474")
    assert wrong.returncode == 2
    assert "no address" in wrong.stderr
    refused = shell("backup", "x.zip", ALLIEDSTACK_NEO4J_URI="bolt://127.0.0.1:9")
    assert refused.returncode == 2
    assert "neo4j-admin" in refused.stderr
    assert not shell.data_dir.exists()
