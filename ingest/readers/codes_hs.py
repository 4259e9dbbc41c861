"""The Harmonized System as a table with its hierarchy: section, hscode, description, parent, level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graph.model import Code, CodeScheme
from ingest.context import ReadContext
from ingest.items import Item
from ingest.parsing.tables import header_of, rows
from ingest.parsing.text import clean
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.source_file import SourceFile

_COLUMNS = ("hscode", "description", "parent", "level")
_CODE = re.compile(r"\d{2}|\d{4}|\d{6}")
_TOP = "TOTAL"


class HsReader(JsonKept):
    name = "hs"
    title = "Harmonized System table"

    def recognises(self, file: SourceFile) -> bool:
        return set(_COLUMNS) <= set(header_of(file)[0])

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset(
            "hs",
            "Harmonized Commodity Description and Coding System",
            "https://github.com/datasets/harmonized-system",
            "ODC-PDDL-1.0",
            snapshot=True,
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        for line, row in rows(file, required=_COLUMNS):
            yield f"line {line}", row

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        code, label, parent = (clean(record.get(name)) for name in ("hscode", "description", "parent"))
        if code == _TOP:
            return  # the whole trade, no code
        if not _CODE.fullmatch(code):
            yield reject(locator, "hscode", f"{code!r} is no HS code", "two, four or six digits")
            return
        if not label:
            yield reject(locator, "description", f"missing for {code}", "what the code covers")
            return
        yield Code(
            id=f"HS:{code}",
            scheme=CodeScheme.HS,
            code=code,
            label=label,
            broader=None if parent in ("", _TOP) else f"HS:{parent}",
            labels=(("en", label),),
            sources=(context.ref(f"hscode={code}"),),
        )
