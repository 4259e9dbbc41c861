"""Items on their way to the graph: gathered into batches, each fact once a run."""

from __future__ import annotations

import hashlib

from graph.model import ScreenedParty
from ingest.items import Writable
from ingest.precedence import JUDGED_KINDS, Precedence
from ingest.sink import Kind, Sink, Tally, fingerprint, key_of, kind_of

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
        for kind in Kind:
            if items := list(self._waiting[kind].values()):
                kept = self._better(kind, items)
                tally = Tally(unchanged=len(items) - len(kept))
                self.tallies[kind] = self.tallies.get(kind, Tally()) + tally
                if kept:
                    self.tallies[kind] += self._sink.write(kind, kept)
                self._waiting[kind].clear()
        self._count = 0

    def _better(self, kind: Kind, items: list[Writable]) -> list[Writable]:
        """The items that do not give way to what the graph holds from another source."""
        if self._precedence is None or kind not in JUDGED_KINDS:
            return items
        held = self._sink.held(kind, [key_of(item) for item in items])
        kept = [item for item in items if not self._precedence.gives_way(held.get(key_of(item)))]
        if kind is Kind.SCREENING_LIST:
            lists = {key_of(item) for item in items} - {key_of(item) for item in kept}
            self._declined |= lists
            self._ids -= {_short(kind, key) for key in lists}
        return kept

    def seen(self, kind: Kind, key: str) -> bool:
        """Whether this run stated the node."""
        return _short(kind, key) in self._ids
