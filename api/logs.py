"""One JSON line a log entry, with the request's id, and nothing secret in it."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

from service.access import KEY_MARK

HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(r"pass(word|wd)?|secret|token|api_?key|authorization|cookie|credential", re.IGNORECASE)
_SECRET_TEXT = re.compile(
    rf"\b{KEY_MARK}_[0-9a-f]{{10}}_[A-Za-z0-9_-]+"  # our own keys
    r"|\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"  # JSON web tokens
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # user:password in an address
)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide values whose name says that they are secret, and secrets inside of any text."""
    for name, value in event.items():
        event[name] = HIDDEN if _SECRET_NAME.search(name) and name != "event" else _clean(value)
    return event


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRET_TEXT.sub(HIDDEN, value)
    if isinstance(value, dict):
        return {
            key: HIDDEN if isinstance(key, str) and _SECRET_NAME.search(key) else _clean(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value


def configure_logs(level: str) -> None:
    """Write JSON lines to standard error from ``level`` (DEBUG, INFO, WARNING, ERROR) upwards."""
    import sys

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper(), logging.WARNING)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
