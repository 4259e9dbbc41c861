"""A time limit that fires whatever the server does: one that hangs, one that is stopped, one that ignores limits."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from graph.errors import GraphUnavailable

T = TypeVar("T")


class TooSlow(GraphUnavailable):
    """The graph did not answer within the time limit."""

    code = "graph_timeout"
    http_status = 504


class _Unwanted(Exception):
    """Ends work whose caller has gone."""


_GIVEN_UP: contextvars.ContextVar[threading.Event | None] = contextvars.ContextVar("given_up", default=None)


def within(seconds: float | None, work: Callable[[], T], end: Callable[[], None] = lambda: None) -> T:
    """The result of ``work``, or :class:`TooSlow` after ``seconds`` (None: no limit).

    ``work`` runs in a thread of its own, which a caller that gives up leaves behind: a driver call cannot be
    interrupted from outside. What it writes is rolled back, see :func:`check_wanted`. ``end`` is then called, to have
    the server stop as well.
    """
    if seconds is None:
        return _unlimited(work, end)
    task = _Task(work)
    context = contextvars.copy_context()
    context.run(_GIVEN_UP.set, task.given_up)
    threading.Thread(target=context.run, args=(task.run,), daemon=True, name="graph-work").start()
    try:
        in_time = task.done.wait(seconds)
    except BaseException:  # Ctrl-C: whoever stops us does not want the rest to be kept
        task.given_up.set()
        end()
        raise
    if not in_time:
        task.given_up.set()
        end()
        raise TooSlow(
            f"The graph did not answer within {seconds:g} seconds.",
            "Ask for less at once, or look at the server's load; nothing of this request was kept.",
        )
    return task.result()


def _unlimited(work: Callable[[], T], end: Callable[[], None]) -> T:
    try:
        return work()
    except KeyboardInterrupt:
        end()
        raise


def check_wanted() -> None:
    """Raise where the caller of :func:`within` has given up: called last inside a transaction, before its commit."""
    given_up = _GIVEN_UP.get()
    if given_up is not None and given_up.is_set():
        raise _Unwanted


class _Task(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._value: list[T] = []
        self._error: BaseException | None = None
        self.done = threading.Event()
        self.given_up = threading.Event()

    def run(self) -> None:
        try:
            self._value.append(self._work())
        except BaseException as error:  # handed to the caller, whatever it is
            self._error = error
        finally:
            self.done.set()

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._value[0]
