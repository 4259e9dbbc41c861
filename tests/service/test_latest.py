"""A memory that does not grow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from service.latest import Latest


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    held: Latest[str, int] = Latest(2)
    held.put("a", 1)
    held.put("b", 2)
    assert held.get("a") == 1
    held.put("c", 3)
    assert (held.get("a"), held.get("b"), held.get("c")) == (1, None, 3)


def test_values_count_by_their_size_and_one_too_large_is_not_kept() -> None:
    held: Latest[str, bytes] = Latest(10, len)
    held.put("a", b"12345")
    held.put("b", b"12345")
    held.put("large", b"12345678901")
    assert [held.get(key) for key in ("a", "b", "large")] == [b"12345", b"12345", None]
    held.put("a", b"123456")  # a larger value under the same name: there is no room beside it
    assert [held.get(key) for key in ("a", "b")] == [b"123456", None]


def test_many_threads_leave_the_count_right() -> None:
    held: Latest[int, bytes] = Latest(100, len)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: held.put(n % 37, b"x" * (n % 5)), range(5_000)))
    assert len(held) <= 37
    assert sum(len(held.get(n) or b"") for n in range(37)) <= 100
    held.clear()
    held.put(1, b"x" * 100)  # all of the room is there again
    assert held.get(1) is not None
