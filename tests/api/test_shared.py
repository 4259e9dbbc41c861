"""Work that many want at once is done once."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from api.shared import SharedWork
from graph.errors import BadInput


def test_many_who_want_the_same_at_once_get_one_answer() -> None:
    done: list[str] = []

    async def work(name: str) -> str:
        done.append(name)
        await asyncio.sleep(0.01)
        return name

    async def everybody() -> list[str]:
        shared: SharedWork[str] = SharedWork()
        wanted = [shared.do(name, partial(work, name)) for name in ("a", "b", "a", "a")]
        first = await asyncio.gather(*wanted)
        return [*first, await shared.do("a", lambda: work("a"))]

    assert asyncio.run(everybody()) == ["a", "b", "a", "a", "a"]
    assert done == ["a", "b", "a"]  # the last came after the first had ended


def test_an_error_is_everybodys_and_one_who_leaves_ends_nothing() -> None:
    async def fails() -> str:
        await asyncio.sleep(0.01)
        raise BadInput("No.")

    async def slow() -> str:
        await asyncio.sleep(0.02)
        return "done"

    async def everybody() -> None:
        shared: SharedWork[str] = SharedWork()
        answers = await asyncio.gather(*(shared.do("x", fails) for _ in range(3)), return_exceptions=True)
        assert all(isinstance(answer, BadInput) for answer in answers)
        leaving = asyncio.create_task(shared.do("y", slow))
        staying = asyncio.create_task(shared.do("y", slow))
        await asyncio.sleep(0.001)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert await staying == "done"

    asyncio.run(everybody())
