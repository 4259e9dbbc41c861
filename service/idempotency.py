"""The same POST sent twice does its work once: the first answer is kept under the caller's Idempotency-Key."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.errors import AlliedstackError, BadInput, Conflict
from service.records import Records

KIND = "idempotency"
KEPT_HOURS = 24  # a client that retries later than this starts anew
BUSY_SECONDS = 120  # a first request that has not answered by then has died with its process
MOST_BYTES = 2_000_000  # a larger answer is not kept; its request is refused a second time instead of repeated


class StillRunning(AlliedstackError):
    """The first request with this key has not been answered yet."""

    code = "still_running"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given. ``headers`` are those that belong to its meaning (Location, ETag)."""

    status: int
    media_type: str
    headers: dict[str, str]
    body: bytes


class Idempotency:
    """Keeps answers by (caller, method, path, key)."""

    def __init__(self, records: Records, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._records = records
        self._clock = clock

    @staticmethod
    def place(subject: str, method: str, path: str, key: str) -> str:
        """The id under which an answer is kept; a hash, since callers choose the key."""
        return hashlib.sha256("\x1f".join((subject, method, path, key)).encode()).hexdigest()

    def begin(self, place: str, body: bytes) -> Kept | None:
        """Claim ``place`` for a request with this body, or return the answer that it got before.

        Raises:
            BadInput: the key was used with another body. StillRunning: the first request is under way.
        """
        asked = hashlib.sha256(body).hexdigest()
        held = self._records.get(KIND, place)
        now = self._clock()
        if held is not None and self._live(held.body, now):
            return self._answer(held.body, asked)
        claim = {"asked": asked, "at": now.isoformat(), "done": False}
        try:
            self._records.put(KIND, place, claim, expected_version=held.version if held is not None else 0)
        except Conflict as error:  # another request with the key came first
            raise StillRunning("A request with this Idempotency-Key is under way.", "Ask again shortly.") from error
        return None

    @staticmethod
    def _live(body: Mapping[str, Any], now: datetime) -> bool:
        age = now - datetime.fromisoformat(str(body["at"]))
        return age < (timedelta(hours=KEPT_HOURS) if body["done"] else timedelta(seconds=BUSY_SECONDS))

    @staticmethod
    def _answer(body: Mapping[str, Any], asked: str) -> Kept:
        if body["asked"] != asked:
            raise BadInput("This Idempotency-Key was used with another body.", "Use a new key for a new request.")
        if not body["done"]:
            raise StillRunning("A request with this Idempotency-Key is under way.", "Ask again shortly.")
        if "content" not in body:
            raise Conflict("The request was carried out; its answer was not kept.", "Read what it made instead.")
        headers = body["headers"]
        assert isinstance(headers, dict)
        content = base64.b64decode(str(body["content"]))
        return Kept(
            int(str(body["status"])), str(body["media_type"]), {str(k): str(v) for k, v in headers.items()}, content
        )

    def finish(self, place: str, body: bytes, answer: Kept, *, secret: bool = False) -> None:
        """Keep the answer to the request that claimed ``place``; of a ``secret`` one only that there was one."""
        kept: dict[str, object] = {
            "asked": hashlib.sha256(body).hexdigest(),
            "at": self._clock().isoformat(),
            "done": True,
            "status": answer.status,
            "media_type": answer.media_type,
            "headers": answer.headers,
        }
        if len(answer.body) <= MOST_BYTES and not secret:
            kept["content"] = base64.b64encode(answer.body).decode()
        self._records.put(KIND, place, kept)

    def release(self, place: str) -> None:
        """Forget the claim: the request failed without doing anything, and may be sent again."""
        self._records.delete(KIND, place)

    def purge(self) -> int:
        """Delete what has expired; how many."""
        now = self._clock()
        gone = [record.id for record in self._records.scan(KIND) if not self._live(record.body, now)]
        for place in gone:
            self._records.delete(KIND, place)
        return len(gone)
