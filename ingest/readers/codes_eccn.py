"""Export Control Classification Numbers (15 CFR part 774, supplement 1) as a table: eccn, description."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from graph.model import Code, CodeScheme
from ingest.context import ReadContext
from ingest.items import Item
from ingest.parsing.tables import header_of, rows
from ingest.parsing.text import clean
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.source_file import SourceFile

_COLUMNS = ("eccn", "description")
# A category (one digit), a product group in it (3A), an entry (3A090), a paragraph of it (3A090.a), or EAR99.
_CODE = re.compile(r"\d|\d[A-E]|\d[A-E]\d{3}(\.[a-z0-9]+)*|EAR99")
_REVIEWED_DAYS = 365  # BIS amends the list several times a year; after a year without a look it is out of date


class EccnReader(JsonKept):
    name = "eccn"
    title = "ECCN table"

    def recognises(self, file: SourceFile) -> bool:
        return header_of(file)[0][:2] == _COLUMNS  # a product catalogue has such columns too, further to the right

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset(
            "eccn",
            "Commerce Control List (15 CFR part 774, supplement 1)",
            "https://www.ecfr.gov/current/title-15/subtitle-B/chapter-VII/subchapter-C/part-774",
            "U.S. Government work, public domain (17 U.S.C. 105)",
            max_age_days=_REVIEWED_DAYS,
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        known = {clean(row["eccn"]) for _, row in rows(file, required=_COLUMNS)}
        for line, row in rows(file, required=_COLUMNS):
            yield f"line {line}", {**row, "broader": _broader(clean(row["eccn"]), known)}

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        code, label = clean(record.get("eccn")), clean(record.get("description"))
        if not _CODE.fullmatch(code):
            yield reject(locator, "eccn", f"{code!r} is no ECCN", "as 3A090, 5D992.c, EAR99, or 3A and 3 above them")
            return
        if not label:
            yield reject(locator, "description", f"missing for {code}", "what the entry controls")
            return
        above = record.get("broader")
        yield Code(
            id=f"ECCN:{code}",
            scheme=CodeScheme.ECCN,
            code=code,
            label=label,
            broader=f"ECCN:{above}" if above else None,
            labels=(("en", label),),
            sources=(context.ref(f"eccn={code}"),),
        )


def _broader(code: str, known: Collection[str]) -> str | None:
    """The next level up that the table has: 3A090.a -> 3A090 -> 3A -> 3."""
    above = code
    while "." in above:
        above = above.rpartition(".")[0]
        if above in known:
            return above
    return next((one for one in (above[:2], above[:1]) if one in known and one != code and code != "EAR99"), None)
