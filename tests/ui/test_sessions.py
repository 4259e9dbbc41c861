"""Sessions end by time, by sign-out and with their ticket; a link never leads away."""

from __future__ import annotations

import pytest

from ui.session.routes import within
from ui.session.store import IDLE_SECONDS, LONGEST_SECONDS, TICKET_SECONDS, Credential, Sessions


class Clock:
    """A clock that is set by hand."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_session_that_is_not_used_ends(clock: Clock) -> None:
    held = Sessions(clock)
    name = held.begin(Credential("key"))
    clock.now += IDLE_SECONDS - 1
    assert held.find(name) is not None
    clock.now += IDLE_SECONDS - 1  # it was used meanwhile
    assert held.find(name) is not None
    clock.now += IDLE_SECONDS + 1
    assert held.find(name) is None


def test_a_session_in_use_ends_with_the_day(clock: Clock) -> None:
    held = Sessions(clock)
    name, began = held.begin(Credential("key")), clock.now
    while clock.now < began + LONGEST_SECONDS:
        assert held.find(name) is not None
        clock.now += IDLE_SECONDS / 2
    clock.now = began + LONGEST_SECONDS + 1
    assert held.find(name) is None


def test_a_ticket_is_good_once_and_soon(clock: Clock) -> None:
    held = Sessions(clock)
    name = held.begin(Credential("key"))
    ticket = held.ticket(name)
    assert held.waits(ticket)
    assert held.redeem(ticket) == name
    assert not held.waits(ticket)
    assert held.redeem(ticket) == ""
    late = held.ticket(name)
    clock.now += TICKET_SECONDS + 1
    assert not held.waits(late)
    assert held.redeem(late) == ""


def test_a_ticket_of_an_ended_session_opens_nothing(clock: Clock) -> None:
    held = Sessions(clock)
    name = held.begin(Credential("key"))
    ticket = held.ticket(name)
    held.end(name)
    assert held.redeem(ticket) == ""
    assert held.find(name) is None


def test_an_ended_session_leaves_only_what_the_issuer_is_told_once(clock: Clock) -> None:
    held = Sessions(clock)
    name = held.begin(Credential("token", id_token="who"))
    held.end(name)
    held.renew(name, Credential("another"))
    assert held.find(name) is None
    assert held.farewell(name) == "who"
    assert held.farewell(name) == ""


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "", "/session/end", "/\n/x"]
)
def test_what_leads_away_leads_to_the_first_page(path: str) -> None:
    assert within(path) == "/"


def test_what_stays_with_us_is_kept() -> None:
    assert within("/find?market=KE&text=a%20b") == "/find?market=KE&text=a%20b"
