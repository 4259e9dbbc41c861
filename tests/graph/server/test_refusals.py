"""Where the embedded server cannot run, the user learns why and what to do."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import GraphUnavailable
from graph.server import command as command_module
from graph.server import embedded, stop_server
from graph.server.command import command
from graph.server.folder import Folder, unusable
from graph.server.reasons import why_it_ended

NO_MEMORY = "Error occurred during initialization of VM\nCould not reserve enough space for 524288KB object heap"


@pytest.fixture
def fake_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package whose Java only prints the file ``says`` and ends."""
    home = tmp_path / "package"
    (home / "jre/bin").mkdir(parents=True)
    java = home / "jre/bin/java"
    java.write_text(f"#!/bin/sh\ncat {home}/says\nexit 1\n")
    java.chmod(0o755)
    monkeypatch.setattr(command_module, "package_folder", lambda: home)
    return home


@pytest.mark.parametrize(
    ("says", "answer"),
    [
        (NO_MEMORY, "not enough memory"),
        ("java.io.IOException: No space left on device", "disk that holds .* is full"),
        ("java.nio.file.AccessDeniedException: /x", "cannot be written"),
        ("Invalid maximum heap size: -Xmx5x\nError: Could not create the Java Virtual Machine.", "Java refused"),
        ("something that nobody foresaw", "did not start: something that nobody foresaw"),
    ],
)
def test_a_java_that_ends_at_once_is_explained(fake_package: Path, tmp_path: Path, says: str, answer: str) -> None:
    (fake_package / "says").write_text(says)
    with pytest.raises(GraphUnavailable, match=answer) as caught, embedded(tmp_path / "data"):
        pass
    assert caught.value.hint


def test_a_missing_java_is_named(fake_package: Path, tmp_path: Path) -> None:
    (fake_package / "jre/bin/java").unlink()
    with pytest.raises(GraphUnavailable, match="Java is missing"), embedded(tmp_path / "data"):
        pass


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(GraphUnavailable, match="no folder"), embedded(tmp_path / "data"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(GraphUnavailable, match="cannot be written"), embedded(tmp_path / "data"):
            pass
    finally:
        tmp_path.chmod(0o700)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    stop_server(place)
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_is_named_before_anything_starts(small_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (small_disk / "filler").write_bytes(b"x" * 4_000_000)
    with pytest.raises(GraphUnavailable, match="is full"), embedded(small_disk):
        pass


def test_a_read_only_disk_is_named(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(GraphUnavailable, match="cannot be written"), embedded(small_disk):
        pass


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (errno.ENOSPC, "full"),
        (errno.EROFS, "cannot be written"),
        (errno.EACCES, "cannot be written"),
        (errno.EIO, "used"),
    ],
)
def test_the_systems_refusals_in_plain_words(number: int, answer: str) -> None:
    assert answer in str(unusable(Path("/data"), OSError(number, os.strerror(number))))


def test_the_server_is_started_safe(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "graph")
    folder.prepare()
    line = command(folder, 7001, 7002)
    for setting in (
        "txWalFlush=2",
        "command.timeout=3600000",
        "bolt.host=127.0.0.1",
        "server.httpIncomingHost=127.0.0.1",
        "server.mode=production",
    ):
        assert f"-Darcadedb.{setting}" in line
    assert all(folder.password() not in word for word in line)
    assert (folder.root.stat().st_mode & 0o077) == 0


def test_a_long_console_is_cut(tmp_path: Path) -> None:
    error = why_it_ended(Folder(tmp_path), "\n".join(f"line {n}" for n in range(100)))
    assert "line 99" in error.message
    assert "line 9 " not in error.message
