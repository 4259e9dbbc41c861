"""How often a caller may ask: a token bucket for each, in the memory of one process."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_MOST_BUCKETS = 50_000  # callers remembered; about 10 MB. Full buckets say nothing and are dropped first
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

    The memory is that of one process: with several workers each is given its share of the limit.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = max(per_minute, 1)
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}  # tokens left, as of

    def take(self, key: str) -> Allowance:
        """Count one request of ``key``."""
        now = self._clock()
        with self._lock:
            tokens = self._tokens(key, now)
            allowed = tokens >= 1.0
            if allowed:
                tokens -= 1.0
            if key not in self._buckets and len(self._buckets) >= _MOST_BUCKETS:
                self._drop_full(now)
            self._buckets[key] = (tokens, now)
        return self._allowance(tokens, allowed)

    def look(self, key: str) -> Allowance:
        """What ``key`` may do, counting nothing."""
        with self._lock:
            tokens = self._tokens(key, self._clock())
        return self._allowance(tokens, tokens >= 1.0)

    def _tokens(self, key: str, now: float) -> float:
        tokens, then = self._buckets.get(key, (float(self._limit), now))
        return min(float(self._limit), tokens + (now - then) * self._limit / _MINUTE)

    def _allowance(self, tokens: float, allowed: bool) -> Allowance:
        seconds = _MINUTE / self._limit
        wait = 0 if allowed else max(math.ceil((1.0 - tokens) * seconds), 1)
        return Allowance(allowed, self._limit, int(tokens), math.ceil((self._limit - tokens) * seconds), wait)

    def _drop_full(self, now: float) -> None:
        self._buckets = {key: held for key, held in self._buckets.items() if self._tokens(key, now) < self._limit}
        if len(self._buckets) >= _MOST_BUCKETS:  # an attack with many names: forgetting is better than growing
            self._buckets.clear()
