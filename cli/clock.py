"""The time of a command, as it is kept with what the command does."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> str:
    """ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def today() -> date:
    """Today in UTC."""
    return datetime.now(UTC).date()
