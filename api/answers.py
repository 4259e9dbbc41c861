"""Answers given before are given again without the work: they are replayable, so nothing else can come out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from datetime import date
from typing import TYPE_CHECKING

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.schemas.base import One, T
from api.shared import SharedWork
from service.latest import Latest

if TYPE_CHECKING:
    from service.access import Caller
    from service.fresh import ServedAlliedstack
    from service.snapshot import Snapshot

_REMEMBERED_BYTES = 64_000_000  # of answers in one process; a match takes about 12 kB
# Questions worked on at the same time in one process. They compute in Python, so more threads take turns and gain
# nothing; and whoever asks for something small does not wait behind them all in the same pool.
AT_ONCE = 2
MEDIA_TYPE = "application/json"

Stamp = tuple[int, date | None, date]  # catalogue version (attestations counted in), day of the snapshot, day of asking


class Answers:
    """The latest answers, by what they rest on: the question to the last field, for whom, catalogue and days.

    Rulebook, vocabulary and models do not change while the process lives. An answer for one role or company is never
    given to another, even where both would be the same.
    """

    def __init__(self, app: ServedAlliedstack) -> None:
        self._app = app
        self._latest: Latest[Hashable, bytes] = Latest(_REMEMBERED_BYTES, len)
        self._shared: SharedWork[bytes] = SharedWork()
        self._turns = CapacityLimiter(AT_ONCE)

    async def give(
        self, name: str, asked: BaseModel, caller: Caller, illustrative: bool, work: Callable[[], One[T]]
    ) -> Response:
        """The answer of ``work`` (a pure function of the snapshot and what ``asked`` says), or the one that it gave.

        ``name`` says what is asked for. The same question of several at once is worked on once.
        """
        snapshot = self._app.held(illustrative=illustrative)
        if snapshot is None:
            snapshot = await run_in_threadpool(self._app.snapshot, illustrative=illustrative)
        stamp = self._stamp(snapshot)
        question = f"{name}\0{caller.role}\0{caller.company}\0{illustrative}\0{asked.model_dump_json()}"
        key = (hashlib.sha256(question.encode("utf-8", "surrogatepass")).digest(), stamp)
        content = self._latest.get(key)
        if content is None:
            content = await self._shared.do(key, lambda: self._made(key, stamp, illustrative, work))
        return Response(content, media_type=MEDIA_TYPE)

    async def _made(self, key: Hashable, stamp: Stamp, illustrative: bool, work: Callable[[], One[T]]) -> bytes:
        answer, content = await run_sync(_worked, work, limiter=self._turns)
        now = self._app.held(illustrative=illustrative)
        # Kept only when the graph and the day stood still meanwhile, which both only move forward.
        if now is not None and self._stamp(now) == stamp and answer.replay.catalogue_version == stamp[0]:
            self._latest.put(key, content)
        return content

    def _stamp(self, snapshot: Snapshot) -> Stamp:
        return (snapshot.version, snapshot.day, self._app.today())


def _worked(work: Callable[[], One[T]]) -> tuple[One[T], bytes]:
    """Serialised here: in the thread, and once."""
    answer = work()
    return answer, answer.model_dump_json().encode()
