"""Limits are exact, and the audit log loses nothing that changed something."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import GraphUnavailable
from graph.records import MemoryRecords
from service.audit import KIND, AuditLog, Entry
from service.rate_limit import RateLimiter


@given(st.integers(1, 50), st.lists(st.floats(0, 30), max_size=200))
def test_never_more_than_the_limit_in_any_minute_beyond_the_burst(limit: int, pauses: list[float]) -> None:
    now = [0.0]
    limiter = RateLimiter(limit, clock=lambda: now[0])
    allowed = []
    for pause in pauses:
        now[0] += pause
        if limiter.take("k").allowed:
            allowed.append(now[0])
    for start in allowed:
        within = sum(start <= at < start + 60 for at in allowed)
        assert within <= 2 * limit + 1  # a full bucket, and what flows in within the minute


def test_what_is_told_is_true() -> None:
    now = [0.0]
    limiter = RateLimiter(2, clock=lambda: now[0])
    assert (limiter.take("k").remaining, limiter.take("k").remaining) == (1, 0)
    refused = limiter.take("k")
    assert (refused.allowed, refused.retry_after) == (False, 30)
    now[0] = 29.9
    assert not limiter.take("k").allowed
    now[0] = 30.0
    assert limiter.take("k").allowed
    assert limiter.take("other").allowed


def entry(number: int, *, change: bool = False) -> Entry:
    return Entry("t", "s", "r", "", "GET", "/v1/x", f"/v1/{number}", 200, change, "id")


def test_a_change_is_written_before_the_answer_with_what_waited_before_it() -> None:
    records = MemoryRecords()
    log = AuditLog(records)
    log.note(entry(1))
    assert list(records.scan(KIND)) == []
    log.note(entry(2, change=True))
    assert [one.path for one in log.export()] == ["/v1/1", "/v1/2"]


def test_entries_wait_while_the_graph_is_away() -> None:
    class Away(MemoryRecords):
        gone = True

        def append(self, *args: Any, **options: Any) -> Any:
            if self.gone:
                raise GraphUnavailable("Away.")
            return super().append(*args, **options)

    records = Away()
    log = AuditLog(records)
    with pytest.raises(GraphUnavailable):
        log.note(entry(1, change=True))
    assert log.waiting == 1
    records.gone = False
    log.stop()
    assert [one.path for one in log.export()] == ["/v1/1"]


def test_pages_are_in_the_order_of_writing() -> None:
    log = AuditLog(MemoryRecords())
    for number in range(1200):
        log.note(entry(number))
    log.flush()
    seen, after = [], None
    while page := log.page(after, 500):
        seen += [one.path for _, one in page]
        after = page[-1][0]
    assert seen == [f"/v1/{number}" for number in range(1200)]
