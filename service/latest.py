"""A bounded memory: the values that were asked for last, safe to share between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def _one(_: object) -> int:
    return 1


class Latest(Generic[K, V]):
    """Holds at most ``most`` in all; what was not asked for the longest goes first.

    ``size`` says how much of it a value takes (1 each when left out); a value that is larger than all of it is not
    kept.
    """

    def __init__(self, most: int, size: Callable[[V], int] = _one) -> None:
        self._most = most
        self._size = size
        self._held: OrderedDict[K, V] = OrderedDict()
        self._taken = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value of ``key``, None when it is not held (any more)."""
        with self._lock:
            value = self._held.get(key)
            if value is not None:
                self._held.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Hold ``value``."""
        size = self._size(value)
        if size > self._most:
            return
        with self._lock:
            self._drop(key)
            self._held[key] = value
            self._taken += size
            while self._taken > self._most:
                self._drop(next(iter(self._held)))

    def clear(self) -> None:
        """Hold nothing."""
        with self._lock:
            self._held.clear()
            self._taken = 0

    def __len__(self) -> int:
        return len(self._held)

    def _drop(self, key: K) -> None:
        if key in self._held:
            self._taken -= self._size(self._held.pop(key))
