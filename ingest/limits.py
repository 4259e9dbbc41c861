"""Limits that protect memory and time from hostile or mistaken files. All can be set by the caller."""

from __future__ import annotations

from dataclasses import dataclass

_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Limits:
    """``max_bytes``: largest file; ``max_record_bytes``: largest single record; ``max_text``: longest text field kept.

    ``max_bytes`` admits the GLEIF golden copy unpacked (level 1 is near 9 GiB as XML): streaming readers take
    constant memory. ``max_whole_bytes`` bounds the formats that must be held whole (one TED notice, a workbook,
    YAML). ``max_sheet_bytes`` bounds a workbook after unpacking, against zip bombs.
    """

    max_bytes: int = 16 * _GIB
    max_whole_bytes: int = 64 * 1024**2
    max_sheet_bytes: int = 512 * 1024**2
    max_record_bytes: int = 32 * 1024**2
    max_text: int = 20_000
