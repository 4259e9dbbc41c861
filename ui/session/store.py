"""Sessions, kept in the memory of the pages' server: a browser holds a name that says nothing, never the key itself."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

LONGEST_SECONDS = 10 * 3600.0  # a working day; who comes back the next morning signs in again
IDLE_SECONDS = 3600.0  # a desk that was left for an hour
TICKET_SECONDS = 60.0  # from the sign-in to the browser's call for its cookie, on a slow line
MOST_SESSIONS = 10_000  # far more than people at one post; a bound all the same
_RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True)
class Credential:
    """What the API is shown. ``expires`` (epoch seconds, None: the API tells): then ``refresh`` brings another, if
    there is one. ``id_token`` is shown to the issuer at sign-out."""

    bearer: str
    expires: float | None = None
    refresh: str = ""
    id_token: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    name: str
    credential: Credential
    began: float
    used: float


class Sessions:
    """Time-limited sessions by name. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.renewing = threading.Lock()  # issuers that rotate refresh tokens take a second use for a theft
        self._held: dict[str, Session] = {}
        self._tickets: dict[str, tuple[str, float]] = {}
        self._left: dict[str, tuple[str, float]] = {}

    def begin(self, credential: Credential) -> str:
        """A new session's name."""
        now, name = self._clock(), secrets.token_urlsafe(_RANDOM_BYTES)
        with self._lock:
            self._sweep(now)
            if len(self._held) >= MOST_SESSIONS:
                del self._held[min(self._held, key=lambda one: self._held[one].used)]
            self._held[name] = Session(name, credential, now, now)
        return name

    def find(self, name: str) -> Session | None:
        """The session, now in use; None: there is none, or its time is over."""
        now = self._clock()
        with self._lock:
            found = self._held.get(name)
            if found is None or not _lives(found, now):
                self._held.pop(name, None)
                return None
            self._held[name] = found = replace(found, used=now)
            return found

    def renew(self, name: str, credential: Credential) -> None:
        """Give a session that is still there another credential."""
        with self._lock:
            if name in self._held:
                self._held[name] = replace(self._held[name], credential=credential)

    def end(self, name: str) -> None:
        """Forget the session at once, in every tab; what its issuer is told at sign-out stays for a moment."""
        with self._lock:
            found = self._held.pop(name, None)
            if found is not None and found.credential.id_token:
                self._left[name] = (found.credential.id_token, self._clock() + TICKET_SECONDS)

    def farewell(self, name: str) -> str:
        """The id token of a session that just ended, once; "" for none."""
        with self._lock:
            token, until = self._left.pop(name, ("", 0.0))
        return token if until >= self._clock() else ""

    def ticket(self, name: str) -> str:
        """Something to be exchanged for the session's cookie, once and soon."""
        made = secrets.token_urlsafe(_RANDOM_BYTES)
        with self._lock:
            self._tickets[made] = (name, self._clock() + TICKET_SECONDS)
        return made

    def waits(self, ticket: str) -> bool:
        """Whether the ticket was not exchanged yet and still can be."""
        with self._lock:
            return self._tickets.get(ticket, ("", 0.0))[1] >= self._clock()

    def redeem(self, ticket: str) -> str:
        """The name of the ticket's session; "" where the ticket is not or no longer good."""
        with self._lock:
            name, until = self._tickets.pop(ticket, ("", 0.0))
            return name if until >= self._clock() and name in self._held else ""

    def _sweep(self, now: float) -> None:
        self._held = {name: one for name, one in self._held.items() if _lives(one, now)}
        self._tickets = {ticket: one for ticket, one in self._tickets.items() if one[1] >= now}
        self._left = {name: one for name, one in self._left.items() if one[1] >= now}


def _lives(one: Session, now: float) -> bool:
    return now - one.began <= LONGEST_SECONDS and now - one.used <= IDLE_SECONDS


@cache
def sessions() -> Sessions:
    """The sessions of this process, which its routes and its pages share."""
    return Sessions()
