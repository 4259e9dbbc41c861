"""GLEIF level 1, who is who: legal entities with their LEI (LEI-CDF 2.1 and 3.1), XML and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.model import Company
from ingest.context import ReadContext
from ingest.items import Item, Rejected
from ingest.places import country_code
from ingest.readers import gleif_records as gleif
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.source_file import SourceFile

_ARRAYS = ("item", "records.item", "LEIRecords.item")
# Names that others use for the entity; the rest of the schema's kinds are transliterations of them.
_OTHER_NAMES = (
    ("OtherEntityNames", "OtherEntityName"),
    ("TransliteratedOtherEntityNames", "TransliteratedOtherEntityName"),
)
_VOID = frozenset({"DUPLICATE", "ANNULLED", "CANCELLED"})  # issued in error: GLEIF itself says not to use them


class GleifReader(JsonKept):
    name = "gleif"
    title = "GLEIF level 1 (LEI-CDF)"

    def recognises(self, file: SourceFile) -> bool:
        return gleif.recognises(file, "LEIData", _ARRAYS, ("LEI", "Entity"))

    def dataset(self, file: SourceFile) -> Dataset:
        return gleif.dataset("gleif-lei", "LEI level 1", file)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        return gleif.records(file, "LEIRecord", _ARRAYS, context)

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        lei, entity = gleif.text(record, "LEI"), gleif.part(record, "Entity")
        name = gleif.text(entity, "LegalName")
        if not gleif.valid_lei(lei):
            yield reject(locator, "LEI", f"{lei!r} is no LEI", "20 characters with valid check digits (ISO 17442)")
            return
        if gleif.text(record, "Registration", "RegistrationStatus") in _VOID:
            return
        if not name:
            yield reject(locator, "Entity/LegalName", "missing", "the legal name")
            return
        jurisdiction = gleif.text(entity, "LegalJurisdiction")
        yield Company(
            id=gleif.company_id(lei),
            name=name,
            aliases=tuple(one for one in _other_names(entity) if one != name),
            lei=lei,
            incorporated_in=_country(jurisdiction[:2]),
            based_in=_country(gleif.text(entity, "HeadquartersAddress", "Country")),
            sources=(context.ref(f"LEI={lei}"),),
        )


def _other_names(entity: dict[str, Any]) -> tuple[str, ...]:
    found = (
        gleif.value(one) or gleif.text(one, single) or gleif.text(one, "Name")
        for plural, single in _OTHER_NAMES
        for one in gleif.parts(entity, plural, single)
    )
    return tuple(dict.fromkeys(name for name in found if name))


def _country(code: str) -> str | None:
    return country_code(code) if code else None
