"""The port of all readers, and what several of them share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from ingest.context import ReadContext
from ingest.items import Item, Rejected
from ingest.source_file import SourceFile


class Yield(StrEnum):
    """When a record gives way to one that the graph holds from another source under the same id.

    Without it, two files that state one thing in different detail would overwrite each other on every run.
    """

    NEVER = "never"
    TO_NEWER = "to a newer copy"
    TO_AS_NEW = "to a copy as new or newer"  # an extract of records that others give in full, day by day
    ALWAYS = "always"  # an extract of records that never change


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is read: ``id`` groups the copies of one dataset over time, ``snapshot`` says that a copy is complete.

    ``family``: the dataset that several formats are copies of, where they have ids of their own.
    A record that a later complete copy lacks is withdrawn. ``max_age_days``: facts from an older copy are stale.
    ``date``: the date that the file itself bears, ISO 8601. ``yields``: to which other sources it gives way;
    ``poorer``: the ids of those that say less, to which it does not.
    """

    id: str
    title: str
    url: str
    licence: str
    snapshot: bool = False
    max_age_days: int | None = None
    date: str | None = None
    yields: Yield = Yield.NEVER
    poorer: tuple[str, ...] = ()
    family: str = ""


Record = tuple[str, Any]  # (locator, the record as the format has it: a mapping or an XML element)


class Reader(Protocol):
    """One open format.

    ``recognises`` looks at the head of a file; ``records`` streams it and rejects what is no record at all;
    ``convert`` turns one record into items. ``keep`` and ``revive`` write a rejected record as text and back, so
    that a corrected one can be tried again.
    """

    name: str
    title: str

    def recognises(self, file: SourceFile) -> bool: ...

    def dataset(self, file: SourceFile) -> Dataset: ...

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]: ...

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]: ...

    def keep(self, record: Any) -> str: ...

    def revive(self, text: str) -> Any: ...


class JsonKept:
    """``keep`` and ``revive`` for records that are mappings."""

    def keep(self, record: Any) -> str:
        import orjson

        return orjson.dumps(record, default=str, option=orjson.OPT_NON_STR_KEYS).decode("utf-8")

    def revive(self, text: str) -> Any:
        import orjson

        return orjson.loads(text)


class XmlKept:
    """``keep`` and ``revive`` for records that are XML elements."""

    def keep(self, record: Any) -> str:
        from lxml import etree

        return etree.tostring(record, encoding="unicode")

    def revive(self, text: str) -> Any:
        from ingest.parsing.xml_stream import parse_text

        return parse_text(text)


def reject(locator: str, field: str, reason: str, expected: str, record: str = "") -> Rejected:
    return Rejected(locator, field, reason, expected, record)


def read_items(reader: Reader, file: SourceFile, context: ReadContext) -> Iterator[tuple[bool, Item]]:
    """(whether a new record starts, item): every record converted, a record of an unforeseen shape rejected.

    The guard is broad on purpose: a foreign record may hold a list where a mapping belongs, anywhere.
    """
    for record in reader.records(file, context):
        if isinstance(record, Rejected):
            yield True, record
            continue
        yield from convert_guarded(reader, *record, context)


def convert_guarded(reader: Reader, locator: str, record: Any, context: ReadContext) -> Iterator[tuple[bool, Item]]:
    starts = True
    try:
        for item in reader.convert(locator, record, context):
            kept = item
            if isinstance(item, Rejected) and not item.record:
                kept = Rejected(item.locator, item.field, item.reason, item.expected, reader.keep(record))
            yield starts, kept
            starts = False
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        reason = f"not of the shape of {reader.title}: {type(error).__name__}: {' '.join(str(error).split())[:200]}"
        yield starts, Rejected(locator, "", reason, f"a record as {reader.title} has it", reader.keep(record))
        return
    if starts:  # a record that holds nothing of interest still counts as read
        yield True, NOTHING


@dataclass(frozen=True, slots=True)
class _Nothing:
    """A record that was read and says nothing that the graph keeps."""


NOTHING: Any = _Nothing()
