"""Who is who: finding doubles, the review queue, merging and splitting by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.errors import BadInput, NotFound
from graph.merged import survivor_of
from graph.model import Company
from ingest.identity import identifiers
from ingest.identity.apply import apply, undo
from ingest.identity.model import Decided, Decision, Merge, MergeRecord, NameScorer, Review, Rule
from ingest.identity.resolve import resolve
from matching.rules.screening.likeness import CompanyNames
from service.names import name_matcher

BY_RULE = "rule"  # who carried out a merge that no person ordered


class IdentityStore(Protocol):
    """What the graph keeps of identity. Each ``save`` is one transaction: all of it or nothing."""

    def companies(self) -> Mapping[str, Company]:
        """Every company as stored, merged ones included (not folded)."""
        ...

    def decisions(self) -> Sequence[Decided]: ...

    def reviews(self) -> Sequence[Review]:
        """The queue as last saved, best first."""
        ...

    def merges(self) -> Sequence[MergeRecord]: ...

    def save_found(self, records: Sequence[MergeRecord], reviews: Sequence[Review]) -> None:
        """Set ``merged_into`` as the records say, keep them, and replace the review queue."""
        ...

    def save_decision(self, decided: Decided, record: MergeRecord | None) -> None:
        """Keep a decision, carry out its merge if it is one, and take the pair off the queue."""
        ...

    def save_split(self, record: MergeRecord, decided: Decided) -> None:
        """Clear ``merged_into`` of the company that gave way, keep the record as undone, and keep the decision."""
        ...


@dataclass(frozen=True, slots=True)
class FoundDoubles:
    """What one run did: ``records`` carried out, ``reviews`` left to people."""

    companies: int
    records: tuple[MergeRecord, ...]
    reviews: tuple[Review, ...]


def company_names() -> NameScorer:
    """The name scorer that identity resolution is given."""
    return CompanyNames(name_matcher())


def find_doubles(store: IdentityStore, at: str, scorer: NameScorer | None = None) -> FoundDoubles:
    """Merge the clear cases and queue the doubtful ones. ``at`` is now, ISO 8601. Running it again changes nothing."""
    companies = store.companies()
    resolution = resolve(companies, scorer or company_names(), store.decisions())
    apply(companies, resolution.merges)  # raises before anything is stored
    records = tuple(MergeRecord(merge, BY_RULE, at) for merge in resolution.merges)
    store.save_found(records, resolution.reviews)
    return FoundDoubles(len(companies), records, resolution.reviews)


def decide(store: IdentityStore, decided: Decided) -> MergeRecord | None:
    """Carry out a person's word on two companies: merge them, or keep them apart for good.

    Raises:
        NotFound: one of them does not exist.
        BadInput: they are one and the same already, or were merged and have to be split first.
    """
    companies = store.companies()
    left, right = _survivor(decided.left, companies), _survivor(decided.right, companies)
    if left == right:
        hint = "Nothing to do." if decided.decision is Decision.SAME else f"Split {decided.right!r} instead."
        raise BadInput(f"{decided.left!r} and {decided.right!r} are one company already.", hint)
    if decided.decision is Decision.DIFFERENT:
        store.save_decision(decided, None)
        return None
    into, merged = sorted((left, right), key=lambda key: (_rank(companies[key]), key != left))
    values = (companies[into].name, companies[merged].name)
    merge = Merge(into, merged, Rule.JUDGED, values, company_names().likeness(*values).score, decided.why)
    apply(companies, [merge])
    record = MergeRecord(merge, decided.by, decided.at)
    store.save_decision(decided, record)
    return record


def split(store: IdentityStore, merged: str, by: str, at: str, why: str) -> MergeRecord:
    """Take a merge back. Both companies are again what their sources say, and are not merged by rule again.

    Raises:
        NotFound: there is no such company. Conflict: it is not merged.
    """
    companies = store.companies()
    undo(companies, merged)
    into = companies[merged].merged_into or ""
    standing = [r for r in store.merges() if r.merge.merged == merged and not r.undone_at]
    values = (companies[into].name, companies[merged].name) if into in companies else ("", companies[merged].name)
    old = standing[-1] if standing else MergeRecord(Merge(into, merged, Rule.JUDGED, values, 0.0), "", "")
    record = MergeRecord(old.merge, old.by, old.at, by, at, why)
    store.save_split(record, Decided(into, merged, Decision.DIFFERENT, by, at, why))
    return record


def _survivor(key: str, companies: Mapping[str, Company]) -> str:
    if key not in companies:
        raise NotFound(f"There is no company {key!r}.", "Give the id as `alliedstack identity review` shows it.")
    return survivor_of(key, companies)


def _rank(company: Company) -> tuple[bool, bool, int]:
    """Who stays when a person says that two are one: the better identified, the better sourced, else the first."""
    return (identifiers.lei(company) is None, identifiers.uei(company) is None, -len(company.sources))
