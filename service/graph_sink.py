"""The ingest's port over the graph: items by kind to the store's calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import cast

from graph.errors import Conflict
from graph.model import (
    Code,
    Company,
    IngestRun,
    Market,
    Opportunity,
    Product,
    ReportingException,
    ScreenedParty,
    ScreeningList,
    Source,
)
from graph.rows.links import Link
from graph.store import Entry, GraphStore, Origin, Written
from ingest.items import CompanyLinks, CompanyStub, Entity, ProductLinks, Writable
from ingest.sink import Kind, Tally, fingerprint

_CLASSES: dict[Kind, type] = {
    Kind.SCREENING_LIST: ScreeningList,
    Kind.CODE: Code,
    Kind.MARKET: Market,
    Kind.COMPANY: Company,
    Kind.COMPANY_STUB: Company,
    Kind.PRODUCT: Product,
    Kind.OPPORTUNITY: Opportunity,
    Kind.SCREENED_PARTY: ScreenedParty,
    Kind.REPORTING_EXCEPTION: ReportingException,
}
_KINDS: dict[type, Kind] = {cls: kind for kind, cls in _CLASSES.items() if kind is not Kind.COMPANY_STUB}
_LINKED: dict[Kind, type[Company | Product]] = {Kind.PRODUCT_LINKS: Product, Kind.COMPANY_LINKS: Company}


class GraphSink:
    """Implements ``ingest.sink.Sink`` over a :class:`GraphStore`. One file at a time: ``begin`` names its source."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._origin: Origin | None = None

    def begin(self, source: Source) -> None:
        self._origin = self._store.begin(source)

    def write(self, kind: Kind, items: Sequence[Writable]) -> Tally:
        origin = self._origin
        if origin is None:
            raise Conflict("Facts cannot be written before their source is named.", "Call begin first.")
        if kind is Kind.PRODUCT_LINKS:
            stated = _product_links(cast("Sequence[ProductLinks]", items))
            return _tally(self._store.add_links(Product, stated, origin.dataset))
        if kind is Kind.COMPANY_LINKS:
            stated = _company_links(cast("Sequence[CompanyLinks]", items))
            return _tally(self._store.add_links(Company, stated, origin.dataset))
        if kind is Kind.COMPANY_STUB:
            stubs = [one.company for one in cast("Sequence[CompanyStub]", items)]
            return _tally(self._store.put_stubs(stubs, origin))
        entries = [Entry(one, fingerprint(one)) for one in cast("Sequence[Entity]", items)]
        return _tally(self._store.put(entries, origin))

    def held(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Entity]:
        return self._store.held(_CLASSES[kind], ids)

    def live(self, dataset: str) -> Iterator[tuple[Kind, str]]:
        return ((_KINDS[cls], key) for cls, key in self._store.live(dataset))

    def withdraw(self, kind: Kind, ids: Sequence[str], on: date, dataset: str) -> int:
        return self._store.withdraw(_CLASSES[kind], ids, on, dataset)

    def live_links(self, dataset: str) -> Iterator[tuple[Kind, str, str]]:
        for kind, cls in _LINKED.items():
            yield from ((kind, node, link) for node, link in self._store.live_links(cls, dataset))

    def withdraw_links(self, kind: Kind, links: Sequence[tuple[str, str]], on: date, dataset: str) -> int:
        return self._store.withdraw_links(_LINKED[kind], links, on, dataset)

    def record_run(self, run: IngestRun) -> None:
        self._store.record_run(run)

    def runs(self) -> Sequence[IngestRun]:
        return self._store.runs()

    def sources(self) -> Sequence[Source]:
        return self._store.sources()


def _tally(written: Written) -> Tally:
    return Tally(written.new, written.changed, written.unchanged)


def _product_links(items: Sequence[ProductLinks]) -> dict[str, list[Link]]:
    stated: dict[str, list[Link]] = {}
    for one in items:
        stated.setdefault(one.product, []).extend(one.links)
    return stated


def _company_links(items: Sequence[CompanyLinks]) -> dict[str, list[Link]]:
    stated: dict[str, list[Link]] = {}
    for one in items:
        stated.setdefault(one.company, []).extend((*one.owned_by, *one.controlled_by, *one.teamed_with))
    return stated
