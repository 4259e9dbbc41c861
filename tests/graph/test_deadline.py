"""Time limits by themselves: what comes in time comes whole, what does not is given up and told so."""

from __future__ import annotations

import contextvars
import threading

import pytest

from graph.deadline import TooSlow, check_wanted, within

ASKED: contextvars.ContextVar[str] = contextvars.ContextVar("asked", default="nobody")


def test_what_comes_in_time_is_the_answer() -> None:
    assert within(5.0, lambda: 42) == 42
    assert within(None, lambda: 42) == 42


def test_an_error_is_the_callers() -> None:
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        within(5.0, fail)


def test_work_knows_who_asked() -> None:
    ASKED.set("request 7")
    assert within(5.0, ASKED.get) == "request 7"


def test_late_work_learns_that_nobody_waits() -> None:
    over, learned = threading.Event(), threading.Event()

    def late() -> None:
        over.wait(5.0)
        try:
            check_wanted()
        except Exception:
            learned.set()

    with pytest.raises(TooSlow):
        within(0.01, late)
    over.set()
    assert learned.wait(5.0)


def test_work_that_is_waited_for_is_wanted() -> None:
    within(5.0, check_wanted)
    check_wanted()  # outside of any limit
