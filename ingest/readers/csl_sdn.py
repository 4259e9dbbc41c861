"""The list of Specially Designated Nationals (Treasury, OFAC) as XML, with weak aliases marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.context import ReadContext
from ingest.items import Item
from ingest.parsing.dates import parse_date
from ingest.parsing.text import clean
from ingest.parsing.xml_stream import Element, child, children, elements, root_of, text_of
from ingest.readers import csl_parties as csl
from ingest.readers.base import Dataset, JsonKept, Record, Yield
from ingest.source_file import SourceFile

_PUBLISHED = re.compile(rb"<Publish_Date>\s*([^<]+?)\s*</Publish_Date>")
_VESSEL = {
    "call_sign": "callSign",
    "vessel_type": "vesselType",
    "vessel_flag": "vesselFlag",
    "vessel_owner": "vesselOwner",
    "gross_tonnage": "tonnage",
    "gross_registered_tonnage": "grossRegisteredTonnage",
}
_COUNTRY_LISTS = (
    ("citizenships", "citizenshipList", "citizenship", "country"),
    ("nationalities", "nationalityList", "nationality", "country"),
    ("dates_of_birth", "dateOfBirthList", "dateOfBirthItem", "dateOfBirth"),
    ("places_of_birth", "placeOfBirthList", "placeOfBirthItem", "placeOfBirth"),
)


class SdnReader(JsonKept):
    name = "csl-sdn"
    title = "OFAC SDN list XML"
    name_hints = ("sdn",)  # OFAC's other lists come in one file (consolidated.xml) of the very same shape

    def recognises(self, file: SourceFile) -> bool:
        return b"sdnList" in file.head and root_of(file)[1] == "sdnList"

    def dataset(self, file: SourceFile) -> Dataset:
        published = _published(file)
        return csl.dataset(published, Yield.TO_NEWER)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        size = sum(1 for _ in elements(file, "sdnEntry"))
        named = csl.list_named("SDN")
        assert named is not None
        yield (
            "list SDN",
            {
                "_list": f"{named.name} ({named.code}) - {named.agency}",
                "_size": size,
                "_url": "https://ofac.treasury.gov/specially-designated-nationals-and-blocked-persons-list-sdn-human-readable-lists",
                "_published": _published(file),
            },
        )
        for index, element in elements(file, "sdnEntry"):
            yield f"sdnEntry[{index}]", _entry(element)

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        return csl.convert(locator, record, context)


def _published(file: SourceFile) -> str | None:
    found = _PUBLISHED.search(file.head)
    day = parse_date(found.group(1).decode(errors="replace")) if found else None
    return day.isoformat() if day is not None else None


def _name(element: Element) -> str:
    """``LAST, First`` for a person, the name alone for others."""
    parts = (text_of(element, "lastName"), text_of(element, "firstName"))
    return ", ".join(part for part in parts if part)


def _entry(element: Element) -> csl.Entry:
    entry: csl.Entry = {
        "source": "SDN",
        "entity_number": text_of(element, "uid"),
        "type": text_of(element, "sdnType"),
        "name": _name(element),
        "title": text_of(element, "title"),
        "remarks": text_of(element, "remarks"),
        "programs": [clean(text_of(one)) for one in children(child(element, "programList"), "program")],
        "alt_names": [
            {"name": _name(one), "weak": text_of(one, "category") == "weak", "kind": text_of(one, "type")}
            for one in children(child(element, "akaList"), "aka")
        ],
        "addresses": [_address(one) for one in children(child(element, "addressList"), "address")],
        "ids": [
            {
                "type": text_of(one, "idType"),
                "number": text_of(one, "idNumber"),
                "country": text_of(one, "idCountry"),
                "issue_date": text_of(one, "issueDate"),
                "expiration_date": text_of(one, "expirationDate"),
            }
            for one in children(child(element, "idList"), "id")
        ],
    }
    for name, plural, single, inner in _COUNTRY_LISTS:
        entry[name] = [text_of(one, inner) for one in children(child(element, plural), single)]
    vessel = child(element, "vesselInfo")
    entry |= {name: text_of(vessel, tag) for name, tag in _VESSEL.items()}
    return entry


def _address(element: Element) -> dict[str, str]:
    lines = (text_of(element, f"address{number}") for number in (1, 2, 3))
    return {
        "address": ", ".join(line for line in lines if line),
        "city": text_of(element, "city"),
        "state": text_of(element, "stateOrProvince"),
        "postal_code": text_of(element, "postalCode"),
        "country": text_of(element, "country"),
    }
