"""Streaming JSON: whole documents, JSON Lines, and arrays inside documents, without holding the file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from graph.errors import BadInput
from ingest.limits import Limits
from ingest.parsing.text import encoding_of
from ingest.source_file import SourceFile

JsonObject = dict[str, Any]
_CHUNK = 1024 * 1024
_FIRST_LINE_MAX = 32 * _CHUNK  # as long as a record may be


def first_byte(head: bytes) -> bytes:
    """The first byte that is no white space and no byte order mark."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]


def is_json_lines(file: SourceFile) -> bool:
    """Whether the file holds one JSON object a line: its first line is a whole object, and more follows."""
    import orjson

    head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    line, _, rest = head.partition(b"\n")
    if not line.startswith(b"{"):
        return False
    named = file.path.suffix.lower() in {".jsonl", ".ndjson"}
    if b"\n" not in head and file.size > len(file.head):
        return named or _second_line(file)[:1] == b"{"
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return rest.lstrip()[:1] == b"{" or named


def _second_line(file: SourceFile) -> bytes:
    """The start of the second line of a file whose first is longer than its head; b"" when it has but one."""
    with file.open() as stream:
        for _ in range(_FIRST_LINE_MAX // _CHUNK):
            chunk = stream.read(_CHUNK)
            _, newline, rest = chunk.partition(b"\n")
            if newline:
                return (rest + stream.read(_CHUNK)).lstrip()
            if len(chunk) < _CHUNK:
                break
    return b""


def _utf8(file: SourceFile, stream: BinaryIO) -> BinaryIO:
    """The stream as UTF-8 without a byte order mark (JSON may also come as UTF-16, RFC 4627)."""
    try:
        encoding = encoding_of(file.head)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{file.path} is not readable as UTF-8: byte {error.start} is {file.head[error.start]:#04x}.",
            "Save it as UTF-8: JSON is UTF-8 (RFC 8259).",
        ) from error
    if encoding == "utf-8":
        return stream
    if encoding == "utf-8-sig":
        stream.seek(3)
        return stream
    return cast(BinaryIO, io.BufferedReader(_Recoded(stream, encoding)))


class _Recoded(io.RawIOBase):
    """A stream in another encoding, read as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._text = io.TextIOWrapper(stream, encoding=encoding, newline="")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._text.read(max(1, len(buffer) // 4)).encode("utf-8")  # a character takes four bytes at most
        buffer[: len(data)] = data
        return len(data)


def json_lines(file: SourceFile, limits: Limits) -> Iterator[tuple[int, JsonObject | None, bytes]]:
    """(line number from 1, object or None when the line is no JSON object, the raw line), blank lines skipped."""
    import orjson

    with file.open() as raw:
        stream = _utf8(file, raw)
        number = 0
        while line := stream.readline(limits.max_record_bytes + 1):
            number += 1
            if len(line) > limits.max_record_bytes:
                raise BadInput(
                    f"{file.path}, line {number}: the record has more than {limits.max_record_bytes:,} bytes.",
                    "One record a line is expected; raise the limit if this is right.",
                )
            if not line.strip():
                continue
            try:
                value = orjson.loads(line)
            except orjson.JSONDecodeError:
                value = None
            yield number, value if isinstance(value, dict) else None, line


def array_items(file: SourceFile, prefix: str) -> Iterator[tuple[int, Any]]:
    """(index from 0, value) of the array at ``prefix`` (ijson notation: ``"item"``, ``"releases.item"``), streamed.

    Raises:
        BadInput: the file ends early or is no JSON; the items before the fault have been yielded.
    """
    import ijson

    with file.open() as raw:
        items = ijson.items(_utf8(file, raw), prefix, use_float=True)
        index = 0
        while True:
            try:
                value = next(items)
            except StopIteration:
                return
            except (ijson.JSONError, ValueError) as error:
                reason = " ".join(str(error).split())[:200]
                raise BadInput(
                    f"{file.path} is malformed JSON after {index:,} records: {reason}",
                    "The file may be cut off; fetch it again.",
                ) from error
            yield index, value
            index += 1


def top_level(file: SourceFile, max_bytes: int = 4 * 1024 * 1024) -> JsonObject:
    """The scalar members of the top-level object, by name (``"a"``, ``"a.b"``), and ``[]`` for arrays, from the start.

    Reads no further than ``max_bytes``: enough to tell formats apart without parsing a large file.
    """
    import ijson

    seen: JsonObject = {}
    with file.open() as raw:
        stream = io.BytesIO(_utf8(file, raw).read(max_bytes))
    try:
        for prefix, event, value in ijson.parse(stream, use_float=True):
            if not prefix:
                continue
            if event == "start_array":
                seen.setdefault(prefix, [])
            elif event == "start_map":
                seen.setdefault(prefix, {})
            elif event in {"string", "number", "boolean", "null"}:
                seen.setdefault(prefix, value)
            if len(seen) > 5000:  # enough names to tell any format apart
                break
    except (ijson.JSONError, ValueError):
        if not seen:
            raise
    return seen


def load_whole(file: SourceFile, limits: Limits) -> Any:
    """The parsed document, for files that are small by nature.

    Raises:
        BadInput: too large to hold, or malformed (line and column named).
    """
    import orjson

    if file.size > limits.max_whole_bytes:
        raise BadInput(f"{file.path} has {file.size:,} bytes; at most {limits.max_whole_bytes:,} fit.", "Split it.")
    with file.open() as raw:
        data = _utf8(file, raw).read()
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadInput(
            f"{file.path}, line {error.lineno}, column {error.colno}: malformed JSON: {error.msg}.",
            "The file may be cut off; fetch or export it again.",
        ) from error
