"""The one place where a transaction is tried again.

The driver's own repeats are off, because the embedded engine answers a concurrent MERGE of one new key with a
constraint error, which the driver takes for final. Here both are repeated, each for as long as it can help.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from graph.dialect import Dialect

T = TypeVar("T")

_CONSTRAINT_TRIES = 4  # two writers of one new key need one repeat; a real violation is not worth more
_TRIES = 12
_FIRST_WAIT_SECONDS = 0.02  # a conflicting transaction lasts about as long
_LONGEST_WAIT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Policy:
    """``total_seconds`` for transient errors, ``reconnect_seconds`` for a server that cannot be reached."""

    total_seconds: float = 30.0
    reconnect_seconds: float = 15.0  # a cluster elects a new leader within about ten

    @staticmethod
    def for_engine(dialect: Dialect) -> Policy:
        """A dead embedded server does not come back by itself; a cluster does."""
        return Policy() if dialect.may_come_back else Policy(reconnect_seconds=0.5)


@dataclass(slots=True)
class _Judge:
    """Says of each error whether another try can help; counts what it has seen."""

    policy: Policy
    started: float = field(default_factory=time.monotonic)
    constraint_errors: int = 0

    def __call__(self, error: Exception) -> bool:
        from neo4j.exceptions import ConstraintError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

        if isinstance(error, ConstraintError):
            self.constraint_errors += 1
            return self.constraint_errors < _CONSTRAINT_TRIES
        if isinstance(error, ServiceUnavailable | SessionExpired):
            return error.is_retryable() and time.monotonic() - self.started < self.policy.reconnect_seconds
        return isinstance(error, DriverError | Neo4jError) and error.is_retryable()


def repeated(policy: Policy, attempt: Callable[[], T]) -> T:
    """The result of the first attempt that succeeds; the last error when none does."""
    import stamina

    _say_it_quietly()
    for tried in stamina.retry_context(
        on=_Judge(policy),
        attempts=_TRIES,
        timeout=policy.total_seconds,
        wait_initial=_FIRST_WAIT_SECONDS,
        wait_max=_LONGEST_WAIT_SECONDS,
        wait_jitter=_FIRST_WAIT_SECONDS,
    ):
        with tried:
            return attempt()
    raise AssertionError("a retry context either returns or raises")


@functools.cache
def _say_it_quietly() -> None:
    """A repeat is the normal course of two writers: it goes to the debug log and not, as by default, to the screen."""
    from stamina.instrumentation import RetryDetails, set_on_retry_hooks

    def note(details: RetryDetails) -> None:
        logging.getLogger(__name__).debug(
            "repeat %d in %.2f s after %s", details.retry_num, details.wait_for, type(details.caused_by).__name__
        )

    set_on_retry_hooks([note])
