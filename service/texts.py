"""Reading what a person hands in: a text argument, a file, or standard input."""

from __future__ import annotations

import codecs
from pathlib import Path

from graph.errors import BadInput, NotFound

MAX_TEXT_BYTES = 2_000_000  # far above any notice (the longest of TED are about 400 kB); protects memory and time

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_text_file(path: Path) -> str:
    """The text of a UTF-8 file (or UTF-16 with its byte order mark).

    Raises:
        NotFound: there is no such file.
        BadInput: it is a folder, too large, or in no encoding that can be told with certainty.
    """
    if not path.exists():
        raise NotFound(f"There is no file {path}.", "Check the path.")
    if path.is_dir():
        raise BadInput(f"{path} is a folder.", "Name a text file.")
    size = path.stat().st_size
    if size > MAX_TEXT_BYTES:
        raise BadInput(f"{path} has {size:,} bytes; at most {MAX_TEXT_BYTES:,} are read.", "Cut it to the requirement.")
    return decode_text(path.read_bytes(), str(path))


def decode_text(raw: bytes, name: str) -> str:
    """UTF-8, or UTF-16 with its byte order mark, to text.

    Raises:
        BadInput: too large, or in no encoding that can be told with certainty.
    """
    if len(raw) > MAX_TEXT_BYTES:
        raise BadInput(f"{name} has {len(raw):,} bytes; at most {MAX_TEXT_BYTES:,} are read.", "Cut it.")
    encoding = next((known for bom, known in _BOMS if raw.startswith(bom)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{name} is not readable as {encoding.upper()}: byte {error.start} is {raw[error.start]:#04x}.",
            "Save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 IN > OUT",
        ) from error
