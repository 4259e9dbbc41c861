"""File -> records -> validated items with provenance -> graph, in batches; a bad record goes to quarantine.

A run can be repeated and killed at any point: every batch is one transaction, what was written is met again as
unchanged, and nothing is withdrawn before the whole file has been read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from graph.errors import AlliedstackError, BadInput
from graph.model import IngestRun, Source
from ingest.batches import Batches
from ingest.context import LayerOf, ReadContext, plain_layer_of
from ingest.detect import check, detect
from ingest.dry_run import DrySink, borrowed_state
from ingest.items import Rejected
from ingest.limits import Limits
from ingest.origins import source_of
from ingest.parsing.dates import parse_date
from ingest.precedence import Precedence
from ingest.quarantine import QuarantineWriter
from ingest.readers import Dataset, Reader, read_items, reader_named
from ingest.readers.base import NOTHING, Yield
from ingest.report import FileReport, Report
from ingest.sink import Sink
from ingest.source_file import SourceFile, open_source
from ingest.withdrawal import withdraw

_PROGRESS_EVERY = 200  # records between two calls of the progress callback
_SKIPPED_SUFFIXES = frozenset({".md", ".part"})
_SKIPPED_NAMES = frozenset({"ORIGINS.tsv", "LICENSE", "NOTICE"})

Progress = Callable[[str, int], None]
_Job = tuple[SourceFile, Reader] | FileReport  # a report stands for a file of a folder that is not read


def _silent(file: str, read: int) -> None:
    del file, read


@dataclass(frozen=True, slots=True)
class Options:
    """How to ingest.

    ``format`` names a reader (None: told from the content). ``state_dir`` holds quarantine files and what readers
    remember between files; None: no quarantine file is written. ``complete`` overrides whether a file is the whole
    dataset, so that what it lacks is withdrawn (None: as the reader says). ``layer_of`` places cloud services.
    ``today`` dates withdrawals. ``progress`` is called with the file's name and the records read so far.
    ``dry_run``: nothing is written; the report says what would change.
    """

    format: str | None = None
    limits: Limits = field(default_factory=Limits)
    layer_of: LayerOf = plain_layer_of
    state_dir: Path | None = None
    complete: bool | None = None
    today: date | None = None
    progress: Progress = _silent
    dry_run: bool = False


def ingest(paths: Sequence[Path], sink: Sink, options: Options | None = None) -> Report:
    """Read every file and write what it says.

    A file that the caller named must be readable: nothing is written when one of them is missing or in no known
    format. A folder is walked; files in it that are in no format read here are listed as skipped.

    Raises:
        NotFound, BadInput: a named file is missing, unreadable, an archive, too large, or in no known format;
            or two files are said to be complete that are of one dataset.
    """
    options = options or Options()
    jobs: list[_Job] = []
    for path in paths:
        if path.is_dir():
            jobs += [_try_open(one, options) for one in _walk(path)]
        else:
            jobs.append(_open(path, options))
    if options.complete:
        _need_one_file_each(jobs)
    if not options.dry_run:
        return Report(_run(jobs, sink, options))
    trial = DrySink(sink)
    with borrowed_state(options.state_dir) as state_dir:
        files = _run(jobs, trial, replace(options, state_dir=state_dir))
    files = tuple(replace(one, quarantine=None) for one in files)  # it went with the borrowed state
    return Report(files, dry_run=True, changes=tuple(trial.changes), more_changes=trial.more)


def _need_one_file_each(jobs: Sequence[_Job]) -> None:
    """Two files that are each all of one dataset would end each other's records."""
    seen: dict[str, SourceFile] = {}
    for job in jobs:
        if isinstance(job, FileReport):
            continue
        file, reader = job
        dataset = source_of(file, reader.dataset(file)).dataset
        if dataset in seen:
            raise BadInput(
                f"{seen[dataset].path} and {file.path} are both of the dataset {dataset}; not both can be all of it.",
                "Name one file for each dataset, or leave --complete out.",
            )
        seen[dataset] = file


