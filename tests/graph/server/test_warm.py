"""The cache that halves the embedded server's start: made once, used, and ignored when it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.connection import open_graph
from graph.server import embedded
from graph.server.command import cache_here, command
from graph.server.folder import Folder
from graph.server.warm import warm


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_without_a_cache_nothing_is_asked_of_java(tmp_path: Path) -> None:
    assert not any("AOTCache" in word for word in command(Folder(tmp_path), 1, 2))


def test_a_damaged_cache_is_ignored(tmp_path: Path) -> None:
    cache_here().parent.mkdir(parents=True)
    cache_here().write_bytes(b"no cache")
    assert f"-XX:AOTCache={cache_here()}" in command(Folder(tmp_path), 1, 2)
    with embedded(tmp_path / "data") as address, open_graph(address) as graph:
        assert graph.rows("RETURN 1 AS one") == [{"one": 1}]


@pytest.mark.slow
def test_it_is_made_once_and_used(tmp_path: Path) -> None:
    made = warm()
    assert made.stat().st_size > 1_000_000
    when = made.stat().st_mtime_ns
    assert warm() == made
    assert made.stat().st_mtime_ns == when
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    with embedded(tmp_path / "data") as address, open_graph(address) as graph:
        assert graph.rows("RETURN 1 AS one") == [{"one": 1}]
