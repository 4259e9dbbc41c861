"""A service that is killed leaves nothing behind: pages, workers and graph end with it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

END_SECONDS = 60.0  # a busy machine; a quiet one needs five
LOOK_SECONDS = 0.2


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(LOOK_SECONDS)
    return False


def processes_of(folder: Path) -> list[str]:
    """Commands of the processes that were started for this data folder and still run."""
    mark = f"ALLIEDSTACK_DATA_DIR={folder / 'data'}".encode()
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        try:
            environment, command = (process / "environ").read_bytes(), (process / "cmdline").read_bytes()
        except OSError:
            continue  # it ended meanwhile, or is another user's
        if mark in environment.split(b"\0") and command:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes through /proc")
def test_a_killed_service_takes_its_pages_and_its_graph_along(tmp_path: Path, process: Any) -> None:
    server = process.Server(tmp_path, pages=True)
    server.wait_ready()
    assert within(END_SECONDS, lambda: process.listens(server.ui_port))
    assert any("streamlit" in command for command in processes_of(tmp_path))
    server.stop(signal.SIGKILL)
    assert within(END_SECONDS, lambda: not processes_of(tmp_path)), processes_of(tmp_path)
    assert not process.listens(server.ui_port)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes through /proc")
def test_a_killed_service_takes_its_workers_along(tmp_path: Path, process: Any) -> None:
    server = process.Server(tmp_path, "--workers", "2")
    server.wait_ready()
    server.stop(signal.SIGKILL)
    assert within(END_SECONDS, lambda: not processes_of(tmp_path)), processes_of(tmp_path)
    assert not process.listens(server.port)
