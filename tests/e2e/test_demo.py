"""``alliedstack demo`` on a machine that never ran it: the main job from real files to teams, and the same again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Ran:
    code: int
    text: str  # white space folded
    errors: str


def alliedstack(data_dir: Path, *arguments: str) -> Ran:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ALLIEDSTACK_")}
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT,
        env={**kept, "ALLIEDSTACK_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        timeout=280,
    )
    return Ran(done.returncode, " ".join(done.stdout.split()), done.stderr)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from graph.server import stop_server

    folder = tmp_path_factory.mktemp("demo")
    yield folder
    stop_server(folder)


@pytest.fixture(scope="module")
def first(data_dir: Path) -> Ran:
    return alliedstack(data_dir, "demo")


def test_the_first_run_answers_a_notice_and_a_text_with_teams(first: Ran) -> None:
    assert (first.code, first.errors.strip()) == (0, "")
    for words in (
        "Loaded the bundled real data: 506 companies, 698 products, 137 opportunities",
        "1. A real notice: Einführung eines Angriffsflächenmanagementtools",
        "What is asked for (language: de)",
        "Team 1 of 3: Unverified",
        "(anchor)",
        "UNKNOWN: entity-participants (bar; source CALL, certainty L) for",
        "To establish before anybody relies on this team: - ask",
        "Against team 1:",
        "2. A need in free text",
        "for Kenya",
        "3. The same need with an illustrative consortium",
        "Companies marked (illustrative) are made up",
        "Eligible, content presumption met",
        "What to try next",
        "nothing here predicts a designation",
    ):
        assert words in first.text, words


def test_nothing_made_up_stands_among_the_real(first: Ran) -> None:
    real = first.text[: first.text.index("3. The same need")]
    assert "illustrative" not in real
    assert "Example " not in real


def test_a_second_run_finds_nothing_changed_and_answers_the_same(first: Ran, data_dir: Path) -> None:
    again = alliedstack(data_dir, "demo")
    assert (again.code, again.errors.strip()) == (0, "")
    assert "The bundled data was loaded before; nothing changed" in again.text
    notice = "1. A real notice"  # from here on all is equal, the catalogue's version too: nothing was written
    assert again.text[again.text.index(notice) :] == first.text[first.text.index(notice) :]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("match", "--file", "no-such-file.txt"), "There is no file no-such-file.txt"),
        (("match", "--text", " "), "The requirement is empty"),
        (("compose", "--market", "Kenya", "--text", "servers", "--dossier", "team.odt"), "One of: docx, xlsx, pdf"),
    ],
)
def test_bad_input_ends_in_words_and_an_exit_code(data_dir: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = alliedstack(data_dir, *arguments)
    assert ran.code == 2
    assert said in ran.errors
    assert "What to do:" in ran.errors
    assert "Traceback" not in ran.errors
