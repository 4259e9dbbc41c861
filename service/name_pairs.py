"""Scoring files of labelled name pairs, so that anybody can check what the name comparison is worth."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadInput, NotFound
from matching.rules.screening.kinds import kind_of
from matching.rules.screening.names import NameMatcher
from matching.rules.screening.thresholds import DEFAULT_THRESHOLDS, Thresholds

_NEEDED = ("schema", "name1", "name2")
_TRUE = frozenset({"true", "1", "yes"})
_ADDED = ("score", "decision")


@dataclass(frozen=True, slots=True)
class NamePair:
    """A row of a pairs file. ``is_match`` is None where the file has no label. ``row`` holds every column."""

    group: str
    schema: str
    name1: str
    name2: str
    is_match: bool | None
    row: dict[str, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a decision got right. Precision, recall and F1 are None where nothing could be counted."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @property
    def f1(self) -> float | None:
        weight = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / weight if weight > 0 else None

    @property
    def precision(self) -> float | None:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp > 0 else None

    @property
    def recall(self) -> float | None:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn > 0 else None


@dataclass(frozen=True, slots=True)
class PairsReport:
    """How many pairs were scored, and for labelled ones the counts by group ("all", "organisations", "persons",
    and each value of ``case_group``)."""

    pairs: int
    by_group: dict[str, Counts]


def read_pairs(path: Path) -> Iterator[NamePair]:
    """Stream the rows of a CSV with the columns schema, name1, name2 and, if labelled, is_match and case_group.

    Raises:
        NotFound: there is no such file.
        BadInput: it is not such a CSV; the message names row and column.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Check the path.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
        if missing:
            raise BadInput(
                f"{path} has no column {', '.join(missing)}.", f"The first row must name {', '.join(_NEEDED)}."
            )
        try:
            for number, row in enumerate(reader, start=2):
                yield _pair(path, number, row)
        except UnicodeDecodeError as error:
            raise BadInput(f"{path} is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from error


def _pair(path: Path, number: int, row: dict[str, str]) -> NamePair:
    for column in _NEEDED[1:]:
        if row.get(column) is None:
            raise BadInput(f"{path} row {number}: {column} is missing.", "Every row needs two names.")
    label = (row.get("is_match") or "").strip().casefold()
    is_match = None if not label else label in _TRUE
    return NamePair(row.get("case_group") or "", row["schema"], row["name1"], row["name2"], is_match, row)


def score_pairs(
    pairs: Path, out: Path, matcher: NameMatcher, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> PairsReport:
    """Write ``pairs`` to ``out`` with the columns ``score`` (0 to 1, six digits) and ``decision`` (true or false, the
    words of ``is_match``) added. ``out`` appears only when the whole file could be scored.

    Raises:
        NotFound, BadInput: see :func:`read_pairs`.
    """
    counts: dict[str, Counts] = {}
    total = 0
    unfinished = out.with_name(out.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            writer: csv.DictWriter[str] | None = None
            for pair in read_pairs(pairs):
                score = matcher.score(pair.name1, pair.name2, kind_of(pair.schema))
                decision = score >= thresholds.match
                if writer is None:
                    columns = [c for c in pair.row if c is not None and c not in _ADDED]
                    writer = csv.DictWriter(file, [*columns, *_ADDED], extrasaction="ignore")
                    writer.writeheader()
                writer.writerow({**pair.row, "score": f"{score:.6f}", "decision": str(decision).lower()})
                total += 1
                _count(counts, pair, decision)
        os.replace(unfinished, out)
    finally:
        unfinished.unlink(missing_ok=True)
    return PairsReport(total, counts)


def groups_of(pair: NamePair) -> tuple[str, ...]:
    """The groups that a pair is reported under."""
    side = "persons" if pair.schema.strip().casefold() == "person" else "organisations and vessels"
    return ("all", side, *((f"{pair.group}: {side}",) if pair.group else ()))


def _count(counts: dict[str, Counts], pair: NamePair, decision: bool) -> None:
    if pair.is_match is None:
        return
    for group in groups_of(pair):
        old = counts.get(group, Counts())
        counts[group] = Counts(
            old.tp + (decision and pair.is_match),
            old.fp + (decision and not pair.is_match),
            old.fn + (not decision and pair.is_match),
            old.tn + (not decision and not pair.is_match),
        )
