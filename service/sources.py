"""What the graph rests on, and how fresh it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graph.model import IngestRun, Source
from service.freshness import stale_since


class SourceReader(Protocol):
    """The part of the ingest's port that knows sources and runs (see ``ingest.sink.Sink``)."""

    def sources(self) -> Sequence[Source]: ...

    def runs(self) -> Sequence[IngestRun]: ...


@dataclass(frozen=True, slots=True)
class SourceState:
    """The newest copy of one dataset. ``age_days``: None when its date cannot be read. ``stale``: facts of it count as
    not known where a rule needs them. ``run``: the last run over it. ``copies``: how many files of the dataset were
    read; ``records`` and ``refused``: how many records they hold, and how many of those could not be used."""

    source: Source
    age_days: int | None
    stale: bool
    stale_since: date | None
    copies: int
    run: IngestRun | None
    records: int
    refused: int


def source_states(reader: SourceReader, as_of: date) -> tuple[SourceState, ...]:
    """Each dataset once, with its newest copy, sorted by dataset."""
    last: dict[str, IngestRun] = {}
    for run in reader.runs():
        if run.source_id not in last or run.started >= last[run.source_id].started:
            last[run.source_id] = run
    by_dataset: dict[str, list[Source]] = {}
    for source in reader.sources():
        by_dataset.setdefault(source.dataset, []).append(source)
    return tuple(_state(copies, last, as_of) for _, copies in sorted(by_dataset.items()))


def _state(copies: list[Source], last: dict[str, IngestRun], as_of: date) -> SourceState:
    newest = max(copies, key=lambda one: (one.retrieved_at, _started(last.get(one.id)), one.id))
    since = stale_since(newest)
    try:
        age = (as_of - date.fromisoformat(newest.retrieved_at[:10])).days
    except ValueError:
        age = None
    runs = [last[one.id] for one in copies if one.id in last]
    return SourceState(
        source=newest,
        age_days=age,
        stale=since is not None and since <= as_of,
        stale_since=since,
        copies=len(copies),
        run=last.get(newest.id),
        records=sum(run.read for run in runs),
        refused=sum(run.quarantined for run in runs),
    )


def _started(run: IngestRun | None) -> str:
    return run.started if run is not None else ""
