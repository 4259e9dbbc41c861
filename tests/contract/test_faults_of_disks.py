"""Disks that fill up or can only be read, while a server runs on them: what was committed stays, and it is said."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph, open_graph
from graph.errors import GraphUnavailable
from graph.server import embedded, server_state

pytestmark = [pytest.mark.contract, pytest.mark.slow]

COUNT = "MATCH (k:Record) RETURN count(k) AS n"


def remount(place: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", place], check=True)


def wait_for_the_end(place: Path) -> None:
    deadline = time.monotonic() + 60
    while server_state(place) is not None and time.monotonic() < deadline:
        time.sleep(0.1)


def fill(graph: Graph, kept: list[int], kilobytes: int) -> None:
    """Write batches of 100 records until one is refused; ``kept`` gets each that was answered."""
    batch = "UNWIND range(1, 100) AS n CREATE (:Record {id: toString($number) + '-' + toString(n), text: $text})"
    for number in range(2_000):
        graph.run(batch, number=number, text="x" * 10 * kilobytes)
        kept.append(number)


def test_a_disk_that_fills_up_keeps_what_was_committed(small_disk: Path) -> None:
    kept: list[int] = []
    with embedded(small_disk) as address, open_graph(address) as graph:
        with pytest.raises(GraphUnavailable, match="is full"):
            fill(graph, kept, kilobytes=150)
        assert graph.rows(COUNT) == [{"n": len(kept) * 100}]
    wait_for_the_end(small_disk)
    remount(small_disk, "size=200m")
    with embedded(small_disk) as address, open_graph(address) as graph:
        assert graph.rows(COUNT) == [{"n": len(kept) * 100}]
        graph.run("CREATE (:Record {id: 'one more'})")


def test_a_disk_that_became_read_only_is_told_and_loses_nothing(small_disk: Path) -> None:
    with embedded(small_disk) as address, open_graph(address) as graph:
        graph.run("UNWIND range(1, 100) AS n CREATE (:Record {id: toString(n)})")
    wait_for_the_end(small_disk)  # under a server that runs no system lets a disk be made so
    remount(small_disk, "ro")
    with pytest.raises(GraphUnavailable, match="cannot be written"), embedded(small_disk):
        pass
    remount(small_disk, "rw")
    with embedded(small_disk) as address, open_graph(address) as graph:
        assert graph.rows(COUNT) == [{"n": 100}]


def test_a_neo4j_that_can_only_be_read_is_told(neo4j_server: Any) -> None:
    with open_graph(neo4j_server.start()) as graph:
        graph.run("CREATE (:Record {id: 'kept'})")
    neo4j_server.stop()
    with open_graph(neo4j_server.start("--set", "server.databases.default_to_read_only=true")) as graph:
        with pytest.raises(GraphUnavailable, match="can only be read"):
            graph.run("CREATE (:Record {id: 'refused'})")
        assert graph.rows("MATCH (k:Record) RETURN k.id AS id") == [{"id": "kept"}]


def test_a_neo4j_whose_disk_is_full_keeps_what_was_committed(neo4j_server: Any) -> None:
    home: Path = neo4j_server.home
    home.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs"]
    if subprocess.run([*options, home], capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        kept: list[int] = []
        with open_graph(neo4j_server.start()) as graph, pytest.raises(GraphUnavailable) as caught:
            fill(graph, kept, kilobytes=150)
        assert "disk" in caught.value.message + caught.value.hint
        neo4j_server.kill()
        remount(home, "size=400m")
        with open_graph(neo4j_server.start()) as graph:
            assert kept
            assert len(kept) * 100 <= graph.rows(COUNT)[0]["n"] <= (len(kept) + 1) * 100
            graph.run("CREATE (:Record {id: 'one more'})")
    finally:
        if (home / "server.json").exists():
            neo4j_server.kill()  # its notes go with the disk
        subprocess.run(["umount", "-l", home], check=True)
