"""The Consolidated Screening List (International Trade Administration): its combined JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.context import ReadContext
from ingest.items import Item, Rejected
from ingest.parsing.json_stream import array_items, first_byte, top_level
from ingest.parsing.tables import header_of, rows
from ingest.parsing.text import clean, split_list
from ingest.readers import csl_parties as csl
from ingest.readers.base import Dataset, JsonKept, Record, Yield, reject
from ingest.source_file import SourceFile

_PREFIXES = ("results.item", "item")
_NEEDED = ("source", "name", "addresses", "source_list_url")
_LISTS = ("programs", "alt_names", "citizenships", "dates_of_birth", "nationalities", "places_of_birth")


class CslReader(JsonKept):
    """Less detailed than the agencies' own files (weak aliases are not marked), so it gives way to one as new."""

    name = "csl"
    title = "Consolidated Screening List, combined JSON or CSV"

    def recognises(self, file: SourceFile) -> bool:
        if first_byte(file.head) in (b"{", b"["):
            seen = top_level(file, len(file.head))
            return any(all(f"{one}.{name}" in seen for name in _NEEDED) for one in _PREFIXES)
        return set(_NEEDED) <= set(header_of(file)[0])

    def dataset(self, file: SourceFile) -> Dataset:
        return csl.dataset(None, Yield.TO_AS_NEW)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        yield from csl.lists_first((one for _, one in _entries(file) if isinstance(one, dict)))
        numbering = csl.Numbering()
        for locator, entry in _entries(file):
            if not isinstance(entry, dict):
                yield reject(locator, "", "not a JSON object", "an entry of the list", str(entry))
                continue
            named = csl.list_named(clean(entry.get("source")))
            yield locator, entry if named is None else {**entry, "_entry": numbering.entry(named.code, entry)}

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        return csl.convert(locator, record, context)


def _entries(file: SourceFile) -> Iterator[tuple[str, Any]]:
    if first_byte(file.head) in (b"{", b"["):
        seen = top_level(file, len(file.head))
        prefix = next(one for one in _PREFIXES if f"{one}.source" in seen)
        for index, entry in array_items(file, prefix):
            yield f"[{index}]", entry
    else:
        for line, row in rows(file, fallbacks=("cp1252",), required=_NEEDED):
            yield f"line {line}", _from_row(row)


def _from_row(row: dict[str, str]) -> csl.Entry:
    """The CSV holds lists as text with semicolons, addresses and documents as parts with commas."""
    entry: csl.Entry = {name: value for name, value in row.items() if name}
    for name in _LISTS:
        entry[name] = split_list(row.get(name), ";")
    entry["addresses"] = [_address(text) for text in split_list(row.get("addresses"), ";")]
    entry["ids"] = [_document(text) for text in split_list(row.get("ids"), ";")]
    return entry


def _address(text: str) -> dict[str, str]:
    """The last part is the country's code; how the others divide, the text does not say."""
    street, _, country = text.rpartition(",")
    if len(country.strip()) == 2:
        return {"address": street.strip(" ,"), "country": country.strip()}
    return {"address": text}


def _document(text: str) -> dict[str, str]:
    names = ("type", "number", "country", "issue_date", "expiration_date")
    return dict(zip(names, (part.strip() for part in text.split(",")), strict=False))
