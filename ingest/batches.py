"""Items on their way to the graph: gathered into batches, each fact once a run."""

from __future__ import annotations

import hashlib

from graph.model import Opportunity, ScreenedParty, SourceRef
from graph.rows.links import link_id
from ingest.items import CompanyLinks, CompanyStub, ProductLinks, Writable
from ingest.precedence import JUDGED_KINDS, Precedence
from ingest.sink import Kind, Sink, Tally, fingerprint, key_of, kind_of, links_in

BATCH = 1000  # rows a transaction: where both engines stop gaining from larger batches
_REMEMBERED = 50_000  # facts remembered to drop repeats; bounded, since a repeat only costs a write of no effect
_LINKS = (Kind.PRODUCT_LINKS, Kind.COMPANY_LINKS)


def _short(kind: Kind, key: str) -> int:
    """64 bits that stand for an id: two of a million ids share them once in 37 million runs."""
    return int.from_bytes(hashlib.blake2b(f"{kind}|{key}".encode(), digest_size=8).digest(), "big")


class Batches:
    """Gathers items kind by kind and writes a batch when it is full; ``tallies`` sums what the sink answered."""

    def __init__(self, sink: Sink, precedence: Precedence | None = None) -> None:
        self._sink = sink
        self._precedence = precedence
        self._declined: set[str] = set()  # screening lists of which the graph holds a better copy
        self._waiting: dict[Kind, dict[str, Writable]] = {kind: {} for kind in Kind}
        self._count = 0
        self._recent: dict[int, str] = {}
        self._ids: set[int] = set()
        self.tallies: dict[Kind, Tally] = {}

    def add(self, item: Writable) -> None:
        if isinstance(item, ScreenedParty) and item.list_id in self._declined:
            return  # the entries of an older copy are not those in force
        kind, key = kind_of(item), key_of(item)
        now = fingerprint(item)
        if kind in _LINKS:
            key = f"{key}|{now}"
        if isinstance(item, ProductLinks | CompanyLinks):
            self._ids.update(_short(kind, f"{key_of(item)}|{link_id(one)}") for one in links_in(item))
        short = _short(kind, key)
        if self._recent.get(short) == now:
            return  # the same words again: many systems of one submitter, many notices of one winner
        if len(self._recent) >= _REMEMBERED:
            self._recent.pop(next(iter(self._recent)))
        self._recent[short] = now
        self._ids.add(short)
        self._count += key not in self._waiting[kind]
        self._waiting[kind][key] = item
        if self._count >= BATCH or kind is Kind.SCREENING_LIST:  # a list stands before its entries are looked at
            self.flush()

    def flush(self) -> None:
        kept = {kind: self._better(kind, list(self._waiting[kind].values())) for kind in JUDGED_KINDS}
        refs = self._refs_given_up(kept[Kind.OPPORTUNITY])
        for kind in Kind:
            if items := list(self._waiting[kind].values()):
                better = kept[kind] if kind in kept else [item for item in items if not _only_from(item, refs)]
                self._sum(kind, Tally(unchanged=len(items) - len(better)))
                if better:
                    self._sum(kind, self._sink.write(kind, better))
                self._waiting[kind].clear()
        self._count = 0

    def _sum(self, kind: Kind, tally: Tally) -> None:
        self.tallies[kind] = self.tallies.get(kind, Tally()) + tally

    def _better(self, kind: Kind, items: list[Writable]) -> list[Writable]:
        """The items that do not give way to what the graph holds from another source."""
        if self._precedence is None or not items:
            return items
        held = self._sink.held(kind, [key_of(item) for item in items])
        kept = [item for item in items if not self._precedence.gives_way(held.get(key_of(item)))]
        if kind is Kind.SCREENING_LIST:
            lists = {key_of(item) for item in items} - {key_of(item) for item in kept}
            self._declined |= lists
            self._ids -= {_short(kind, key) for key in lists}
        return kept

    def _refs_given_up(self, kept: list[Writable]) -> frozenset[SourceRef]:
        """The records of notices that gave way: the companies that only they name are not written either."""
        stay = {key_of(item) for item in kept}
        gone = (item for key, item in self._waiting[Kind.OPPORTUNITY].items() if key not in stay)
        return frozenset(ref for item in gone if isinstance(item, Opportunity) for ref in item.sources)

    def seen(self, kind: Kind, key: str) -> bool:
        """Whether this run stated the node."""
        return _short(kind, key) in self._ids

    def seen_link(self, kind: Kind, node: str, link: str) -> bool:
        """Whether this run stated the link of the node."""
        return _short(kind, f"{node}|{link}") in self._ids


def _only_from(item: Writable, refs: frozenset[SourceRef]) -> bool:
    """Whether a stub or link comes from one of the records ``refs`` alone."""
    if not refs:
        return False
    if isinstance(item, CompanyStub):
        return set(item.company.sources) <= refs
    return isinstance(item, CompanyLinks) and {one.source for one in item.teamed_with} <= refs
