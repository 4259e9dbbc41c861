"""Partners who complete a stack."""

from __future__ import annotations

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from api.ask import own_team
from api.house import House
from api.questions import PARTNERS, asked_of, for_whom
from api.routing import EVERYBODY, Routes, Who
from api.schemas.base import One
from api.schemas.operation import JobOut
from api.schemas.partners import PartnersIn, PartnersOut
from api.waiting import DEFAULT_WAIT, Wait, accepted, answer_or_job


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    routes = Routes(router, "partners")

    @routes.post("/partners", EVERYBODY, response_model=One[PartnersOut], responses=accepted(One[JobOut]))
    async def find_partners(asked: PartnersIn, caller: Who, wait: Wait = DEFAULT_WAIT) -> One[PartnersOut] | Response:
        """Find who completes a stack with a company in a market, ranked by what they add.

        A company asks for itself.
        """
        await run_in_threadpool(own_team, house.app, caller, [asked.company])
        params = {"asked": asked_of(asked), "whom": for_whom(caller.role, caller.company)}
        return await answer_or_job(house, PARTNERS, params, caller.subject, wait, PartnersOut)
