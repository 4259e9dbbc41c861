"""Screening lists as their agencies publish them: Denied Persons (tabs), Entity List layout (CSV), Unverified (CSV)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ingest.context import ReadContext
from ingest.items import Item, Rejected
from ingest.parsing.tables import Row, header_of, rows
from ingest.parsing.text import clean
from ingest.readers import csl_parties as csl
from ingest.readers.base import Dataset, JsonKept, Record, Yield
from ingest.source_file import SourceFile

_LATIN = ("cp1252",)  # the agencies' spreadsheets are saved on Windows
_STRAY = re.compile("[\x80-\x9f]")  # quotation marks lost between code pages; the consolidated list drops them too
_ALSO = re.compile(r",?\s*\b(?:a\.k\.a\.|aka|f\.k\.a\.),?\s*", re.IGNORECASE)


class _RowsOfParties(JsonKept):
    """Several rows make one entry: one for each address and further name. A list is small enough to gather in memory
    (some thousand rows)."""

    needed: tuple[str, ...]

    def recognises(self, file: SourceFile) -> bool:
        return set(self.needed) <= set(header_of(file)[0])

    def dataset(self, file: SourceFile) -> Dataset:
        return csl.dataset(None, Yield.TO_NEWER)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        entries: dict[tuple[str, ...], csl.Entry] = {}
        lines: dict[tuple[str, ...], int] = {}
        for line, row in rows(file, fallbacks=_LATIN, required=self.needed):
            row = {name: clean(_STRAY.sub("", cell)) for name, cell in row.items()}
            key, entry = self.entry(row)
            if key in entries:
                _gather(entries[key], entry)
            else:
                entries[key], lines[key] = entry, line
        yield from csl.lists_first(entries.values())
        numbering = csl.Numbering()
        for key, entry in entries.items():
            named = csl.list_named(entry["source"])
            if named is not None:
                entry["_entry"] = numbering.entry(named.code, entry)
            yield f"line {lines[key]}", entry

    def entry(self, row: Row) -> tuple[tuple[str, ...], csl.Entry]:
        """What identifies the entry, and what this row says of it."""
        raise NotImplementedError

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        return csl.convert(locator, record, context)


def _gather(entry: csl.Entry, more: csl.Entry) -> None:
    for name in ("addresses", "alt_names", "ids"):
        entry[name] = [*entry.get(name, ()), *(one for one in more.get(name, ()) if one not in entry.get(name, ()))]


def _address(row: Row, street: str, city: str, state: str, postal: str, country: str) -> dict[str, str]:
    get: Callable[[str], str] = lambda name: row.get(name, "")  # noqa: E731 - a word for five look-ups
    return {
        "address": get(street),
        "city": get(city),
        "state": get(state),
        "postal_code": get(postal),
        "country": get(country),
    }


class DeniedPersonsReader(_RowsOfParties):
    """``dpl.txt`` of the Bureau of Industry and Security."""

    name = "csl-dpl"
    title = "Denied Persons List"
    needed = ("Name", "Street_Address", "Effective_Date", "Expiration_Date", "Standard_Order", "FR_Citation")

    def entry(self, row: Row) -> tuple[tuple[str, ...], csl.Entry]:
        identity = tuple(row[name] for name in ("Name", "Effective_Date", "Expiration_Date", "FR_Citation"))
        return identity, {
            "source": "DPL",
            "name": row["Name"],
            "addresses": [_address(row, "Street_Address", "City", "State", "Postal_Code", "Country")],
            "start_date": _iso(row["Effective_Date"]),
            "end_date": _iso(row["Expiration_Date"]),
            "standard_order": row["Standard_Order"],
            "remarks": row.get("Action", ""),
            "federal_register_notice": row["FR_Citation"],
        }


class EntityListReader(_RowsOfParties):
    """The layout in which the Entity List is published, with a column for the list: other lists come in it too."""

    name = "csl-el"
    title = "Entity List (layout with Source List, Entity Number, ...)"
    needed = ("Source List", "Name", "Federal Register Notice", "License Requirement", "Alternate Name")

    def entry(self, row: Row) -> tuple[tuple[str, ...], csl.Entry]:
        number = row.get("Entity Number", "")
        parts = ("Source List", "Name", "Title", "Federal Register Notice", "Effective Date")
        identity = (row["Source List"], number) if number else tuple(row.get(name, "") for name in parts)
        aliases = [{"name": row["Alternate Name"], "weak": False, "kind": row.get("Alternate Type", "")}]
        return identity, {
            "source": row["Source List"],
            "entity_number": number,
            "type": row.get("SDN Type", ""),
            "programs": [one.strip() for one in row.get("Programs", "").split(";")],
            "name": row["Name"],
            "title": row.get("Title", ""),
            "addresses": [_address(row, "Address", "City", "State/Province", "Postal Code", "Country")],
            "alt_names": aliases if row["Alternate Name"] else [],
            "federal_register_notice": row["Federal Register Notice"],
            "start_date": _iso(row.get("Effective Date", "")),
            "end_date": _iso(row.get("Date Lifted/Waived/Expired", "")),
            "standard_order": row.get("Standard Order", ""),
            "license_requirement": row["License Requirement"],
            "license_policy": row.get("License Policy", ""),
            "call_sign": row.get("Call Sign", ""),
            "vessel_type": row.get("Vessel Type", ""),
            "gross_tonnage": row.get("Gross Tonnage", ""),
            "gross_registered_tonnage": row.get("Gross Register Tonnage", ""),
            "vessel_flag": row.get("Vessel Flag", ""),
            "vessel_owner": row.get("Vessel Owner", ""),
            "remarks": row.get("Remarks/Notes", ""),
        }


class UnverifiedListReader(_RowsOfParties):
    """Country, name and address; further names stand inside the name after "a.k.a."."""

    name = "csl-uvl"
    title = "Unverified List"
    needed = ("COUNTRY", "NAME", "ADDRESS")
    name_hints = ("uvl", "unverified")  # any list of addresses has such columns, and being on this one is grave

    def recognises(self, file: SourceFile) -> bool:
        columns = header_of(file)[0]
        return columns[: len(self.needed)] == self.needed and not any(columns[len(self.needed) :])

    def entry(self, row: Row) -> tuple[tuple[str, ...], csl.Entry]:
        names = [one.strip() for one in _ALSO.split(row["NAME"]) if one.strip()]
        return (row["COUNTRY"], row["NAME"]), {
            "source": "UVL",
            "name": row["NAME"],
            "addresses": [{"address": row["ADDRESS"], "country": row["COUNTRY"]}],
            "alt_names": names if len(names) > 1 else [],
        }


def _iso(text: str) -> str:
    from ingest.parsing.dates import parse_date

    found = parse_date(text)
    return found.isoformat() if found is not None else text
