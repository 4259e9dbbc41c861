"""Limits that several processes count together."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from service.buckets import FULL_SECONDS, FileBuckets, MemoryBuckets
from service.rate_limit import RateLimiter

TAKE = """
import sys
from pathlib import Path
from service.buckets import FileBuckets
from service.rate_limit import RateLimiter
limiter = RateLimiter(100, clock=lambda: 0.0, buckets=FileBuckets(Path(sys.argv[1])))
print(sum(limiter.take("k").allowed for _ in range(80)))
"""


def test_processes_count_together_and_each_request_once(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", TAKE, str(tmp_path / "b")], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    allowed = [int(process.communicate(timeout=60)[0]) for process in running]
    assert sum(allowed) == 100  # of 240 that were asked


def test_two_limiters_over_one_file_tell_the_same(tmp_path: Path) -> None:
    one, other = (RateLimiter(3, lambda: 5.0, FileBuckets(tmp_path / "b")) for _ in range(2))
    assert [one.take("k").remaining, other.take("k").remaining] == [2, 1]
    assert one.look("k").remaining == 1
    assert other.look("somebody else").remaining == 3


def test_threads_of_one_process_lose_nothing(tmp_path: Path) -> None:
    buckets = FileBuckets(tmp_path / "b")

    def add() -> None:
        for _ in range(200):
            buckets.change("k", lambda held: ((held or (0.0, 0.0))[0] + 1, 0.0))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert buckets.look("k") == (800.0, 0.0)


def test_a_full_file_forgets_who_asked_longest_ago(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileBuckets, "PLACES", 4)
    monkeypatch.setattr(FileBuckets, "TRIED", 4)
    buckets = FileBuckets(tmp_path / "b")
    for at in range(5):
        buckets.change(f"k{at}", lambda _, at=at: (0.0, float(at)))  # type: ignore[misc]
    assert buckets.look("k0") is None
    assert [buckets.look(f"k{at}") for at in range(1, 5)] == [(0.0, float(at)) for at in range(1, 5)]


def test_memory_drops_full_buckets_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryBuckets, "MOST", 3)
    buckets = MemoryBuckets()
    for key, at in (("old", 0.0), ("new", FULL_SECONDS), ("newer", FULL_SECONDS + 1), ("newest", FULL_SECONDS + 2)):
        buckets.change(key, lambda _, at=at: (0.0, at))  # type: ignore[misc]
    assert buckets.look("old") is None
    assert buckets.look("new") is not None
