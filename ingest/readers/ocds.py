"""Open Contracting Data Standard 1.0 and 1.1: releases, release packages, record packages, arrays, JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import BadInput
from graph.model import Opportunity
from ingest.context import ReadContext
from ingest.items import Item, Rejected
from ingest.parsing.dates import parse_date
from ingest.parsing.json_stream import array_items, first_byte, is_json_lines, json_lines, load_whole, top_level
from ingest.parsing.numbers import parse_number
from ingest.parsing.text import clean
from ingest.places import country_code
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.readers.notices import Winner, joined, language_code, notice_text, winner_ids, winner_items
from ingest.releases import ReleaseStore
from ingest.source_file import SourceFile

PREFIX = "ocds"
_RULES = Path(__file__).with_name("ocds_merge_rules.json")
_MARKERS = ("ocid", "releases", "records", "compiledRelease")
_PUBLISHERS = (("publisher.name", "license"), ("item.publisher.name", "item.license"))
_ITEMS_SHOWN = 40  # item descriptions taken into the text: enough to tell what is bought
_DEAD_AWARDS = frozenset({"pending", "cancelled", "unsuccessful"})

Json = dict[str, Any]


class OcdsReader(JsonKept):
    name = "ocds"
    title = "OCDS release or record"

    def recognises(self, file: SourceFile) -> bool:
        if first_byte(file.head) not in (b"{", b"["):
            return False
        return _layout(file) is not None

    def dataset(self, file: SourceFile) -> Dataset:
        seen = {} if is_json_lines(file) else top_level(file, len(file.head))
        publisher, licence = "", ""
        for name_key, licence_key in _PUBLISHERS:
            publisher = publisher or clean(seen.get(name_key))
            licence = licence or clean(seen.get(licence_key))
        title = f"OCDS, {publisher}" if publisher else "OCDS contracting data"
        return Dataset("ocds", title, clean(seen.get("uri")), licence or "not stated by the file")

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        """One record for each contracting process: its releases, of this file and of earlier ones."""
        import orjson

        with ReleaseStore(context.state_dir) as store:
            for locator, document in _documents(file, context):
                if isinstance(document, bytes):
                    text = document.decode("utf-8", errors="replace").strip()
                    yield reject(locator, "", "not a JSON object", "an OCDS release, record or package", text)
                    continue
                for place, release in _releases(locator, document):
                    ocid = release.get("ocid")
                    if not isinstance(ocid, str) or not ocid.strip():
                        yield reject(
                            place, "ocid", "missing", "the process's ocid, as ocds-xxxxxx-...", self.keep(release)
                        )
                        continue
                    date = release.get("date")
                    native = release.get("id")
                    store.put(
                        ocid.strip(),
                        str(native) if native not in (None, "") else None,
                        date if isinstance(date, str) else "",
                        place,
                        orjson.dumps(release),
                    )
            for ocid, place, releases in store.processes():
                yield place, {"ocid": ocid, "releases": releases}

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        if not isinstance(record, dict) or "ocid" not in record:
            yield reject(locator, "ocid", "missing", "the process's ocid, as ocds-xxxxxx-...")
            return
        releases = record.get("releases") or [record]
        compiled = fold(releases)
        tender = _part(compiled, "tender")
        limit = context.limits.max_text
        title = notice_text(_title(compiled), limit)
        if not title:
            yield reject(
                locator, "tender/title", "nothing says what is bought", "a title of the tender, award or contract"
            )
            return
        ref = context.ref(f"ocid={record['ocid']}")
        parties = {  # some publishers leave the ids of buyers empty
            str(party.get("id") or f"party {place}"): party for place, party in enumerate(_parts(compiled, "parties"))
        }
        awards = _awards(compiled, parties)
        value, currency = _value(compiled)
        yield from winner_items(PREFIX, awards, ref)
        yield Opportunity(
            id=f"{PREFIX}:{record['ocid']}",
            title=title,
            description=_description(compiled, limit),
            ocid=record["ocid"],
            language=language_code(clean(compiled.get("language"))),
            buyer=_buyer(compiled, parties) or None,
            countries=_countries(compiled, parties),
            value=value,
            currency=currency,
            published=_first_date(releases, tender),
            deadline=parse_date(_part(tender, "tenderPeriod").get("endDate")),
            status=clean(tender.get("status")) or None,
            notice_kind=",".join(clean(tag) for tag in _list(releases[-1].get("tag"))) or None,
            codes=_codes(tender),
            awarded_to=winner_ids(PREFIX, awards),
            sources=(ref,),
        )


def _layout(file: SourceFile) -> str | None:
    """The ijson prefix of the repeated part, "" for one release or record, None when this is no OCDS."""
    if is_json_lines(file):
        return "lines" if any(f'"{marker}"'.encode() in file.head for marker in _MARKERS) else None
    seen = top_level(file)
    for prefix in ("releases.item", "records.item", "item.releases.item", "item.records.item"):
        if any(f"{prefix}.{key}" in seen for key in ("ocid", "compiledRelease")):
            return prefix
    if "item.ocid" in seen:
        return "item"
    if "ocid" in seen:
        return ""
    # A package may hold no release, or releases without an ocid: still OCDS, by its own words.
    for prefix, needs in (("releases", "publishedDate"), ("records", "publishedDate")):
        if isinstance(seen.get(prefix), list) and needs in seen:
            return f"{prefix}.item"
    return None


def _documents(file: SourceFile, context: ReadContext) -> Iterator[tuple[str, Json | bytes]]:
    """(locator, release, record or package) in file order; bytes where a line is no JSON object."""
    layout = _layout(file)
    if layout is None:
        raise BadInput(f"{file.path} holds neither releases nor records.", "An OCDS 1.0 or 1.1 file is expected.")
    if layout == "lines":
        for line, document, raw in json_lines(file, context.limits):
            yield f"line {line}", raw if document is None else document
    elif layout == "":
        yield "", load_whole(file, context.limits)
    else:
        for index, document in array_items(file, layout):
            place = f"{layout.removesuffix('.item').replace('.item', '[]')}[{index}]".removeprefix("item")
            yield place, document if isinstance(document, dict) else str(document).encode()


def _releases(place: str, document: Json) -> Iterator[tuple[str, Json]]:
    """The releases inside a release, a record or a package."""
    if isinstance(document.get("records"), list):
        for index, record in enumerate(document["records"]):
            yield from _of_record(f"{place}/records[{index}]".lstrip("/"), record)
    elif "compiledRelease" in document or "versionedRelease" in document:
        yield from _of_record(place, document)
    elif isinstance(document.get("releases"), list):
        if "ocid" in document:
            yield from _of_record(place, document)
        else:
            for index, release in enumerate(document["releases"]):
                yield f"{place}/releases[{index}]".lstrip("/"), release if isinstance(release, dict) else {}
    else:
        yield place, document


def _of_record(place: str, record: Json) -> Iterator[tuple[str, Json]]:
    """A record's compiled release when it has one, else its embedded releases (linked ones hold only an address)."""
    releases = [one for one in _list(record.get("releases")) if isinstance(one, dict)]
    compiled = record.get("compiledRelease")
    if isinstance(compiled, dict):
        latest = max((str(one["date"]) for one in releases if one.get("date")), default="")
        yield place, {"ocid": record.get("ocid"), **compiled, "id": "compiled", "date": compiled.get("date") or latest}
        return
    embedded = [one for one in releases if "url" not in one or len(one) > 3]
    if not embedded:
        yield place, {"ocid": record.get("ocid")}
    yield from ((f"{place}/releases[{index}]", one) for index, one in enumerate(embedded))


