"""What the readers of screening lists share: the lists themselves, and one entry out of one record.

Whatever the file, an entry comes as a mapping with the names of the Consolidated Screening List's JSON, so that one
place makes a party of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.model import ListedAddress, ListedId, ListedName, PartyKind, ScreenedParty, ScreeningList
from ingest.context import ReadContext
from ingest.items import Item, party_id
from ingest.parsing.dates import iso_or_text, parse_date
from ingest.parsing.text import clean
from ingest.places import country_code
from ingest.readers.base import Dataset, Yield, reject

URL = "https://www.trade.gov/consolidated-screening-list"
LICENCE = "U.S. Government work, public domain (17 U.S.C. 105)"
# The lists change several times a week, and the government asks to screen against the current ones.
LIST_DAYS = 7
_BIS, _TREASURY, _STATE = "Bureau of Industry and Security", "Treasury Department", "State Department"
# The lists by their codes, in the words of the consolidated list.
_SOURCES = {
    "DPL": f"Denied Persons List (DPL) - {_BIS}",
    "EL": f"Entity List (EL) - {_BIS}",
    "MEU": f"Military End User (MEU) List - {_BIS}",
    "UVL": f"Unverified List (UVL) - {_BIS}",
    "SDN": f"Specially Designated Nationals (SDN) - {_TREASURY}",
    "FSE": f"Foreign Sanctions Evaders (FSE) - {_TREASURY}",
    "SSI": f"Sectoral Sanctions Identifications List (SSI) - {_TREASURY}",
    "PLC": f"Palestinian Legislative Council List (PLC) - {_TREASURY}",
    "CAP": f"Capta List (CAP) - {_TREASURY}",
    "ISN": f"Nonproliferation Sanctions (ISN) - {_STATE}",
    "DTC": f"ITAR Debarred (DTC) - {_STATE}",
}
_SOURCE = re.compile(r"(?P<name>[^(]+?)\s*\((?P<code>[^)]+)\)\s*(?P<rest>[^-]*?)\s*-\s*(?P<agency>.+)")
_KINDS = {
    "entity": PartyKind.ENTITY,
    "individual": PartyKind.INDIVIDUAL,
    "vessel": PartyKind.VESSEL,
    "aircraft": PartyKind.AIRCRAFT,
}
_DETAILS = (
    "license_requirement", "license_policy", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage",
    "vessel_flag", "vessel_owner",
)  # fmt: skip
_ADDRESS = ("address", "city", "state", "postal_code", "country")
_YES_NO = {"y": True, "n": False}
_HASH_DIGITS = 16  # 64 bits: lists have some ten thousand entries
Entry = dict[str, Any]


def dataset(date: str | None, yields: Yield) -> Dataset:
    """One dataset whatever the file: a later copy of a list ends the entries that it lacks, wherever they came from."""
    return Dataset(
        "csl" if yields is Yield.TO_AS_NEW else "csl-list",
        "Consolidated Screening List",
        URL,
        LICENCE,
        snapshot=True,
        max_age_days=LIST_DAYS,
        date=date,
        yields=yields,
        family="csl",
    )


@dataclass(frozen=True, slots=True)
class ListName:
    """A list as an entry names it."""

    code: str
    name: str
    agency: str


def list_named(source: str) -> ListName | None:
    """The list that ``source`` names: a code (``EL``) or the consolidated list's words; None when it is neither."""
    text = _SOURCES.get(source.strip().upper(), source)
    match = _SOURCE.fullmatch(clean(text))
    if match is None:
        return None
    code = match["code"].removesuffix(" List").replace(" ", "-").upper()
    return ListName(code, f"{match['name']} {match['rest']}".strip(), match["agency"].strip())


