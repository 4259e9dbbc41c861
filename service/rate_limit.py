"""How often a caller may ask: a token bucket for each."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from service.buckets import Bucket, Buckets, MemoryBuckets

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """``limit`` requests a minute; ``remaining`` at once from now; ``reset``: whole seconds until all are back.

    ``retry_after``: whole seconds until the next one is allowed, 0 when this one was.
    """

    allowed: bool
    limit: int
    remaining: int
    reset: int
    retry_after: int = 0


class RateLimiter:
    """Each key may ask ``per_minute`` times a minute, all at once if it likes.

    ``buckets`` says who counts together: this process, when it is left out. ``clock``: seconds, the same for all.
    """

    def __init__(
        self, per_minute: int, clock: Callable[[], float] = time.monotonic, buckets: Buckets | None = None
    ) -> None:
        self._limit = max(per_minute, 1)
        self._clock = clock
        self._buckets = buckets if buckets is not None else MemoryBuckets()

    def take(self, key: str) -> Allowance:
        """Count one request of ``key``."""
        now = self._clock()
        allowed = False

        def taken(held: Bucket | None) -> Bucket:
            nonlocal allowed
            tokens = self._tokens(held, now)
            allowed = tokens >= 1.0
            return (tokens - 1.0 if allowed else tokens, now)

        tokens, _ = self._buckets.change(key, taken)
        return self._allowance(tokens, allowed)

    def look(self, key: str) -> Allowance:
        """What ``key`` may do, counting nothing."""
        tokens = self._tokens(self._buckets.look(key), self._clock())
        return self._allowance(tokens, tokens >= 1.0)

    def _tokens(self, held: Bucket | None, now: float) -> float:
        if held is None:
            return float(self._limit)
        tokens, then = held
        return min(float(self._limit), tokens + max(now - then, 0.0) * self._limit / _MINUTE)

    def _allowance(self, tokens: float, allowed: bool) -> Allowance:
        seconds = _MINUTE / self._limit
        wait = 0 if allowed else max(math.ceil((1.0 - tokens) * seconds), 1)
        return Allowance(allowed, self._limit, int(tokens), math.ceil((self._limit - tokens) * seconds), wait)
