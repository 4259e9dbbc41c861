"""What an earlier copy of a dataset stated and a later complete copy does not: closed with a date, never deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from ingest.batches import BATCH, Batches
from ingest.items import list_of
from ingest.sink import Kind, Sink

_MOST = 0.5  # the share of a dataset that one copy may end without being asked for
_FEW = 20  # so few things may end in any case: small datasets change as a whole

T = TypeVar("T")
_Gone = dict[Kind, list[T]]


def withdraw(batches: Batches, sink: Sink, dataset: str, on: date, *, confirmed: bool) -> tuple[int, str]:
    """(how much was closed, a note): things, and links between things, that this copy does not state.

    A copy that lacks most of what is held is more likely cut off, or another file, than right: then nothing is closed
    until somebody says that it is complete (``confirmed``). Things and links are judged apart, since a copy may lack
    the links alone.
    """
    things, live = _things(batches, sink, dataset)
    links, live_links = _links(batches, sink, dataset)
    count, notes = 0, []
    if note := _doubt("things", things, live, dataset, confirmed):
        notes.append(note)
    else:
        count += _each(things, lambda kind, keys: sink.withdraw(kind, keys, on, dataset))
    if note := _doubt("links", links, live_links, dataset, confirmed):
        notes.append(note)
    else:
        count += _each(links, lambda kind, keys: sink.withdraw_links(kind, keys, on, dataset))
    return count, " ".join(notes)


def _things(batches: Batches, sink: Sink, dataset: str) -> tuple[_Gone[str], int]:
    gone: _Gone[str] = {}
    live = 0
    for kind, key in sink.live(dataset):
        if kind is Kind.SCREENED_PARTY and not batches.seen(Kind.SCREENING_LIST, list_of(key)):
            continue  # a file may hold one list of many; of the others it says nothing
        live += 1
        if kind is Kind.SCREENING_LIST or batches.seen(kind, key):
            continue
        if not (kind is Kind.COMPANY and batches.seen(Kind.COMPANY_STUB, key)):
            gone.setdefault(kind, []).append(key)
    return gone, live


def _links(batches: Batches, sink: Sink, dataset: str) -> tuple[_Gone[tuple[str, str]], int]:
    gone: _Gone[tuple[str, str]] = {}
    live = 0
    for kind, node, link in sink.live_links(dataset):
        live += 1
        if not batches.seen_link(kind, node, link):
            gone.setdefault(kind, []).append((node, link))
    return gone, live


def _doubt(what: str, gone: _Gone[T], live: int, dataset: str, confirmed: bool) -> str:
    missing = sum(len(keys) for keys in gone.values())
    if confirmed or missing <= _FEW or missing <= live * _MOST:
        return ""
    return (
        f"{missing:,} of the {live:,} {what} held from {dataset} are not in this copy. They were not withdrawn: "
        "say --complete if the copy is whole."
    )


def _each(gone: _Gone[T], close: Callable[[Kind, Sequence[T]], int]) -> int:
    return sum(
        close(kind, keys[start : start + BATCH]) for kind, keys in gone.items() for start in range(0, len(keys), BATCH)
    )
