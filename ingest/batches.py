"""Items on their way to the graph: gathered into batches, each fact once a run."""

from __future__ import annotations

import hashlib

from ingest.items import Writable
from ingest.sink import Kind, Sink, Tally, fingerprint, key_of, kind_of

BATCH = 1000  # rows a transaction: where both engines stop gaining from larger batches
_REMEMBERED = 50_000  # facts remembered to drop repeats; bounded, since a repeat only costs a write of no effect
_LINKS = (Kind.PRODUCT_LINKS, Kind.COMPANY_LINKS)


def _short(kind: Kind, key: str) -> int:
    """64 bits that stand for an id: two of a million ids share them once in 37 million runs."""
    return int.from_bytes(hashlib.blake2b(f"{kind}|{key}".encode(), digest_size=8).digest(), "big")


class Batches:
    """Gathers items kind by kind and writes a batch when it is full; ``tallies`` sums what the sink answered."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._waiting: dict[Kind, dict[str, Writable]] = {kind: {} for kind in Kind}
        self._count = 0
        self._recent: dict[int, str] = {}
        self._ids: set[int] = set()
        self.tallies: dict[Kind, Tally] = {}

    def add(self, item: Writable) -> None:
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
        if self._count >= BATCH:
            self.flush()

    def flush(self) -> None:
        for kind in Kind:
            if items := list(self._waiting[kind].values()):
                self.tallies[kind] = self.tallies.get(kind, Tally()) + self._sink.write(kind, items)
                self._waiting[kind].clear()
        self._count = 0

    def seen(self, kind: Kind, key: str) -> bool:
        """Whether this run stated the node."""
        return _short(kind, key) in self._ids
