"""Trying a run without writing: what would be new, changed or withdrawn."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from graph.model import IngestRun, Source
from ingest.items import CompanyLinks, CompanyStub, Entity, ProductLinks, Writable
from ingest.report import Change
from ingest.sink import PROVENANCE, Kind, Sink, Tally, key_of, stated

_LISTED = 1000  # changes kept for showing; a first run over a large file would list everything
_SHOWN = 200  # characters of a value
# Fields to which other records add links: what they added is no difference.
_ADDED_TO = frozenset({"links", "owned_by", "controlled_by", "teamed_with"})


class DrySink:
    """Reads through to ``sink`` and keeps what is written to itself. ``changes`` lists the first ones, ``more`` counts
    the rest."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._written: dict[tuple[Kind, str], Any] = {}
        self._links: set[tuple[Any, ...]] = set()
        self._new_sources: list[Source] = []
        self.changes: list[Change] = []
        self.more = 0

    def begin(self, source: Source) -> None:
        self._new_sources.append(source)

    def write(self, kind: Kind, items: Sequence[Writable]) -> Tally:
        holder = {Kind.COMPANY_STUB: Kind.COMPANY, Kind.COMPANY_LINKS: Kind.COMPANY, Kind.PRODUCT_LINKS: Kind.PRODUCT}
        held = self.held(holder.get(kind, kind), [key_of(item) for item in items])
        tally = Tally()
        for item in items:
            if isinstance(item, ProductLinks | CompanyLinks):
                tally += self._link(item, held.get(key_of(item)))
            else:
                tally += self._node(kind, item, held.get(key_of(item)))
        return tally

    def _node(self, kind: Kind, item: Any, held: Any) -> Tally:
        stub = isinstance(item, CompanyStub)
        value = item.company if stub else item
        key = (Kind.COMPANY if stub else kind, key_of(item))
        if held is None:
            self._written[key] = value
            self._note(Change(kind, key[1], "new", _name_of(value)))
            return Tally(new=1)
        differences = () if stub else tuple(_differences(held, value))
        if not differences:
            return Tally(unchanged=1)
        self._written[key] = value
        self._note(Change(kind, key[1], "changed", _name_of(value), differences))
        return Tally(changed=1)

    def _link(self, item: ProductLinks | CompanyLinks, held: Any) -> Tally:
        names = ("links",) if isinstance(item, ProductLinks) else ("owned_by", "controlled_by", "teamed_with")
        tally = Tally()
        for name in names:
            known = {stated(one) for one in getattr(held, name, None) or ()}
            for link in getattr(item, name):
                short = (key_of(item), name, stated(link))
                if short[2] in known or short in self._links:
                    tally += Tally(unchanged=1)
                    continue
                self._links.add(short)
                self._note(Change(Kind(_kind_of(item)), key_of(item), "new", "", ((name, "", _shown(short[2])),)))
                tally += Tally(new=1)
        return tally

    def held(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Entity]:
        mine = {one: self._written[(kind, one)] for one in ids if (kind, one) in self._written}
        return {**self._sink.held(kind, [one for one in ids if one not in mine]), **mine}

    def live(self, dataset: str) -> Iterator[tuple[Kind, str]]:
        return self._sink.live(dataset)

    def withdraw(self, kind: Kind, ids: Sequence[str], on: date, dataset: str) -> int:
        del dataset
        for one in ids:
            self._note(Change(kind, one, "withdrawn", "", (("until", "", on.isoformat()),)))
        return len(ids)

    def live_links(self, dataset: str) -> Iterator[tuple[Kind, str, str]]:
        return self._sink.live_links(dataset)

    def withdraw_links(self, kind: Kind, links: Sequence[tuple[str, str]], on: date, dataset: str) -> int:
        del dataset
        for node, link in links:
            self._note(Change(kind, node, "withdrawn", "", (("until", link, on.isoformat()),)))
        return len(links)

    def record_run(self, run: IngestRun) -> None:
        del run

    def runs(self) -> Sequence[IngestRun]:
        return self._sink.runs()

    def sources(self) -> Sequence[Source]:
        return [*self._sink.sources(), *self._new_sources]

    def _note(self, change: Change) -> None:
        if len(self.changes) < _LISTED:
            self.changes.append(change)
        else:
            self.more += 1


def _kind_of(item: ProductLinks | CompanyLinks) -> Kind:
    return Kind.PRODUCT_LINKS if isinstance(item, ProductLinks) else Kind.COMPANY_LINKS


def _name_of(value: Any) -> str:
    for name in ("name", "title", "label", "reason"):
        if text := getattr(value, name, ""):
            return str(text)
    return ""


def _differences(held: Any, new: Any) -> Iterator[tuple[str, str, str]]:
    for one in fields(new):
        if one.name in PROVENANCE:
            continue
        before, after = getattr(held, one.name), getattr(new, one.name)
        if before == after:
            continue
        if one.name in _ADDED_TO:
            known = {stated(link) for link in before or ()}
            if after is None or (before is not None and all(stated(link) in known for link in after)):
                continue
        yield one.name, _shown(before), _shown(after)


def _shown(value: Any) -> str:
    text = value.decode("utf-8") if isinstance(value, bytes) else "not known" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 2]} …"


@contextmanager
def borrowed_state(state_dir: Path | None) -> Iterator[Path | None]:
    """A copy of what readers remember between files, thrown away afterwards."""
    if state_dir is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="alliedstack-dry-") as folder:
        if state_dir.is_dir():
            for path in state_dir.glob("*.sqlite*"):
                shutil.copy2(path, folder)
        yield Path(folder)
