"""Property values as JSON and back, without losing what kind they are. One object to a line, keys in order."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import orjson

MARK = "$"  # an object with this one key is a value that JSON does not have


def dump_line(value: Any) -> bytes:
    return orjson.dumps(encode(value), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def load_line(line: bytes) -> Any:
    return decode(orjson.loads(line))


def encode(value: Any) -> Any:
    if isinstance(value, bytes | bytearray):
        return {MARK: ["bytes", base64.b64encode(bytes(value)).decode("ascii")]}
    if isinstance(value, float) and not math.isfinite(value):
        return {MARK: ["float", str(value)]}
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    kind = _temporal(value)
    return value if kind is None else {MARK: [kind, value.isoformat() if hasattr(value, "isoformat") else str(value)]}


def decode(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {MARK}:
            kind, text = value[MARK]
            return _READERS[kind](text)
        return {key: decode(item) for key, item in value.items()}
    return [decode(item) for item in value] if isinstance(value, list) else value


def _temporal(value: Any) -> str | None:
    """The kind of a point in time, whichever library's type it has; the graph's own types print as ISO 8601 too."""
    if isinstance(value, datetime) or type(value).__name__ == "DateTime":
        return "datetime"
    if isinstance(value, date) or type(value).__name__ == "Date":
        return "date"
    if isinstance(value, time) or type(value).__name__ == "Time":
        return "time"
    return None


def _graph_time(name: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        import neo4j.time

        return getattr(neo4j.time, name).from_iso_format(text)

    return read


_READERS: dict[str, Callable[[str], Any]] = {
    "bytes": base64.b64decode,
    "float": float,
    "date": _graph_time("Date"),
    "time": _graph_time("Time"),
    "datetime": _graph_time("DateTime"),
}