@cache
def _merge_rules() -> dict[tuple[str, ...], str]:
    rules = json.loads(_RULES.read_text(encoding="utf-8"))["rules"]
    return {tuple(path.split("/")): rule for path, rule in rules}


def fold(releases: list[Json]) -> Json:
    """One process's releases, oldest first, folded by the standard's merge rules (ocdsmerge does it)."""
    if len(releases) == 1:
        return releases[0]
    import warnings

    from ocdsmerge import Merger

    dated = [{**release, "date": release.get("date") or ""} for release in releases]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duplicate ids in a list: the last one wins, as the rules say
        return dict(Merger(merge_rules=_merge_rules()).create_compiled_release(dated))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _part(document: Json, key: str) -> Json:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _parts(document: Json, key: str) -> list[Json]:
    return [one for one in _list(document.get(key)) if isinstance(one, dict)]


def _title(compiled: Json) -> str:
    tender, planning = _part(compiled, "tender"), _part(compiled, "planning")
    candidates = [tender.get("title"), tender.get("description")]
    for key in ("awards", "contracts"):
        candidates += [one.get("title") or one.get("description") for one in _parts(compiled, key)]
    candidates += [_part(planning, "budget").get("description"), _part(planning, "project").get("title")]
    return next((text for text in map(clean, candidates) if text), "")


