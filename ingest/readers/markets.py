"""Markets: countries with their UN M49 regions, and trade blocs with dated members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from graph.errors import BadInput
from graph.model import GLOBAL, Market, MarketKind, Membership
from ingest.context import ReadContext
from ingest.items import Item
from ingest.parsing.dates import parse_date
from ingest.parsing.tables import header_of, rows
from ingest.parsing.text import clean, slug
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.source_file import SourceFile

_ALPHA_2 = "ISO3166-1-Alpha-2"
_NAME_COLUMNS = (
    "UNTERM English Short",
    "official_name_en",
    "official_name_fr",
    "official_name_es",
    "official_name_ru",
    "official_name_ar",
    "official_name_cn",
    "ISO3166-1-Alpha-3",
)
_REGION_LEVELS = (
    ("Region Code", "Region Name"),
    ("Sub-region Code", "Sub-region Name"),
    ("Intermediate Region Code", "Intermediate Region Name"),
)
_REGION_LANGUAGES = ("fr", "es", "pt", "de", "ar", "ru", "zh")
# Countries are also called by the names that people use ("United Kingdom"), in the languages of many posts and buyers.
_COUNTRY_LANGUAGES = (
    "en",
    "es",
    "fr",
    "pt",
    "de",
    "it",
    "nl",
    "pl",
    "uk",
    "tr",
    "ar",
    "hi",
    "id",
    "ja",
    "ko",
    "sw",
    "vi",
)


class CountriesReader(JsonKept):
    """``country-codes.csv``: one row for each country, with the M49 regions it lies in."""

    name = "countries"
    title = "country codes CSV (ISO 3166-1, UN M49)"
    _required = (_ALPHA_2, "M49", "Region Code")

    def recognises(self, file: SourceFile) -> bool:
        return set(self._required) <= set(header_of(file)[0])

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset(
            "country-codes",
            "Country codes: ISO 3166-1, UN M49, names in the six UN languages",
            "https://github.com/datasets/country-codes",
            "ODC-PDDL-1.0",
            snapshot=True,
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        regions: dict[str, dict[str, Any]] = {}
        for line, row in rows(file, required=self._required):
            code = clean(row[_ALPHA_2])
            for code_column, name_column in _REGION_LEVELS:
                if number := clean(row.get(code_column)):
                    key = number.zfill(3)
                    region = regions.setdefault(key, {"region": key, "name": row.get(name_column), "countries": []})
                    region["countries"].append(code)
            yield f"line {line}", row
        for number, region in sorted(regions.items()):
            yield f"M49={number}", region
        yield GLOBAL, {"region": GLOBAL, "name": "Global", "countries": []}

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        if "region" in record:
            yield _region(record, context.ref(locator))
            return
        code, name = clean(record[_ALPHA_2]), clean(record.get("CLDR display name"))
        if len(code) != 2 or not code.isalpha():
            yield reject(locator, _ALPHA_2, f"{code!r} is no alpha-2 code", "two letters of ISO 3166-1")
            return
        name = name or clean(record.get("official_name_en"))
        if not name:
            yield reject(locator, "official_name_en", "missing", "the country's name")
            return
        official = (clean(record.get(column)).removesuffix(" (the)") for column in _NAME_COLUMNS)
        names = dict.fromkeys([*official, *_names_of(code, _COUNTRY_LANGUAGES)])
        yield Market(
            id=code,
            kind=MarketKind.COUNTRY,
            name=name,
            names=tuple(one for one in names if one and one != name),
            countries=(code,),
            sources=(context.ref(f"{_ALPHA_2}={code}"),),
        )


def _region(record: dict[str, Any], ref: Any) -> Market:
    if record["region"] == GLOBAL:
        return Market(GLOBAL, MarketKind.GLOBAL, "Global", ("World", "Worldwide", "International"), sources=(ref,))
    name = clean(record["name"])
    return Market(
        id=f"m49-{record['region']}",
        kind=MarketKind.REGION,
        name=name,
        names=tuple(one for one in _names_of(record["region"], ("en", *_REGION_LANGUAGES)) if one != name),
        countries=tuple(sorted(set(record["countries"]))),
        sources=(ref,),
    )


def _names_of(territory: str, languages: Iterable[str]) -> tuple[str, ...]:
    """What the Unicode Common Locale Data Repository calls a territory in these languages."""
    from babel import Locale

    names = (Locale(language).territories.get(territory) for language in languages)
    return tuple(dict.fromkeys(name for name in names if name))


class BlocsReader(JsonKept):
    """A YAML file of trade blocs: ``blocs: [{id, name, founded, citation, members: {country: date}, former: ...}]``."""

    name = "blocs"
    title = "trade blocs YAML"

    def recognises(self, file: SourceFile) -> bool:
        return file.path.suffix.lower() in {".yaml", ".yml"} and b"\nblocs:" in b"\n" + file.head

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset(
            "trade-blocs", "Trade blocs with dated members", "", "CC0-1.0", snapshot=True, max_age_days=730
        )  # memberships change about once a year somewhere; two years without a check is too long

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        import yaml

        if file.size > context.limits.max_whole_bytes:
            raise BadInput(f"{file.path} is too large to hold.", "Split it.")
        try:
            document = yaml.safe_load(file.path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            where = getattr(error, "problem_mark", None)
            place = f", line {where.line + 1}" if where is not None else ""
            raise BadInput(f"{file.path}{place}: malformed YAML.", "Correct the file.") from error
        for index, record in enumerate(document["blocs"]):
            yield f"blocs[{index}]", record

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        for field in ("id", "name", "members", "citation"):
            if not record.get(field):
                yield reject(locator, field, "missing", f"a bloc with {field}")
                return
        members = [_membership(code, since) for code, since in record["members"].items()]
        members += [_membership(code, span["since"], span["until"]) for code, span in record.get("former", {}).items()]
        wrong = [member.country for member in members if len(member.country) != 2 or not member.country.isupper()]
        if wrong:
            yield reject(locator, "members", f"{wrong[0]!r} is no alpha-2 code", "two letters of ISO 3166-1")
            return
        yield Market(
            id=str(record["id"]),
            kind=MarketKind.BLOC,
            name=clean(record["name"]),
            names=tuple(clean(name) for name in record.get("names", ()) if slug(clean(name))),
            countries=tuple(sorted(member.country for member in members if member.until is None)),
            valid_from=parse_date(record.get("founded")),
            memberships=tuple(sorted(members, key=lambda one: (one.country, one.since or date.min))),
            sources=(context.ref(f"{record['id']}: {clean(record['citation'])}"),),
        )


def _membership(code: Any, since: Any, until: Any = None) -> Membership:
    return Membership(str(code), parse_date(since), parse_date(until))
