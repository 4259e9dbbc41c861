"""Uploads keep a harmless name in a folder of their own, and do not stay for ever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.errors import BadInput
from service.uploads import KEPT_SECONDS, Uploads


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a.csv", "a.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\b.xlsx", "b.xlsx"),
        ("bad\x00name;rm -rf.csv", "bad_name_rm_-rf.csv"),
        ("名簿.csv", "_.csv"),
        ("x" * 300 + ".csv", "x" * 96 + ".csv"),
    ],
)
def test_a_name_is_made_harmless(tmp_path: Path, given: str, kept: str) -> None:
    place = Uploads(tmp_path).place(given)
    assert place.name == kept
    assert place.parent.parent == tmp_path / "uploads"
    assert place != Uploads(tmp_path).place(given)


@pytest.mark.parametrize("given", ["", "..", "///", "___", "a/.."])
def test_a_name_of_nothing_is_an_error(tmp_path: Path, given: str) -> None:
    with pytest.raises(BadInput):
        Uploads(tmp_path).place(given)


def test_what_no_job_cleared_away_goes_after_two_days(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    assert uploads.purge() == 0
    old, new = uploads.place("old.csv"), uploads.place("new.csv")
    long_ago = old.parent.stat().st_mtime - KEPT_SECONDS - 1
    os.utime(old.parent, (long_ago, long_ago))
    assert uploads.purge() == 1
    assert not old.parent.exists()
    assert new.parent.exists()
