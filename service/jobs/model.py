"""What a job is, and what its function is given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from graph.errors import AlliedstackError


class Status(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        return self in (Status.DONE, Status.FAILED, Status.CANCELLED)


class Cancelled(AlliedstackError):
    """Raised inside of a job when somebody cancelled it."""

    code = "cancelled"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Job:
    """``progress`` in [0, 1]. ``worker`` is the process that runs it, ``beat`` when it was last heard of.

    ``result`` is the function's, once done; ``error`` (code, message, hint) why it failed. Times ISO 8601, UTC.
    """

    id: str
    kind: str
    owner: str
    params: Mapping[str, Any]
    status: Status = Status.QUEUED
    progress: float = 0.0
    message: str = ""
    created_at: str = ""
    started_at: str = ""
    finished_at: str = ""
    attempts: int = 0
    cancel: bool = False
    worker: str = ""
    beat: str = ""
    result: Mapping[str, Any] | None = None
    error: Mapping[str, str] | None = None


class Step:
    """What a running job's function is given: it says how far it is, and learns when it should stop."""

    def __init__(self, cancelled: threading.Event, said: Callable[[float, str], None]) -> None:
        self._cancelled = cancelled
        self._said = said

    def at(self, progress: float, message: str = "") -> None:
        """Report progress in [0, 1].

        Raises:
            Cancelled: somebody cancelled the job.
        """
        if self._cancelled.is_set():
            raise Cancelled("The job was cancelled.")
        self._said(progress, message)


Work = Callable[[Mapping[str, Any], Step], Mapping[str, Any]]


def now() -> str:
    """ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat()
