"""Trying quarantined records again, after somebody corrected them or the program learnt to read them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from graph.errors import BadInput, NotFound
from graph.model import Source
from ingest.batches import Batches
from ingest.context import ReadContext
from ingest.items import Item, Rejected
from ingest.pipeline import Options
from ingest.quarantine import Quarantined, QuarantineWriter, read_quarantine
from ingest.readers import Reader, reader_named
from ingest.readers.base import NOTHING, convert_guarded
from ingest.report import FileReport, Report
from ingest.sink import Sink

_UNKNOWN_DATE = "1970-01-01"  # a copy whose source the graph no longer holds is as old as can be


def retry(path: Path, sink: Sink, options: Options | None = None) -> Report:
    """Convert the records of a quarantine file again and write those that are sound now.

    What is still wrong stays in the file, with its new reason; when nothing is, the file goes.

    Raises:
        NotFound: there is no such file. BadInput: a line of it is no quarantined record, or names no known format.
    """
    options = options or Options()
    if not path.is_file():
        raise NotFound(f"There is no quarantine file {path}.", "The report of the ingest names it.")
    if path.stat().st_size > options.limits.max_bytes:
        raise BadInput(f"{path} is too large to be read.", "Split it, or raise the limit.")
    for entry in read_quarantine(path):  # all of it is checked before anything is written
        reader_named(entry.reader)
    reports = []
    with QuarantineWriter(path) as left:
        for _, group in groupby(read_quarantine(path), key=lambda one: (one.file, one.reader, one.dataset, one.sha256)):
            reports.append(_retry_group(list(group), left, sink, options))
    return Report(tuple(reports))


def _retry_group(entries: list[Quarantined], left: QuarantineWriter, sink: Sink, options: Options) -> FileReport:
    first, started = entries[0], time.monotonic()
    reader = reader_named(first.reader)
    source = _source(first, sink)
    sink.begin(source)
    context = ReadContext(source, options.limits, options.layer_of, options.state_dir, retry=True)
    batches, before = Batches(sink), left.count
    for entry in entries:
        for item in _again(reader, entry, context):
            if isinstance(item, Rejected):
                left.add(entry.file, entry.reader, entry.dataset, entry.sha256, item)
            elif item is not NOTHING:
                batches.add(item)
    batches.flush()
    still = left.count - before
    return FileReport(
        file=first.file,
        reader=reader.name,
        dataset=first.dataset,
        read=len(entries),
        tallies=batches.tallies,
        quarantined=still,
        quarantine=left.path if still > 0 else None,
        seconds=time.monotonic() - started,
    )


def _again(reader: Reader, entry: Quarantined, context: ReadContext) -> Iterator[Item]:
    """What the record says now; itself, when its text is no record."""
    same = Rejected(entry.locator, entry.field, entry.reason, entry.expected, entry.record)
    if not entry.record:
        yield same  # a note on the file, a surplus column for example: nothing to convert
        return
    try:
        record = reader.revive(entry.record)
    except ValueError as error:
        reason = f"cannot be read: {' '.join(str(error).split())[:200]}"
        yield Rejected(entry.locator, "", reason, entry.expected, entry.record)
        return
    for _, item in convert_guarded(reader, entry.locator, record, context):
        yield item


def _source(entry: Quarantined, sink: Sink) -> Source:
    wanted = f"source:{entry.dataset}:{entry.sha256[:12]}"
    for source in sink.sources():
        if source.id == wanted:
            return source
    return Source(wanted, entry.dataset, "", "not stated", _UNKNOWN_DATE, entry.sha256)
