"""Delimited tables, streamed row by row as mappings from header to text."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence

from graph.errors import BadInput
from ingest.parsing.text import text_stream, whole_file_encoding
from ingest.source_file import SourceFile

_DELIMITERS = ",\t;|"
_MAX_FIELD = 4 * 1024 * 1024  # the longest field of the real files is an Epoch abstract of some kB
Row = dict[str, str]


def header_of(file: SourceFile) -> tuple[tuple[str, ...], str]:
    """(column names, delimiter) of a delimited file's first line; ((), "") when it is no such table."""
    try:
        text = file.head.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = (
            file.head.decode("cp1252", errors="replace")
            if file.head[:2] not in (b"\xff\xfe", b"\xfe\xff")
            else (file.head[: len(file.head) // 2 * 2].decode("utf-16", errors="replace"))
        )
    line = text.lstrip("\r\n").split("\n", 1)[0].rstrip("\r")
    if not line or line[0] in "{[<":
        return (), ""
    delimiter = max(_DELIMITERS, key=line.count)
    if line.count(delimiter) == 0:
        return (line.strip().strip('"'),), ","
    try:
        names = next(csv.reader([line], delimiter=delimiter))
    except csv.Error:
        return (), ""
    return tuple(name.strip() for name in names), delimiter


def rows(file: SourceFile, fallbacks: Sequence[str] = (), required: Sequence[str] = ()) -> Iterator[tuple[int, Row]]:
    """(line number of the row's last line, row) for each row; extra cells are under ``""``, missing ones are "".

    Raises:
        BadInput: not decodable, a required column is missing, or a row is not CSV; what is seen is named.
    """
    csv.field_size_limit(min(_MAX_FIELD, sys.maxsize))
    names, delimiter = header_of(file)
    missing = [name for name in required if name not in names]
    if missing:
        raise BadInput(
            f"{file.path} has no column {missing[0]!r}; it has: {', '.join(names) or 'none'}.",
            f"Needed columns: {', '.join(required)}.",
        )
    with file.open() as raw:
        encoding = whole_file_encoding(raw, str(file.path), fallbacks)
        reader = csv.reader(text_stream(raw, encoding), delimiter=delimiter)
        header: list[str] | None = None
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise BadInput(f"{file.path}, line {reader.line_num}: {error}.", "Export it again as CSV.") from error
            if header is None:
                header = [name.strip().lstrip("\ufeff") for name in cells]
                continue
            if not any(cell.strip() for cell in cells):
                continue
            row = dict(zip(header, cells, strict=False))
            if len(cells) < len(header):
                row.update(dict.fromkeys(header[len(cells) :], ""))
            yield reader.line_num, row
