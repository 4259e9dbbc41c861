"""A sink that hands everything on to another, for those that only watch or add to what passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from graph.model import IngestRun, Source
from ingest.items import Entity, Writable
from ingest.sink import Kind, Sink, Tally


class PassingSink:
    """Every method is that of the sink behind it."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def begin(self, source: Source) -> None:
        self._sink.begin(source)

    def write(self, kind: Kind, items: Sequence[Writable]) -> Tally:
        return self._sink.write(kind, items)

    def held(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Entity]:
        return self._sink.held(kind, ids)

    def live(self, dataset: str) -> Iterator[tuple[Kind, str]]:
        return self._sink.live(dataset)

    def withdraw(self, kind: Kind, ids: Sequence[str], on: date, dataset: str) -> int:
        return self._sink.withdraw(kind, ids, on, dataset)

    def live_links(self, dataset: str) -> Iterator[tuple[Kind, str, str]]:
        return self._sink.live_links(dataset)

    def withdraw_links(self, kind: Kind, links: Sequence[tuple[str, str]], on: date, dataset: str) -> int:
        return self._sink.withdraw_links(kind, links, on, dataset)

    def record_run(self, run: IngestRun) -> None:
        self._sink.record_run(run)

    def runs(self) -> Sequence[IngestRun]:
        return self._sink.runs()

    def sources(self) -> Sequence[Source]:
        return self._sink.sources()
