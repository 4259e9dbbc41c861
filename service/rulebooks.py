"""The rulebook and the list of countries that the program ships, and rulebooks that users bring."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from graph.errors import BadInput
from matching.rules.diff import diff_rulebooks
from matching.rules.parsing import parse_rulebook
from matching.rules.rulebook import Rulebook

_FOLDER = Path(__file__).resolve().parent.parent / "data" / "rulebook"
BUNDLED = _FOLDER / "program.yaml"


def country_codes() -> frozenset[str]:
    """The ISO 3166-1 alpha-2 codes that country fields may hold."""
    with (_FOLDER / "countries.csv").open(encoding="utf-8", newline="") as rows:
        return frozenset(row["alpha2"] for row in csv.DictReader(rows))


def load_rulebook(path: Path | None = None) -> Rulebook:
    """The rulebook of ``path``, or the bundled one.

    Raises:
        BadInput: the file cannot be read, or is no valid rulebook.
    """
    path = path or BUNDLED
    return parse_rulebook(read_text(path), path.name, country_codes())


def compare(old: Rulebook, new: Rulebook) -> tuple[str, ...]:
    """One line for each change from ``old`` to ``new``."""
    return diff_rulebooks(old, new)


def read_day(text: str) -> date:
    """An ISO 8601 date.

    Raises:
        BadInput: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is no date.", "Write it as ISO 8601, for example 2026-06-15.") from error


def read_text(path: Path) -> str:
    """A small UTF-8 file.

    Raises:
        BadInput: it is missing, no file, not readable or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput(f"{path} does not exist.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8: byte {error.start}.", "Save it as UTF-8.") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", "Name a file that you may read.") from error
