"""Backup and restore of the embedded engine: as of one moment, and never at the price of what is there."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection import open_graph
from graph.errors import BadInput, Conflict
from graph.server import embedded, stop_server
from graph.server.backup import backup, restore
from graph.server.run import folder_of


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    stop_server(tmp_path / "data")


def write(folder: Path, number: int) -> None:
    with embedded(folder) as address, open_graph(address) as graph:
        graph.run("CREATE (:Kept {id: $id, raw: $raw})", id=str(number), raw=bytes(range(256)))


def held(folder: Path) -> list[str]:
    with embedded(folder) as address, open_graph(address) as graph:
        rows = graph.rows("MATCH (n:Kept) WHERE n.raw = $raw RETURN n.id AS id ORDER BY id", raw=bytes(range(256)))
        return [row["id"] for row in rows]


@pytest.mark.slow
def test_a_backup_brings_back_its_moment(folder: Path, tmp_path: Path) -> None:
    write(folder, 1)
    made = backup(folder, tmp_path / "kept/one.zip")
    assert made.stat().st_mode & 0o777 == 0o600
    write(folder, 2)
    with pytest.raises(BadInput, match="exists already"):
        backup(folder, made)
    with embedded(folder), pytest.raises(Conflict, match="being used"):
        restore(folder, made)
    assert held(folder) == ["1", "2"]
    restore(folder, made)
    assert held(folder) == ["1"]
    restore(tmp_path / "elsewhere", made)
    assert held(tmp_path / "elsewhere") == ["1"]
    assert not (folder_of(folder).root / "replaced").exists()


@pytest.mark.slow
def test_what_is_no_backup_changes_nothing(folder: Path, tmp_path: Path) -> None:
    write(folder, 1)
    text, other, outside, cut = (tmp_path / name for name in ("a.zip", "b.zip", "c.zip", "d.zip"))
    text.write_text("no zip")
    for path, name in ((other, "readme.txt"), (outside, "../schema.json")):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
    whole = backup(folder, tmp_path / "whole.zip").read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    for path in (text, other, outside, cut, tmp_path / "missing.zip"):
        with pytest.raises(BadInput):
            restore(folder, path)
    assert held(folder) == ["1"]


@pytest.mark.slow
def test_a_backup_that_does_not_start_gives_the_old_graph_back(folder: Path, tmp_path: Path) -> None:
    write(folder, 1)
    whole, broken = backup(folder, tmp_path / "whole.zip"), tmp_path / "broken.zip"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"{ neither a schema nor a page of one")
    with pytest.raises(BadInput, match="cannot be opened"):
        restore(folder, broken)
    assert held(folder) == ["1"]
