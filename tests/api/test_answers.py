"""An answer is given again only where nothing else could come out, and to nobody else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import pytest
from pydantic import BaseModel

from api.answers import Answers
from api.schemas.base import One, Replay
from graph.errors import BadInput
from service.access import Caller, Role


@dataclass
class Snapshot:
    version: int = 1
    day: date = date(2026, 11, 27)


@dataclass
class App:
    """The part of the program that answers depend on."""

    now: Snapshot = field(default_factory=Snapshot)
    fresh: bool = True

    def held(self, *, illustrative: bool = False) -> Snapshot | None:
        return self.now if self.fresh else None

    def snapshot(self, *, illustrative: bool = False) -> Snapshot:
        self.fresh = True
        return self.now

    def today(self) -> date:
        return self.now.day


class Asked(BaseModel):
    text: str = "a"
    limit: int = 5


READER = Caller("r1", Role.READER)


@dataclass
class Desk:
    app: App = field(default_factory=App)
    worked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers = Answers(cast(Any, self.app))

    def work(self, said: str) -> One[str]:
        self.worked.append(said)
        version = self.app.now.version
        replay = Replay(catalogue_version=version, rulebook_version="b 1", models=[], as_of=self.app.now.day, seed=0)
        return One[str](data=f"{said} at {version}", replay=replay)

    async def ask(self, caller: Caller = READER, asked: Asked | None = None, illustrative: bool = False) -> str:
        asked = asked or Asked()
        answer = await self.answers.give("matches", asked, caller, illustrative, lambda: self.work(asked.text))
        return bytes(answer.body).decode()


def test_the_same_question_is_worked_on_once_also_by_several_at_once() -> None:
    desk = Desk()

    async def all_of_them() -> list[str]:
        first = await asyncio.gather(*(desk.ask() for _ in range(5)))
        return [*first, await desk.ask(), await desk.ask(Caller("r2", Role.READER))]

    assert len(set(asyncio.run(all_of_them()))) == 1
    assert desk.worked == ["a"]


@pytest.mark.parametrize(
    "other",
    [
        {"caller": Caller("o", Role.OFFICER)},
        {"caller": Caller("c", Role.COMPANY, "one")},
        {"asked": Asked(limit=6)},
        {"asked": Asked(text="A")},
        {"illustrative": True},
    ],
)
def test_whatever_differs_is_worked_on_anew(other: dict[str, Any]) -> None:
    desk = Desk()

    async def both() -> None:
        await desk.ask()
        await desk.ask(**other)

    asyncio.run(both())
    assert len(desk.worked) == 2


def test_two_companies_never_share_an_answer() -> None:
    desk = Desk()

    async def both() -> None:
        await desk.ask(Caller("c", Role.COMPANY, "one"))
        await desk.ask(Caller("c", Role.COMPANY, "two"))

    asyncio.run(both())
    assert len(desk.worked) == 2


@pytest.mark.parametrize("moved", [Snapshot(version=2), Snapshot(day=date(2026, 11, 28))])
def test_an_answer_does_not_outlive_its_catalogue_or_its_day(moved: Snapshot) -> None:
    desk = Desk()

    async def before_and_after() -> list[str]:
        before = await desk.ask()
        desk.app.now = moved
        return [before, await desk.ask()]

    before, after = asyncio.run(before_and_after())
    assert before != after
    assert len(desk.worked) == 2


def test_an_answer_during_which_the_catalogue_moved_is_not_kept() -> None:
    desk = Desk()

    async def moving() -> str:
        def work() -> One[str]:
            made = desk.work("a")
            desk.app.now = Snapshot(version=2)
            return made

        await desk.answers.give("matches", Asked(), READER, False, work)
        return await desk.ask()

    assert '"a at 2"' in asyncio.run(moving())


def test_an_answer_while_the_graph_has_to_be_looked_at_first_is_right_too() -> None:
    desk = Desk()
    desk.app.fresh = False
    assert '"a at 1"' in asyncio.run(desk.ask())


def test_an_error_is_not_remembered() -> None:
    desk = Desk()

    def fails() -> One[str]:
        raise BadInput("No.")

    async def twice() -> str:
        with pytest.raises(BadInput):
            await desk.answers.give("matches", Asked(), READER, False, fails)
        return await desk.ask()

    assert '"a at 1"' in asyncio.run(twice())