def _description(compiled: Json, limit: int) -> str:
    tender = _part(compiled, "tender")
    parts = [clean(tender.get("description")), clean(_part(compiled, "planning").get("rationale"))]
    parts += [_titled(lot) for lot in _parts(tender, "lots")]
    parts += [clean(item.get("description")) for item in _parts(tender, "items")[:_ITEMS_SHOWN]]
    parts += [clean(award.get("description")) for award in _parts(compiled, "awards")]
    return joined((notice_text(part, limit) for part in parts), limit)


def _titled(lot: Json) -> str:
    return ": ".join(text for text in (clean(lot.get("title")), clean(lot.get("description"))) if text)


def _buyer(compiled: Json, parties: dict[str, Json]) -> str:
    """The buyer's name as its entry among the parties gives it: references sometimes carry an official's name."""
    for reference in (_part(compiled, "buyer"), _part(_part(compiled, "tender"), "procuringEntity")):
        if reference:
            party = parties.get(str(reference.get("id")), reference)
            if name := clean(party.get("name")):
                return name
    for party in parties.values():
        if "buyer" in _list(party.get("roles")):
            return clean(party.get("name"))
    return ""


def _address_country(holder: Json) -> str | None:
    address = _part(holder, "address")
    for key in ("country", "countryCode", "countryName"):
        if code := country_code(clean(address.get(key))):
            return code
    return None


def _countries(compiled: Json, parties: dict[str, Json]) -> tuple[str, ...]:
    """Where it is delivered, else where the buyer sits."""
    tender = _part(compiled, "tender")
    found = []
    for item in _parts(tender, "items"):
        addresses = (*_parts(item, "deliveryAddresses"), _part(item, "deliveryAddress"))
        found += [country_code(clean(address.get("countryName"))) for address in addresses]
    if not any(found):
        buyer = _part(compiled, "buyer") or _part(tender, "procuringEntity")
        found = [_address_country(parties.get(str(buyer.get("id")), buyer))]
        if not any(found):
            found = [_address_country(one) for one in parties.values() if "buyer" in _list(one.get("roles"))]
    return tuple(dict.fromkeys(code for code in found if code))


def _amount(holder: Json) -> tuple[float, str] | None:
    amount, currency = parse_number(holder.get("amount")), clean(holder.get("currency"))
    return (amount, currency) if amount is not None and currency else None


def _value(compiled: Json) -> tuple[float | None, str | None]:
    """The tender's value, else its budget, else the sum of awards in one currency."""
    for holder in (
        _part(_part(compiled, "tender"), "value"),
        _part(_part(_part(compiled, "planning"), "budget"), "amount"),
    ):
        if found := _amount(holder):
            return found
    awards = [_amount(_part(award, "value")) for award in _parts(compiled, "awards")]
    stated = [one for one in awards if one is not None]
    if stated and len(stated) == len(awards) and len({currency for _, currency in stated}) == 1:
        return sum(amount for amount, _ in stated), stated[0][1]
    return None, None


def _first_date(releases: list[Json], tender: Json) -> Any:
    dates = [parse_date(tender.get("datePublished")), *(parse_date(release.get("date")) for release in releases)]
    return min((one for one in dates if one is not None), default=None)


def _codes(tender: Json) -> tuple[str, ...]:
    holders = [tender, *_parts(tender, "items")]
    found = []
    for holder in holders:
        for one in (_part(holder, "classification"), *_parts(holder, "additionalClassifications")):
            scheme, code = clean(one.get("scheme")).upper(), clean(one.get("id"))
            if scheme and code:
                found.append(f"{scheme}:{code[:8] if scheme == 'CPV' else code}")
    return tuple(dict.fromkeys(found))


def _awards(compiled: Json, parties: dict[str, Json]) -> list[list[Winner]]:
    """Each supplier for itself: OCDS lists the holders of separate lots and the members of a group alike."""
    winners = []
    for award in _parts(compiled, "awards"):
        if clean(award.get("status")).lower() in _DEAD_AWARDS:
            continue
        for supplier in _parts(award, "suppliers"):
            party = parties.get(str(supplier.get("id")), supplier)
            name = clean(supplier.get("name")) or clean(party.get("name"))
            if name:
                winners.append([Winner(name, _address_country(party) or _address_country(supplier))])
    return winners
