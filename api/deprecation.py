"""Routes on their way out: marked in the document, and telling so in every answer (RFC 9745, RFC 8594)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any

EXTRA = "x-deprecated"  # where the document says since when, until when, and what comes instead
LEAST = timedelta(days=365)  # the promise of docs/api.md: a deprecated route goes on for a year


@dataclass(frozen=True, slots=True)
class Deprecated:
    """``since`` the route is deprecated, and on the day ``sunset`` it may be gone; ``successor``: path of what to use.

    Raises:
        ValueError: the route would go on for less than a year.
    """

    since: date
    sunset: date
    successor: str

    def __post_init__(self) -> None:
        if self.sunset - self.since < LEAST:
            raise ValueError(f"A deprecated route goes on for at least {LEAST.days} days.")

    def as_extra(self) -> dict[str, str]:
        """For the OpenAPI document."""
        return {name: str(value) for name, value in asdict(self).items()}


def headers_of(extra: Mapping[str, Any]) -> dict[str, str]:
    """The headers of a route's answers, from its operation in the document; none when it is not deprecated."""
    told = extra.get(EXTRA)
    if told is None:
        return {}
    since, sunset = (_midnight(told[name]) for name in ("since", "sunset"))
    return {
        "Deprecation": f"@{int(since.timestamp())}",
        "Sunset": format_datetime(sunset, usegmt=True),
        "Link": f'<{told["successor"]}>; rel="successor-version"',
    }


def documented(extra: Mapping[str, Any]) -> dict[str, Any]:
    """The same headers as the document describes them."""
    return {
        name: {"description": what, "schema": {"type": "string", "const": headers_of(extra)[name]}}
        for name, what in {
            "Deprecation": "since when the route is deprecated (RFC 9745)",
            "Sunset": "from when on it may be gone (RFC 8594)",
            "Link": "what to use instead",
        }.items()
        if EXTRA in extra
    }


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)