class Numbering:
    """An entry's own number, or a hash of what identifies it; the second of two that look the same is told apart."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def entry(self, code: str, record: Mapping[str, Any]) -> str:
        number = clean(record.get("entity_number"))
        if not number:
            places = [] if clean(record.get("start_date")) else [one.country or "" for one in _addresses(record)[:1]]
            words = (code, *(clean(record.get(key)) for key in ("name", "title", "start_date")), *places)
            number = hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:_HASH_DIGITS]
        key = f"{code}:{number}"
        self._seen[key] = self._seen.get(key, 0) + 1
        return number if self._seen[key] == 1 else f"{number}-{self._seen[key]}"


def lists_first(entries: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
    """A record for each list that ``entries`` belong to, with its size: a list stands before its entries."""
    sizes: dict[ListName, int] = {}
    urls: dict[ListName, str] = {}
    for entry in entries:
        named = list_named(clean(entry.get("source")))
        if named is not None:
            sizes[named] = sizes.get(named, 0) + 1
            urls.setdefault(named, clean(entry.get("source_information_url") or entry.get("source_list_url")))
    for named, size in sizes.items():
        yield f"list {named.code}", {"_list": f"{named.name} ({named.code}) - {named.agency}", "_size": size,
                                     "_url": urls[named]}  # fmt: skip


def convert(locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
    """The list, or the party, that one record stands for."""
    if "_list" in record:
        named = list_named(record["_list"])
        assert named is not None
        yield ScreeningList(
            id=named.code,
            name=named.name,
            agency=named.agency,
            url=record["_url"] or URL,
            published=parse_date(record.get("_published")),
            retrieved_at=context.source.retrieved_at,
            sha256=context.source.sha256,
            entries=record["_size"],
        )
        return
    named = list_named(clean(record.get("source")))
    name = clean(record.get("name"))
    if named is None:
        expected = "a list as the consolidated list names it, for example Entity List (EL) - Bureau of ..."
        yield reject(locator, "source", f"{clean(record.get('source'))!r} is no list", expected)
    elif not name:
        yield reject(locator, "name", "missing", "the party's name")
    else:
        yield _party(locator, named, name, record, context)


def _party(locator: str, named: ListName, name: str, record: Entry, context: ReadContext) -> ScreenedParty:
    entry = record.get("_entry") or Numbering().entry(named.code, record)
    limit = context.limits.max_text
    return ScreenedParty(
        id=party_id(named.code, entry),
        list_id=named.code,
        entry=entry,
        name=name,
        kind=_KINDS.get(clean(record.get("type")).lower(), PartyKind.UNKNOWN),
        aliases=_aliases(record),
        addresses=tuple(_addresses(record)),
        ids=tuple(_ids(record)),
        programs=_texts(record, "programs"),
        citizenships=_countries(record, "citizenships"),
        nationalities=_countries(record, "nationalities"),
        dates_of_birth=tuple(iso_or_text(one) or "" for one in _texts(record, "dates_of_birth")),
        places_of_birth=_texts(record, "places_of_birth"),
        title=clean(record.get("title")) or None,
        remarks=clean(record.get("remarks"), limit) or None,
        federal_register_notice=clean(record.get("federal_register_notice")) or None,
        standard_order=_YES_NO.get(clean(record.get("standard_order")).lower()[:1]),
        starts=parse_date(record.get("start_date")),
        ends=parse_date(record.get("end_date")),
        details=tuple((key, text) for key in _DETAILS if (text := clean(record.get(key), limit))),
        sources=(context.ref(f"{locator}; {named.code} {entry}"),),
    )


def _texts(record: Entry, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for one in record.get(key) or () if (text := clean(one))))


def _countries(record: Entry, key: str) -> tuple[str, ...]:
    """Alpha-2 where the country is known, the list's word otherwise."""
    return tuple(dict.fromkeys(country_code(text) or text for text in _texts(record, key)))


def _aliases(record: Entry) -> tuple[ListedName, ...]:
    """``alt_names``: names, or mappings with name, weak and kind where the list says more."""
    found: dict[str, ListedName] = {}
    for one in record.get("alt_names") or ():
        name = clean(one.get("name")) if isinstance(one, dict) else clean(one)
        if name and isinstance(one, dict):
            found.setdefault(name, ListedName(name, bool(one.get("weak")), clean(one.get("kind"))))
        elif name:
            found.setdefault(name, ListedName(name))
    return tuple(found.values())


def _addresses(record: Mapping[str, Any]) -> list[ListedAddress]:
    found: dict[ListedAddress, None] = {}
    for one in record.get("addresses") or ():
        street, city, state, postal, country = (clean(one.get(key)) or None for key in _ADDRESS)
        address = ListedAddress(street, city, state, postal, country_code(country) if country else None)
        if address != ListedAddress():
            found[address] = None
    return list(found)


def _ids(record: Entry) -> Iterator[ListedId]:
    for one in record.get("ids") or ():
        kind, number, country = (clean(one.get(key)) for key in ("type", "number", "country"))
        if kind or number:
            issued, expires = iso_or_text(one.get("issue_date")), iso_or_text(one.get("expiration_date"))
            yield ListedId(kind, number, (country_code(country) or country) if country else None, issued, expires)
