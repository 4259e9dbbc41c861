"""The name matcher with the reviewed words of ``data/names``."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator
from functools import lru_cache
from pathlib import Path

from graph.errors import BadInput
from matching.rules.screening.lexicon import LegalForm, Lexicon, Word, WordClass
from matching.rules.screening.names import NameMatcher
from service.settings import bundled_data_dir

_CLASSES = frozenset({WordClass.AFFILIATE, WordClass.GENERIC, WordClass.DOMAIN, WordClass.PLACE})


@lru_cache(maxsize=1)
def name_matcher() -> NameMatcher:
    """The one matcher of this process: it keeps what it has parsed.

    Raises:
        BadInput: a row of ``data/names`` cannot be used.
    """
    return NameMatcher(read_lexicon(bundled_data_dir() / "names"))


def read_lexicon(folder: Path) -> Lexicon:
    """Read ``legal_forms.csv``, ``words.csv`` and ``dropped_words.csv`` of ``folder``.

    Raises:
        BadInput: a file is missing or a row is wrong; the message names file, row and field.
    """
    legal: dict[str, LegalForm] = {}
    path = folder / "legal_forms.csv"
    for number, row in _rows(path, {"form", "family", "leading"}):
        _new(path, number, row["form"], legal)
        if row["leading"] not in {"yes", "no"}:
            raise BadInput(f"{path} row {number}: leading is {row['leading']!r}.", "Write yes or no.")
        legal[row["form"]] = LegalForm(row["family"], row["leading"] == "yes")
    words: dict[str, Word] = {}
    path = folder / "words.csv"
    for number, row in _rows(path, {"form", "class", "concept"}):
        _new(path, number, row["form"], words)
        if row["class"] not in _CLASSES:
            raise BadInput(f"{path} row {number}: class is {row['class']!r}.", f"One of {', '.join(sorted(_CLASSES))}.")
        words[row["form"]] = Word(WordClass(row["class"]), row["concept"])
    dropped = frozenset(row["form"] for _, row in _rows(folder / "dropped_words.csv", {"form"}))
    return Lexicon(legal, words, dropped)


def _rows(path: Path, needed: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise BadInput(f"There is no file {path}.", "Restore data/names of the distribution.")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise BadInput(f"{path} has no column {', '.join(sorted(missing))}.", "Restore its first row.")
        yield from enumerate(reader, start=2)


def _new(path: Path, number: int, form: str, known: Container[str]) -> None:
    if not form or form in known:
        raise BadInput(f"{path} row {number}: form {form!r} is empty or repeated.", "Keep one row for each form.")