def _run(
    jobs: Sequence[tuple[SourceFile, Reader] | FileReport], sink: Sink, options: Options
) -> tuple[FileReport, ...]:
    dead = [run for run in sink.runs() if run.finished is None and run.outcome == "running"]
    return tuple(job if isinstance(job, FileReport) else _ingest_file(*job, sink, options, dead) for job in jobs)


def _walk(folder: Path) -> Iterable[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.name not in _SKIPPED_NAMES and path.suffix not in _SKIPPED_SUFFIXES:
            yield path


def _open(path: Path, options: Options) -> tuple[SourceFile, Reader]:
    file = open_source(path, options.limits)
    if options.format is None:
        return file, detect(file)
    reader = reader_named(options.format)
    check(reader, file)
    return file, reader


def _try_open(path: Path, options: Options) -> tuple[SourceFile, Reader] | FileReport:
    try:
        return _open(path, options)
    except AlliedstackError as error:
        return FileReport(str(path), skipped=error.message)


def _ingest_file(
    file: SourceFile, reader: Reader, sink: Sink, options: Options, dead: Sequence[IngestRun]
) -> FileReport:
    """``dead``: runs that never ended; those over this file say so, now that it is read again."""
    dataset = reader.dataset(file)
    source = source_of(file, dataset)
    context = ReadContext(source, options.limits, options.layer_of, options.state_dir)
    started = time.monotonic()
    run = _new_run(file, reader, source)
    precedence = None if dataset.yields is Yield.NEVER else Precedence(source, dataset, sink.sources())
    sink.begin(source)
    for killed in (one for one in dead if one.source_id == source.id):
        sink.record_run(replace(killed, outcome="stopped"))
    sink.record_run(run)
    batches = Batches(sink, precedence)
    read, failed = 0, ""
    with QuarantineWriter(_quarantine_path(file, options)) as quarantine:
        try:
            for starts, item in read_items(reader, file, context):
                read += starts
                if isinstance(item, Rejected):
                    quarantine.add(str(file.path), reader.name, dataset.id, file.sha256, item)
                elif item is not NOTHING:
                    batches.add(item)
                if starts and read % _PROGRESS_EVERY == 0:
                    options.progress(file.name, read)
            batches.flush()
        except BadInput as error:  # the file breaks off: what came before it is sound and stays
            batches.flush()
            failed = str(error)
        options.progress(file.name, read)
    withdrawn, note = 0, ""
    if not failed and _complete(dataset, options):
        on = options.today or datetime.now(UTC).date()
        withdrawn, note = withdraw(batches, sink, source.dataset, on, confirmed=options.complete is not None)
    report = FileReport(
        file=str(file.path),
        reader=reader.name,
        dataset=dataset.id,
        read=read,
        tallies=batches.tallies,
        withdrawn=withdrawn,
        quarantined=quarantine.count,
        quarantine=quarantine.path if quarantine.count > 0 else None,
        seconds=time.monotonic() - started,
        failed=failed,
        note=note,
    )
    run = _finished(run, report)
    sink.record_run(run)
    return replace(report, run=run)


def _complete(dataset: Dataset, options: Options) -> bool:
    return dataset.snapshot if options.complete is None else options.complete


def _quarantine_path(file: SourceFile, options: Options) -> Path | None:
    if options.state_dir is None:
        return None
    return options.state_dir / "quarantine" / f"{file.path.stem}-{file.sha256[:8]}.jsonl"


def _new_run(file: SourceFile, reader: Reader, source: Source) -> IngestRun:
    now = datetime.now(UTC)
    return IngestRun(
        id=f"run:{now.strftime('%Y%m%dT%H%M%S.%fZ')}:{file.sha256[:8]}",
        source_id=source.id,
        reader=reader.name,
        file=str(file.path),
        sha256=file.sha256,
        started=now.isoformat(),
        date_of_facts=parse_date(source.retrieved_at),
    )


def _finished(run: IngestRun, report: FileReport) -> IngestRun:
    total = report.total
    return replace(
        run,
        finished=datetime.now(UTC).isoformat(),
        outcome="stopped" if report.failed else "complete",
        read=report.read,
        new=total.new,
        changed=total.changed,
        unchanged=total.unchanged,
        withdrawn=report.withdrawn,
        quarantined=report.quarantined,
        seconds=round(report.seconds, 3),
    )
