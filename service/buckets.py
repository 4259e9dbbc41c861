"""Where token buckets are kept: in the memory of one process, or in a file that the processes of one machine share."""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

Bucket = tuple[float, float]  # tokens left, and as of when on the clock of the limiter
Change = Callable[[Bucket | None], Bucket]

FULL_SECONDS = 60.0  # a bucket that nobody took from for so long is full, which is what an unknown one is


class Buckets(Protocol):
    """Holds the bucket of each key; how long, is its own matter once a bucket is full."""

    def change(self, key: str, change: Change) -> Bucket:
        """Replace the bucket of ``key`` by what ``change`` makes of it (None: there is none), with nobody between."""
        ...

    def look(self, key: str) -> Bucket | None:
        """The bucket of ``key``."""
        ...


class MemoryBuckets:
    """Of one process."""

    MOST = 50_000  # about 10 MB

    def __init__(self) -> None:
        self._held: dict[str, Bucket] = {}
        self._lock = threading.Lock()

    def change(self, key: str, change: Change) -> Bucket:
        with self._lock:
            made = change(self._held.get(key))
            if key not in self._held and len(self._held) >= self.MOST:
                self._tidy(made[1])
            self._held[key] = made
            return made

    def look(self, key: str) -> Bucket | None:
        return self._held.get(key)

    def _tidy(self, now: float) -> None:
        self._held = {key: held for key, held in self._held.items() if now - held[1] < FULL_SECONDS}
        if len(self._held) >= self.MOST:  # an attack with many names: forgetting is better than growing
            self._held.clear()


class FileBuckets:
    """Of all processes that open the same file, which is memory to them.

    A key has a few places by its hash. When all are taken by others, the one that was used least lately is forgotten.
    """

    PLACES = 32_768  # 0.8 MB
    TRIED = 8  # places that a key may have
    _ROW = struct.Struct("=Qdd")  # hash of the key (0: empty), tokens, time

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        size = self.PLACES * self._ROW.size
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(self._descriptor).st_size < size:
            os.ftruncate(self._descriptor, size)
        self._map = mmap.mmap(self._descriptor, size)

    def change(self, key: str, change: Change) -> Bucket:
        import fcntl  # Unix only, as several workers are

        number = self._number(key)
        with self._lock:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            try:
                place, held = self._find(number)
                made = change(held)
                self._ROW.pack_into(self._map, place, number, *made)
                return made
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def look(self, key: str) -> Bucket | None:
        with self._lock:
            return self._find(self._number(key))[1]

    def _number(self, key: str) -> int:
        return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1

    def _find(self, number: int) -> tuple[int, Bucket | None]:
        """Where the key's bucket is or may be put (an offset), and the bucket."""
        oldest, free = float("inf"), 0
        for step in range(self.TRIED):
            place = (number + step) % self.PLACES * self._ROW.size
            owner, tokens, then = self._ROW.unpack_from(self._map, place)
            if owner == number:
                return place, (tokens, then)
            if owner == 0:
                return place, None
            if then < oldest:
                oldest, free = then, place
        return free, None
