"""Bringing files into the graph: the bundled sample, a user's files, corrected records; and what lists then touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from ingest.context import LayerOf, plain_layer_of
from ingest.limits import Limits
from ingest.pipeline import Options, Progress, ingest
from ingest.report import Report
from ingest.retry import retry
from ingest.sink import Sink
from ingest.template import write_template
from matching.rules.screening.rescreen import Rescreening
from service.first_markets import WithMarkets
from service.list_watch import ListWatch
from service.screening import ScreeningStore, screen_changed_list
from service.settings import bundled_data_dir

__all__ = [
    "IngestPorts",
    "Ingested",
    "bundled_paths",
    "ingest_and_follow_up",
    "ingest_and_screen",
    "ingest_paths",
    "retry_quarantine",
    "write_template",
]

_BUNDLED = ("markets", "codes", "supply", "demand", "example")  # what others refer to first


def bundled_paths() -> tuple[Path, ...]:
    """The folders of the bundled sample that hold records (the vocabulary and the rulebook are read elsewhere)."""
    folders = (bundled_data_dir() / name for name in _BUNDLED)
    return tuple(folder for folder in folders if folder.is_dir())


def ingest_paths(
    sink: Sink,
    paths: Sequence[Path],
    *,
    state_dir: Path | None,
    dry_run: bool = False,
    format: str | None = None,
    limits: Limits | None = None,
    layer_of: LayerOf | None = None,
    progress: Progress | None = None,
    today: date | None = None,
    complete: bool | None = None,
) -> Report:
    """Read files and folders into ``sink``. ``state_dir`` keeps quarantine files and OCDS instalments.

    ``layer_of`` places cloud services in a layer (None: by their service model alone). ``complete``: whether each file
    is the whole of its dataset, so that what it lacks is withdrawn as of ``today`` (None: as its format says).

    Raises:
        NotFound, BadInput: a named file is missing, unreadable, an archive, too large, or in no known format; nothing
            was written.
    """
    options = Options(
        format=format,
        limits=limits or Limits(),
        layer_of=layer_of or plain_layer_of,
        state_dir=state_dir,
        complete=complete,
        today=today,
        dry_run=dry_run,
    )
    return ingest(paths, sink, options if progress is None else replace(options, progress=progress))


def retry_quarantine(
    sink: Sink, path: Path, *, state_dir: Path | None, limits: Limits | None = None, layer_of: LayerOf | None = None
) -> Report:
    """Try the records of a quarantine file again; what is still wrong stays in it.

    Raises:
        NotFound: there is no such file. BadInput: a line of it is no quarantined record.
    """
    return retry(
        path, sink, Options(limits=limits or Limits(), layer_of=layer_of or plain_layer_of, state_dir=state_dir)
    )


@dataclass(frozen=True, slots=True)
class IngestPorts:
    """What a command needs to ingest: where to write, what to remember between files, and, if given, how to place
    cloud services in a layer, where screening results are kept (then changed lists are screened against again), and
    what reads from products' words what they can do."""

    sink: Sink
    state_dir: Path | None = None
    screening: ScreeningStore | None = None
    layer_of: LayerOf | None = None
    read_capabilities: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest wrote, and for each screening list that changed by it what that means for whom.

    ``markets``: how many countries, regions and blocs came in with it, since the graph had none.
    """

    report: Report
    rescreened: tuple[Rescreening, ...] = ()
    markets: int = 0


def ingest_and_follow_up(ports: IngestPorts, ingest_into: Callable[[Sink], Report]) -> Ingested:
    """Run ``ingest_into`` and what follows from it: lists that changed are screened against, products' words read.

    The follow-up is repeated with the ingest, so a run that was stopped in between is completed like any other.
    """
    sink = WithMarkets(ports.sink)
    if ports.screening is None:
        done = Ingested(ingest_into(sink))
    else:
        done = ingest_and_screen(sink, ports.screening, ingest_into)
    if ports.read_capabilities is not None and not done.report.dry_run:
        ports.read_capabilities()
    return replace(done, markets=sink.loaded)


def ingest_and_screen(
    sink: Sink, screening: ScreeningStore, ingest_into: Callable[[Sink], Report], on: date | None = None
) -> Ingested:
    """Run ``ingest_into`` (a call of :func:`ingest_paths` or :func:`retry_quarantine`) and re-screen what lists touch.

    Only the parties that a changed list may concern are screened again; those never screened are screened in full.
    """
    watch = ListWatch(sink, screening)
    report = ingest_into(watch)
    if report.dry_run or not watch.before:
        return Ingested(report)
    day = on or datetime.now(UTC).date()
    lists = {one.id: one for one in screening.lists()}
    return Ingested(
        report,
        tuple(
            screen_changed_list(screening, before, lists[key], day)
            for key, before in watch.before.items()
            if key in lists
        ),
    )
