"""The port through which the ingest writes, and an in-memory stand-in for tests and dry runs.

Every node belongs to the dataset whose record states it, so a record read again can only meet itself: unchanged
when its fingerprint is the one held, changed otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, cast

from graph.model import (
    Availability,
    Code,
    Company,
    Control,
    Holding,
    IngestRun,
    JointAward,
    Market,
    Opportunity,
    Product,
    ProductLink,
    ReportingException,
    ScreenedParty,
    ScreeningList,
    Source,
)
from graph.rows.links import HeldLink, Link, add_links, link_id, without_claim
from ingest.items import CompanyLinks, CompanyStub, Entity, ProductLinks, Writable


class Kind(StrEnum):
    """What is written, in the order of writing: what is referred to comes before what refers."""

    SCREENING_LIST = "screening list"
    CODE = "code"
    MARKET = "market"
    COMPANY = "company"
    COMPANY_STUB = "company named only"
    PRODUCT = "product"
    OPPORTUNITY = "opportunity"
    SCREENED_PARTY = "screened party"
    REPORTING_EXCEPTION = "reporting exception"
    PRODUCT_LINKS = "product link"
    COMPANY_LINKS = "company link"


_KINDS: dict[type, Kind] = {
    ScreeningList: Kind.SCREENING_LIST,
    Code: Kind.CODE,
    Market: Kind.MARKET,
    Company: Kind.COMPANY,
    CompanyStub: Kind.COMPANY_STUB,
    Product: Kind.PRODUCT,
    Opportunity: Kind.OPPORTUNITY,
    ScreenedParty: Kind.SCREENED_PARTY,
    ReportingException: Kind.REPORTING_EXCEPTION,
    ProductLinks: Kind.PRODUCT_LINKS,
    CompanyLinks: Kind.COMPANY_LINKS,
}
_FIELD: dict[type, str] = {
    ProductLink: "links",
    Holding: "owned_by",
    Control: "controlled_by",
    JointAward: "teamed_with",
}
# Not part of what a record says: where it was read, and what identity resolution did with it.
PROVENANCE = frozenset({"sources", "source", "merged_into"})


def kind_of(item: Writable) -> Kind:
    return _KINDS[type(item)]


def key_of(item: Writable) -> str:
    """The id under which the graph holds the item."""
    if isinstance(item, CompanyStub):
        return item.company.id
    if isinstance(item, ProductLinks):
        return item.product
    if isinstance(item, CompanyLinks):
        return item.company
    if isinstance(item, ReportingException):
        return f"{item.company}|{item.category}"
    return item.id


def links_in(item: ProductLinks | CompanyLinks) -> Sequence[Link]:
    """The single links of an item."""
    return item.links if isinstance(item, ProductLinks) else (*item.owned_by, *item.controlled_by, *item.teamed_with)


def fingerprint(item: Writable) -> str:
    """A hash of what the item says, leaving out where it was read: the same fact from a newer copy is no change.

    A screening list is the exception: its date and hash are what it says, since every screening names them.
    """
    return hashlib.blake2b(stated(item), digest_size=12).hexdigest()


def stated(value: Any) -> bytes:
    """What a domain object says, as canonical JSON without where it was read."""
    import orjson

    return orjson.dumps(_bare(value), default=_bare, option=orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS)


def _bare(value: Any) -> Any:
    return {name: getattr(value, name) for name in _stated_fields(cast(Hashable, type(value)))}


@cache
def _stated_fields(kind: Hashable) -> tuple[str, ...]:
    assert isinstance(kind, type)
    return tuple(one.name for one in fields(kind) if one.name not in PROVENANCE)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a batch did to the graph."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


class Sink(Protocol):
    """What the graph's store does for the ingest. Each ``write`` is one transaction: all of it, or nothing.

    ``write`` takes items of one kind. Companies named only (stubs) are created when absent and never overwrite. A
    company written again keeps its ``merged_into``. Links are added to what is there. ``held`` gives what is held
    under ids (for a dry run's diff). ``live`` gives the ids that a dataset states and that are not withdrawn;
    ``withdraw`` notes that the dataset states them no more, closes with a date those that no other states either, and
    gives their number; nothing is deleted, and what is stated again is open again. ``live_links`` and
    ``withdraw_links`` do the same for links that a record states of another: (kind, node, id of the link).
    """

    def begin(self, source: Source) -> None: ...

    def write(self, kind: Kind, items: Sequence[Writable]) -> Tally: ...

    def held(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Entity]: ...

    def live(self, dataset: str) -> Iterator[tuple[Kind, str]]: ...

    def withdraw(self, kind: Kind, ids: Sequence[str], on: date, dataset: str) -> int: ...

    def live_links(self, dataset: str) -> Iterator[tuple[Kind, str, str]]: ...

    def withdraw_links(self, kind: Kind, links: Sequence[tuple[str, str]], on: date, dataset: str) -> int: ...

    def record_run(self, run: IngestRun) -> None: ...

    def runs(self) -> Sequence[IngestRun]: ...

    def sources(self) -> Sequence[Source]: ...


@dataclass
class MemorySink:
    """A sink that keeps everything in dictionaries, with the store's semantics."""

    nodes: dict[Kind, dict[str, Any]] = field(default_factory=dict)
    prints: dict[tuple[Kind, str], str] = field(default_factory=dict)
    datasets: dict[tuple[Kind, str], set[str]] = field(default_factory=dict)
    closed: dict[tuple[Kind, str], date] = field(default_factory=dict)
    links: dict[Kind, dict[tuple[str, str], HeldLink]] = field(default_factory=dict)  # by node and id of the link
    _sources: dict[str, Source] = field(default_factory=dict)
    _runs: dict[str, IngestRun] = field(default_factory=dict)
    _dataset: str = ""

    def begin(self, source: Source) -> None:
        self._sources[source.id] = source
        self._dataset = source.dataset

    def write(self, kind: Kind, items: Sequence[Writable]) -> Tally:
        tally = Tally()
        for item in items:
            tally += self._write_one(kind, item)
        return tally

    def _write_one(self, kind: Kind, item: Writable) -> Tally:
        key = (kind, key_of(item))
        if isinstance(item, ProductLinks | CompanyLinks):
            return self._add_links(kind, key[1], links_in(item))
        if isinstance(item, CompanyStub):
            companies = self.nodes.setdefault(Kind.COMPANY, {})
            self.datasets.setdefault((Kind.COMPANY, item.company.id), set()).add(self._dataset)
            if self.closed.pop((Kind.COMPANY, item.company.id), None) is not None:
                return Tally(changed=1)
            if item.company.id in companies:
                return Tally(unchanged=1)
            companies[item.company.id] = item.company
            return Tally(new=1)
        self.datasets.setdefault(key, set()).add(self._dataset)
        now = fingerprint(item)
        before = self.prints.get(key)
        reopened = self.closed.pop(key, None) is not None
        self.prints[key] = now
        existed = key[1] in self.nodes.setdefault(kind, {})
        self.nodes[kind][key[1]] = item
        if before == now and not reopened:
            return Tally(unchanged=1)
        return Tally(changed=1) if existed else Tally(new=1)

    def _add_links(self, kind: Kind, node: str, links: Sequence[Link]) -> Tally:
        """A link of the same ends (and means) says anew what it says: its share, its dates."""
        held = self.links.setdefault(kind, {})
        before = [one for key, one in held.items() if key[0] == node]
        added = add_links(before, links, self._dataset)
        held.update({(node, link_id(one.link)): one for one in added.links})
        return Tally(added.new, added.changed, added.unchanged)

    def held(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Entity]:
        nodes = self.nodes.get(kind, {})
        return {one: self._with_links(nodes[one]) for one in ids if one in nodes}

    def _with_links(self, node: Any) -> Any:
        """The node with the links that other records stated, as the graph gives it back."""
        kinds = {Product: Kind.PRODUCT_LINKS, Company: Kind.COMPANY_LINKS}
        more: dict[str, list[Any]] = {}
        for key, held in self.links.get(kinds.get(type(node), Kind.CODE), {}).items():
            if key[0] == node.id and held.in_force():
                more.setdefault(_FIELD[type(held.link)], []).append(held.link)
        for name, links in more.items():
            own = getattr(node, name) or ()
            known = {stated(one) for one in own}
            node = replace(node, **{name: (*own, *(one for one in links if stated(one) not in known))})
        return node

    def live(self, dataset: str) -> Iterator[tuple[Kind, str]]:
        for key, datasets in self.datasets.items():
            if dataset in datasets and key not in self.closed:
                yield key

    def withdraw(self, kind: Kind, ids: Sequence[str], on: date, dataset: str) -> int:
        count = 0
        for one in ids:
            stating = self.datasets[(kind, one)]
            stating.discard(dataset)
            if stating:
                continue  # another dataset states it still
            count += 1
            self.closed[(kind, one)] = on
            node = self.nodes[kind][one]
            if isinstance(node, Product):
                self.nodes[kind][one] = replace(node, status=Availability.WITHDRAWN)
            elif isinstance(node, ScreenedParty):
                self.nodes[kind][one] = replace(node, removed_on=on)
        return count

    def live_links(self, dataset: str) -> Iterator[tuple[Kind, str, str]]:
        for kind, links in self.links.items():
            yield from ((kind, *key) for key, one in links.items() if dataset in one.claims and one.in_force())

    def withdraw_links(self, kind: Kind, links: Sequence[tuple[str, str]], on: date, dataset: str) -> int:
        held = self.links[kind]
        before = {key: held[key] for key in links}
        held.update({key: without_claim(one, frozenset({dataset}), on) for key, one in before.items()})
        return sum(one.in_force() and not held[key].in_force() for key, one in before.items())

    def record_run(self, run: IngestRun) -> None:
        self._runs[run.id] = run

    def runs(self) -> Sequence[IngestRun]:
        return sorted(self._runs.values(), key=lambda run: run.started)

    def sources(self) -> Sequence[Source]:
        return list(self._sources.values())
