"""NAICS (U.S. Census Bureau): the list of codes with titles, and the index of activities."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from graph.model import Code, CodeScheme
from ingest.context import ReadContext
from ingest.items import Item
from ingest.parsing.tables import header_of, rows
from ingest.parsing.text import clean
from ingest.readers.base import Dataset, JsonKept, Record, Yield, reject
from ingest.source_file import SourceFile

_SECTORS = Path(__file__).with_name("naics_sectors.csv")  # the 20 sectors of the NAICS manual, 2012 to 2022
_TITLED = re.compile(r"(20\d\d) NAICS US\s+(Code|Title)")
_CODE = re.compile(r"\d{2,6}|\d{2}-\d{2}")
_INDEX = ("naics6", "index_entry")
_DETAILED = 6  # digits of the lowest level


@cache
def _sectors() -> dict[str, tuple[str, str]]:
    """First two digits -> (code, title) of the sector."""
    with _SECTORS.open(encoding="utf-8", newline="") as stream:
        return {
            digits: (row["code"], row["title"]) for row in csv.DictReader(stream) for digits in row["digits"].split()
        }


def _dataset(name: str, title: str, yields: Yield = Yield.NEVER) -> Dataset:
    return Dataset(
        name,
        title,
        "https://www.census.gov/naics/",
        "U.S. Government work, public domain (17 U.S.C. 105)",
        yields=yields,
        poorer=("naics-index",) if name == "naics" else (),
    )


def _convert(locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
    code, label = clean(record.get("code")), clean(record.get("label"))
    if not _CODE.fullmatch(code):
        yield reject(locator, "code", f"{code!r} is no NAICS code", "two to six digits")
        return
    if not label:
        yield reject(locator, "title", f"missing for {code}", "a title, or an entry of the index")
        return
    above = record.get("broader")
    yield Code(
        id=f"NAICS:{code}",
        scheme=CodeScheme.NAICS,
        code=code,
        label=label,
        broader=f"NAICS:{above}" if above else None,
        labels=tuple(("en", one) for one in dict.fromkeys(record.get("labels") or (label,))),
        sources=(context.ref(f"code={code}"),),
    )


class NaicsReader(JsonKept):
    """The Census Bureau's structure file saved as CSV: ``2022 NAICS US Code``, ``2022 NAICS US Title``."""

    name = "naics"
    title = "NAICS codes with titles"

    def recognises(self, file: SourceFile) -> bool:
        return len(_columns(file)) == 2

    def dataset(self, file: SourceFile) -> Dataset:
        year = next((found.group(1) for name in header_of(file)[0] if (found := _TITLED.search(name))), "")
        return _dataset("naics", f"North American Industry Classification System {year}".strip())

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        columns = _columns(file)
        found = [(line, clean(row[columns["Code"]]), clean(row[columns["Title"]])) for line, row in rows(file)]
        known = {code for _, code, _ in found}
        for line, code, title in found:
            yield (
                f"line {line}",
                {"code": code, "label": title.removesuffix("T").strip(), "broader": _above(code, known)},
            )

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        return _convert(locator, record, context)


class NaicsIndexReader(JsonKept):
    """``naics6,index_entry``: activities under each six-digit code. Titles and the levels between are not in it, so the
    first entry serves as label, all entries as names, and the sector stands above."""

    name = "naics-index"
    title = "NAICS index of activities"

    def recognises(self, file: SourceFile) -> bool:
        return set(_INDEX) <= set(header_of(file)[0])

    def dataset(self, file: SourceFile) -> Dataset:
        return _dataset("naics-index", "North American Industry Classification System, index", Yield.ALWAYS)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        entries: dict[str, list[str]] = {}  # a list of some thousand codes
        lines: dict[str, int] = {}
        for line, row in rows(file, required=_INDEX):
            code = clean(row["naics6"])
            entries.setdefault(code, []).append(clean(row["index_entry"]))
            lines.setdefault(code, line)
        used = dict.fromkeys(_sectors()[code[:2]] for code in entries if code[:2] in _sectors())
        for code, title in used:
            yield f"sector {code}", {"code": code, "label": title, "broader": None}
        for code, names in entries.items():
            sector = _sectors().get(code[:2], (None, ""))[0]
            if len(code) != _DETAILED:
                sector = None
            record = {"code": code, "label": names[0], "labels": names, "broader": sector}
            yield f"line {lines[code]}", record

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        return _convert(locator, record, context)


def _columns(file: SourceFile) -> dict[str, str]:
    return {found.group(2): name for name in header_of(file)[0] if (found := _TITLED.search(name))}


def _above(code: str, known: set[str]) -> str | None:
    for size in range(len(code) - 1, 1, -1):
        if code[:size] in known and "-" not in code:
            return code[:size]
    sector = _sectors().get(code[:2], ("", ""))[0]
    return sector if sector in known and sector != code else None
