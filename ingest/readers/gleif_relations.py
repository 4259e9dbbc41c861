"""GLEIF level 2, who owns whom: relationship records (RR-CDF) and reporting exceptions, XML and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from graph.model import Control, Holding, ReportingException
from ingest.context import ReadContext
from ingest.items import CompanyLinks, Item, Rejected
from ingest.parsing.dates import parse_date
from ingest.parsing.numbers import parse_number
from ingest.readers import gleif_records as gleif
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.source_file import SourceFile

_RELATION_ARRAYS = ("item", "records.item", "relations.item", "RelationshipRecords.item")
_EXCEPTION_ARRAYS = ("item", "records.item", "exceptions.item", "ReportingExceptions.item")
# Relationships in which the end node controls the start node. A feeder fund's master does not: it is invested in.
_CONTROLS = {
    "IS_DIRECTLY_CONSOLIDATED_BY": "direct parent, consolidates it in its accounts",
    "IS_ULTIMATELY_CONSOLIDATED_BY": "ultimate parent, consolidates it in its accounts",
    "IS_INTERNATIONAL_BRANCH_OF": "it is a branch of this company",
    "IS_FUND-MANAGED_BY": "manages the fund",
    "IS_SUBFUND_OF": "it is a sub-fund of this fund",
}
_NO_CONTROL = frozenset({"IS_FEEDER_TO"})
_VOID = frozenset({"DUPLICATE", "ANNULLED", "CANCELLED"})
_CATEGORIES = frozenset({"DIRECT_ACCOUNTING_CONSOLIDATION_PARENT", "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT"})


class GleifRelationsReader(JsonKept):
    name = "gleif-rr"
    title = "GLEIF level 2 relationships (RR-CDF)"

    def recognises(self, file: SourceFile) -> bool:
        arrays = (*_RELATION_ARRAYS, *(f"{one}.RelationshipRecord" for one in _RELATION_ARRAYS))
        return gleif.recognises(file, "RelationshipData", arrays, ("Relationship",))

    def dataset(self, file: SourceFile) -> Dataset:
        return gleif.dataset("gleif-rr", "level 2, relationships", file)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        return gleif.records(file, "RelationshipRecord", _RELATION_ARRAYS, context)

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        record = record.get("RelationshipRecord", record)
        relation = gleif.part(record, "Relationship")
        start, end = gleif.text(relation, "StartNode", "NodeID"), gleif.text(relation, "EndNode", "NodeID")
        kind = gleif.text(relation, "RelationshipType")
        for field, node in (("StartNode", start), ("EndNode", end)):
            if not gleif.valid_lei(node):
                expected = "20 characters with valid check digits (ISO 17442)"
                yield reject(locator, f"Relationship/{field}/NodeID", f"{node!r} is no LEI", expected)
                return
        if kind not in _CONTROLS and kind not in _NO_CONTROL:
            expected = f"one of {', '.join(sorted({*_CONTROLS, *_NO_CONTROL}))}"
            yield reject(locator, "Relationship/RelationshipType", f"{kind!r} is not known here", expected)
            return
        registration = gleif.part(record, "Registration")
        if kind in _NO_CONTROL or gleif.text(registration, "RegistrationStatus") in _VOID or start == end:
            return
        ref = context.ref(f"{start} {kind} {end}")
        since, until = _period(relation, registration)
        share = _share(relation)
        yield gleif.stub(start, ref)
        yield gleif.stub(end, ref)
        owner = gleif.company_id(end)
        yield CompanyLinks(
            gleif.company_id(start),
            owned_by=() if share is None else (Holding(owner, share, since, until, ref),),
            controlled_by=(Control(owner, _CONTROLS[kind], since, until, ref),),
        )


def _period(relation: dict[str, Any], registration: dict[str, Any]) -> tuple[date | None, date | None]:
    """Since when and until when. An ended relationship without an end date ended when its record was last updated."""
    periods = gleif.parts(relation, "RelationshipPeriods", "RelationshipPeriod")
    own = [one for one in periods if gleif.text(one, "PeriodType") == "RELATIONSHIP_PERIOD"]
    since = next((found for one in own if (found := parse_date(gleif.text(one, "StartDate")))), None)
    until = next((found for one in own if (found := parse_date(gleif.text(one, "EndDate")))), None)
    ended = gleif.text(relation, "RelationshipStatus") in {"INACTIVE", "NULL"}
    if until is None and ended:
        until = parse_date(gleif.text(registration, "LastUpdateDate"))
    return since, until


def _share(relation: dict[str, Any]) -> float | None:
    for one in gleif.parts(relation, "RelationshipQuantifiers", "RelationshipQuantifier"):
        amount = parse_number(gleif.text(one, "QuantifierAmount"))
        if gleif.text(one, "QuantifierUnits") == "PERCENTAGE" and amount is not None and 0 <= amount <= 100:
            return amount / 100
    return None


class GleifExceptionsReader(JsonKept):
    """Why a company reports no parent. Kept as a fact: it never says that there is none but by its own words."""

    name = "gleif-repex"
    title = "GLEIF level 2 reporting exceptions"

    def recognises(self, file: SourceFile) -> bool:
        return gleif.recognises(file, "ReportingExceptionData", _EXCEPTION_ARRAYS, ("LEI", "ExceptionCategory"))

    def dataset(self, file: SourceFile) -> Dataset:
        return gleif.dataset("gleif-repex", "level 2, reporting exceptions", file)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        return gleif.records(file, "Exception", _EXCEPTION_ARRAYS, context)

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        lei, category = gleif.text(record, "LEI"), gleif.text(record, "ExceptionCategory")
        reasons = [gleif.value(one) for one in _listed(record.get("ExceptionReason"))]
        references = [gleif.value(one) for one in _listed(record.get("ExceptionReference"))]
        if not gleif.valid_lei(lei):
            yield reject(locator, "LEI", f"{lei!r} is no LEI", "20 characters with valid check digits (ISO 17442)")
        elif category not in _CATEGORIES:
            expected = f"one of {', '.join(sorted(_CATEGORIES))}"
            yield reject(locator, "ExceptionCategory", f"{category!r} is not known here", expected)
        elif not any(reasons):
            yield reject(locator, "ExceptionReason", "missing", "a reason such as NO_KNOWN_PERSON")
        else:
            ref = context.ref(f"{lei} {category}")
            yield gleif.stub(lei, ref)
            yield ReportingException(
                gleif.company_id(lei),
                category,
                "; ".join(one for one in reasons if one),
                "; ".join(one for one in references if one) or None,
                ref,
            )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
