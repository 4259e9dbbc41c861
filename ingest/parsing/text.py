"""Decoding and cleaning of text."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import BinaryIO

from graph.errors import BadInput

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Windows punctuation that was taken for Latin-1 on its way: control characters in Unicode, which no text means.
_WINDOWS = {code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)}
_NOT_WORD = re.compile(r"[^\w]+")
_PROBE = 1024 * 1024


def encoding_of(head: bytes, fallback: str | None = None) -> str:
    """The encoding that the first bytes show: by byte order mark, else UTF-8 when they decode, else ``fallback``.

    Raises:
        UnicodeDecodeError: not UTF-8 and no fallback was given.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    try:
        # The head may end inside a character: an incremental decoder does not mind.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        if fallback is None:
            raise
        return fallback
    return "utf-8"


def whole_file_encoding(stream: BinaryIO, name: str, fallbacks: Sequence[str] = ()) -> str:
    """The first of UTF-8 (or a byte order mark's encoding) and ``fallbacks`` in which all of ``stream`` decodes.

    Raises:
        BadInput: none fits; the message names the byte.
    """
    head = stream.read(4)
    stream.seek(0)
    first = next((encoding for mark, encoding in _BOMS if head.startswith(mark)), "utf-8")
    problem: UnicodeDecodeError | None = None
    offset = 0
    for encoding in (first, *fallbacks):
        decoder = codecs.getincrementaldecoder(encoding)()
        stream.seek(0)
        offset = 0
        try:
            while chunk := stream.read(_PROBE):
                decoder.decode(chunk)
                offset += len(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            problem = problem or error
            continue
        finally:
            stream.seek(0)
        return encoding
    assert problem is not None
    raise BadInput(
        f"{name} is not readable as {first.upper()}: {problem.reason} near byte {offset + problem.start:,}.",
        "Save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 IN > OUT",
    )


def text_stream(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding=encoding, newline="")


def clean(value: object, limit: int | None = None) -> str:
    """One line of text: NFC, no control characters, single spaces, at most ``limit`` characters (cut at a word)."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_WINDOWS)
    if not text.isprintable():
        text = _CONTROL.sub(" ", text)
    text = " ".join(text.split())
    if limit is None or len(text) <= limit:
        return text
    cut = text[: limit - 1].rsplit(" ", 1)[0]
    return f"{cut} …"


def slug(name: str) -> str:
    """A stable id part: case-folded words of any script joined by hyphens, "" when there is no word at all."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _NOT_WORD.sub("-", folded).strip("-_")


@cache
def _separators(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(characters)}]")


def split_list(value: object, separators: str = ";|\n") -> tuple[str, ...]:
    """The non-empty parts of a list that is an array or one text with separators, each once."""
    if value is None:
        return ()
    if value == "":
        return ()
    parts = value if isinstance(value, list | tuple) else _separators(separators).split(str(value))
    return tuple(dict.fromkeys(part for part in (clean(part) for part in parts) if part))


def host_of(url: str) -> str | None:
    """The host name of a web address without ``www.``, None when there is none."""
    text = clean(url).lower()
    if not text:
        return None
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text).split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    host = host.rsplit("@", 1)[-1].split(":", 1)[0].removeprefix("www.").rstrip(".")
    return host if re.fullmatch(r"[\w-]+(\.[\w-]+)+", host) else None
