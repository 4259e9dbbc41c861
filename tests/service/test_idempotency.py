"""The same POST twice does its work once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from graph.errors import BadInput, Conflict
from graph.records import MemoryRecords
from service.idempotency import BUSY_SECONDS, KEPT_HOURS, KIND, Idempotency, Kept, StillRunning

ANSWER = Kept(201, "application/json", {"location": "/v1/x"}, b'{"a": 1}')
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def kept_at(records: MemoryRecords, hours: float = 0.0, seconds: float = 0.0) -> Idempotency:
    return Idempotency(records, lambda: NOW + timedelta(hours=hours, seconds=seconds))


def test_the_first_answer_is_given_again() -> None:
    records = MemoryRecords()
    once = kept_at(records)
    assert once.begin("p", b"x") is None
    once.finish("p", b"x", ANSWER)
    assert once.begin("p", b"x") == ANSWER


def test_another_body_under_the_same_key_is_an_error() -> None:
    once = kept_at(MemoryRecords())
    once.begin("p", b"x")
    once.finish("p", b"x", ANSWER)
    with pytest.raises(BadInput):
        once.begin("p", b"y")


def test_a_second_request_while_the_first_runs_is_told_so() -> None:
    records = MemoryRecords()
    kept_at(records).begin("p", b"x")
    with pytest.raises(StillRunning):
        kept_at(records, seconds=BUSY_SECONDS - 1).begin("p", b"x")
    assert kept_at(records, seconds=BUSY_SECONDS + 1).begin("p", b"x") is None  # its process has died


def test_a_failed_request_may_be_sent_again() -> None:
    once = kept_at(MemoryRecords())
    once.begin("p", b"x")
    once.release("p")
    assert once.begin("p", b"y") is None


def test_secrets_are_never_kept() -> None:
    records = MemoryRecords()
    once = kept_at(records)
    once.begin("p", b"x")
    once.finish("p", b"x", Kept(201, "application/json", {}, b"top secret"), secret=True)
    with pytest.raises(Conflict):
        once.begin("p", b"x")
    record = records.get(KIND, "p")
    assert record is not None
    assert "content" not in record.body


def test_answers_expire_and_are_purged() -> None:
    records = MemoryRecords()
    once = kept_at(records)
    once.begin("p", b"x")
    once.finish("p", b"x", ANSWER)
    assert kept_at(records, hours=KEPT_HOURS - 1).purge() == 0
    assert kept_at(records, hours=KEPT_HOURS + 1).begin("p", b"y") is None
    assert kept_at(records, hours=3 * KEPT_HOURS).purge() == 1


def test_places_differ_by_caller_method_path_and_key() -> None:
    places = {
        Idempotency.place(*parts)
        for parts in (
            ("a", "POST", "/x", "k"),
            ("b", "POST", "/x", "k"),
            ("a", "PUT", "/x", "k"),
            ("a", "POST", "/y", "k"),
            ("a", "POST", "/x", "l"),
            ("aP", "OST", "/x", "k"),
        )
    }
    assert len(places) == 6
