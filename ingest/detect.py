"""Telling what a file is from what it holds, never from its name alone."""

from __future__ import annotations

from graph.errors import BadInput
from ingest.parsing.json_stream import first_byte, is_json_lines, top_level
from ingest.parsing.tables import header_of
from ingest.readers import Reader, all_readers
from ingest.source_file import SourceFile

_NAMES_SHOWN = 12


def detect(file: SourceFile) -> Reader:
    """The reader that recognises the file.

    Raises:
        BadInput: none does, or it cannot be parsed at all; the message names what was seen.
    """
    for reader in all_readers():
        if _named(reader, file) and _recognises(reader, file):
            return reader
    raise BadInput(f"{file.path} is in no format that is read here: {what_is_seen(file)}.", _hint())


def check(reader: Reader, file: SourceFile) -> None:
    """A format that the user named must fit the file.

    Raises:
        BadInput: the file is something else; the message names what was seen.
    """
    if not _recognises(reader, file):
        raise BadInput(
            f"{file.path} is not {reader.title}: {what_is_seen(file)}.",
            "Leave the format out to have it told from the content, or name another.",
        )


def _named(reader: Reader, file: SourceFile) -> bool:
    """Whether the file's name allows the format, where its content alone would say too little."""
    hints: tuple[str, ...] = getattr(reader, "name_hints", ())
    return not hints or any(hint in file.name.lower() for hint in hints)


def _recognises(reader: Reader, file: SourceFile) -> bool:
    """Content that cannot be parsed is recognised by nobody; what is wrong with it is said afterwards."""
    import ijson

    try:
        return reader.recognises(file)
    except (ijson.JSONError, UnicodeDecodeError, ValueError):
        return False


def _hint() -> str:
    return f"Formats: {'; '.join(reader.title for reader in all_readers())}."


def what_is_seen(file: SourceFile) -> str:
    """A few words on the content: root element, top-level names, columns, or the first bytes."""
    import ijson

    from ingest.parsing.xml_stream import root_of

    if file.is_workbook:
        return "a workbook whose first sheet has other columns than the template"
    start = first_byte(file.head)
    if start == b"<":
        namespace, name = root_of(file)
        return f"XML with the root <{name}>" + (f" of {namespace}" if namespace else "")
    if start in (b"{", b"["):
        try:
            names = sorted({name for name in top_level(file, len(file.head)) if name.count(".") <= 1})
        except (ijson.JSONError, ValueError):
            names = []
        kind = "JSON Lines" if is_json_lines(file) else "JSON"
        shown = ", ".join(names[:_NAMES_SHOWN])
        return f"{kind} with {shown}" if shown else "something that starts like JSON but is malformed"
    if b"\x00" in file.head[:1024] and file.head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return f"binary data that starts with {file.head[:8].hex(' ')}"
    columns, _ = header_of(file)
    if len(columns) > 1:
        return f"a table with the columns {', '.join(columns[:_NAMES_SHOWN])}"
    return f"text that starts with {file.head[:60].decode('utf-8', errors='replace')!r}"
