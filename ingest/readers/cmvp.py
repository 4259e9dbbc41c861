"""Validated cryptographic modules (NIST and CCCS, Cryptographic Module Validation Program) as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.model import Availability, Basis, Company, Layer, Product
from ingest.context import ReadContext
from ingest.items import CompanyStub, Item
from ingest.parsing.dates import parse_date
from ingest.parsing.json_stream import array_items, first_byte, top_level
from ingest.parsing.text import clean, slug
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.source_file import SourceFile

PREFIX = "cmvp"
_NUMBER, _VENDOR, _MODULE = "Certificate Number", "Vendor Name", "Module Name"
_PREFIXES = ("modules.item", "item")
_NOTHING = frozenset({"", "none", "n/a"})
# Certificates move to the historical list on any working day; procurement guidance asks for the current list.
_LIST_DAYS = 90


class CmvpReader(JsonKept):
    name = "cmvp"
    title = "CMVP validated modules JSON"

    def recognises(self, file: SourceFile) -> bool:
        if first_byte(file.head) not in (b"{", b"["):
            return False
        seen = top_level(file, len(file.head))
        return any(all(f"{one}.{name}" in seen for name in (_NUMBER, _VENDOR, _MODULE)) for one in _PREFIXES)

    def dataset(self, file: SourceFile) -> Dataset:
        seen = top_level(file, len(file.head))
        made = clean(seen.get("metadata.generated_at"))
        return Dataset(
            "cmvp",
            "NIST Cryptographic Module Validation Program, validated modules",
            "https://csrc.nist.gov/projects/cryptographic-module-validation-program/validated-modules",
            "U.S. Government work, public domain (17 U.S.C. 105)",
            snapshot=True,
            max_age_days=_LIST_DAYS,
            date=made[:10] or None,
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        seen = top_level(file, len(file.head))
        prefix = next(one for one in _PREFIXES if f"{one}.{_NUMBER}" in seen)
        vendors: dict[str, dict[str, None]] = {}  # one company has one set of facts, however it is spelt
        for _, record in array_items(file, prefix):
            if isinstance(record, dict) and slug(name := clean(record.get(_VENDOR))):
                vendors.setdefault(slug(name), {})[name] = None
        for names in vendors.values():
            yield f"{_VENDOR}={next(iter(names))}", {"vendor": list(names)}
        for index, record in array_items(file, prefix):
            yield f"modules[{index}]", record

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        if "vendor" in record:
            name, *others = record["vendor"]
            company = f"company:{PREFIX}:{slug(name)}"
            yield Company(id=company, name=name, aliases=tuple(others), sources=(context.ref(locator),))
            return
        number, vendor, module = (clean(record.get(key)) for key in (_NUMBER, _VENDOR, _MODULE))
        named = ((_NUMBER, number), (_VENDOR, vendor), (_MODULE, module))
        if missing := ", ".join(field for field, value in named if not slug(value)):
            yield reject(locator, missing, "missing", f"a non-empty {missing}")
            return
        company = f"company:{PREFIX}:{slug(vendor)}"
        standard, level = clean(record.get("standard")), clean(record.get("overall_level"))
        ref = context.ref(f"certificate {number}")
        if context.retry:  # its vendor stood in no record that could be used
            yield CompanyStub(Company(id=company, name=vendor, sources=(ref,)))
        yield Product(
            id=f"{PREFIX}:{number}",
            name=module,
            company=company,
            layer=Layer.D,
            description=clean(_description(record, number), context.limits.max_text),
            layer_basis=Basis.INFERRED,
            layer_reason="a validated cryptographic module; the order puts measures for cybersecurity in D",
            component="cryptographic module",
            deployment=tuple(one for one in (clean(record.get("Module Type")).lower(),) if one),
            certifications=_certifications(standard, level),
            status=Availability.ACTIVE if clean(record.get("status")) == "Active" else Availability.WITHDRAWN,
            sources=(ref,),
        )


def _certifications(standard: str, level: str) -> tuple[str, ...]:
    if not standard:
        return ()
    return (standard, f"{standard} Level {level}") if level else (standard,)


def _description(record: dict[str, Any], number: str) -> str:
    parts = [clean(record.get("description"))]
    kind = clean(record.get("Module Type")).lower()
    parts.append(f"{kind.capitalize()} cryptographic module, certificate {number}.")
    if validated := parse_date(record.get("Validation Date")):
        parts.append(f"Validated {validated.isoformat()}.")
    if sunset := parse_date(record.get("sunset_date")):
        parts.append(f"The certificate ends {sunset.isoformat()}.")
    caveat = clean(record.get("caveat"))
    if caveat.lower() not in _NOTHING:
        parts.append(f"Caveat: {caveat}")
    algorithms = record.get("algorithms")
    if isinstance(algorithms, list) and algorithms:
        names = dict.fromkeys(clean(one if isinstance(one, str) else one.get("name")) for one in algorithms)
        parts.append(f"Algorithms: {', '.join(name for name in names if name)}.")
    return " ".join(part for part in parts if part)
