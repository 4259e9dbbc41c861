"""Dates as the sources write them."""

from __future__ import annotations

import re
from datetime import date, datetime

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})$")
_NAMED = ("%d %b %Y", "%d %B %Y", "%B %d, %Y", "%b %d, %Y")


def parse_date(value: object) -> date | None:
    """The date in ISO 8601 (with or without a time), YYYYMMDD, U.S. month/day/year, or ``20 May 1954``; else None."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip() if value is not None else ""
    if not text:
        return None
    try:
        if match := _ISO.match(text) or _COMPACT.match(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SLASHED.match(text):
            return date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return None
    for pattern in _NAMED:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def iso_or_text(value: object) -> str | None:
    """ISO 8601 where the value is a whole date, the source's words otherwise ("circa 1954"), None when empty."""
    text = str(value).strip() if value is not None else ""
    if not text:
        return None
    found = parse_date(text)
    return found.isoformat() if found is not None else text
