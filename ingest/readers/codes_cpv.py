"""The Common Procurement Vocabulary (Regulation (EC) No 213/2008): a table with names by language, or names in JSON."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from graph.model import Code, CodeScheme
from ingest.context import ReadContext
from ingest.items import Item
from ingest.parsing.json_stream import first_byte, load_whole, top_level
from ingest.parsing.tables import header_of, rows
from ingest.parsing.text import clean
from ingest.readers.base import Dataset, JsonKept, Record, Yield, reject
from ingest.source_file import SourceFile

_CODE = re.compile(r"(\d{8})(-\d)?")
_LANGUAGE = re.compile(r"[a-z]{2}")
_DIVISION = 2  # digits of the topmost level; every level below fills one more of the eight
_URL = "https://ted.europa.eu/en/simap/cpv"
_LICENCE = "CC BY 4.0 (Commission Decision 2011/833/EU)"


def broader(code: str, known: Collection[str]) -> str | None:
    """The nearest code above: trailing digits become zeros until one is in the list; None for a division."""
    digits = code.rstrip("0")
    for size in range(len(digits) - 1, _DIVISION - 1, -1):
        above = digits[:size].ljust(8, "0")
        if above != code and above in known:
            return above
    return None


def _item(locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
    match = _CODE.fullmatch(clean(record.get("code")))
    labels = {language: clean(text) for language, text in record.get("labels", {}).items() if clean(text)}
    if match is None:
        yield reject(locator, "code", f"{clean(record.get('code'))!r} is no CPV code", "eight digits")
        return
    if not labels:
        yield reject(locator, "label", f"missing for {match[1]}", "a name in at least one language")
        return
    first = labels.get("en") or next(iter(labels.values()))
    above = record.get("broader")
    yield Code(
        id=f"CPV:{match[1]}",
        scheme=CodeScheme.CPV,
        code=match[1],
        label=first,
        broader=f"CPV:{above}" if above else None,
        labels=tuple(sorted(labels.items(), key=lambda one: (one[0] != "en", one[0]))),
        sources=(context.ref(f"code={match[1]}"),),
    )


class CpvTableReader(JsonKept):
    """Columns: ``code``, then one for each language (ISO 639-1). English first where it is there."""

    name = "cpv"
    title = "CPV table (code and a column for each language)"

    def recognises(self, file: SourceFile) -> bool:
        columns = header_of(file)[0]
        if len(columns) < 2 or columns[0] != "code" or not all(_LANGUAGE.fullmatch(one) for one in columns[1:]):
            return False
        lines = file.head.split(b"\n", 2)
        return len(lines) > 1 and _CODE.match(lines[1].decode("utf-8", errors="replace").strip('"')) is not None

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset("cpv", "Common Procurement Vocabulary 2008", _URL, _LICENCE, poorer=("cpv-names",))

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        languages = header_of(file)[0][1:]
        known = {clean(row["code"])[:8] for _, row in rows(file)}
        for line, row in rows(file):
            code = clean(row["code"])
            labels = {language: row.get(language, "") for language in languages}
            yield f"line {line}", {"code": code, "labels": labels, "broader": broader(code[:8], known)}

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        return _item(locator, record, context)


class CpvNamesReader(JsonKept):
    """``{"03000000-1": "Agricultural, ...", ...}``: English only, so a table with more languages keeps its word."""

    name = "cpv-names"
    title = "CPV names as a JSON object"

    def recognises(self, file: SourceFile) -> bool:
        if first_byte(file.head) != b"{":
            return False
        names = [name for name in top_level(file, 4096) if "." not in name]
        return bool(names) and all(_CODE.fullmatch(name) for name in names)

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset("cpv-names", "Common Procurement Vocabulary 2008", _URL, _LICENCE, yields=Yield.ALWAYS)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        names: dict[str, str] = load_whole(file, context.limits)
        known = {name[:8] for name in names}
        for name, label in names.items():
            yield name, {"code": name, "labels": {"en": label}, "broader": broader(name[:8], known)}

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        return _item(locator, record, context)
