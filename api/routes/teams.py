"""Composing teams, and judging given ones."""

from __future__ import annotations

from fastapi import APIRouter, Response
from starlette.concurrency import run_in_threadpool

from api.ask import check_wish, needs_if_any, own_team, own_why_not, teams_shown
from api.house import House, replay_of
from api.questions import TEAMS, asked_of, for_whom
from api.routing import EVERYBODY, Routes, Who
from api.schemas.base import One
from api.schemas.operation import JobOut
from api.schemas.teams import CheckIn, TeamsIn, TeamsOut
from api.waiting import DEFAULT_WAIT, Wait, accepted, answer_or_job


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    teams, checks = Routes(router, "teams"), Routes(router, "eligibility checks")

    @teams.post("/teams", EVERYBODY, response_model=One[TeamsOut], responses=accepted(One[JobOut]))
    async def compose_teams(asked: TeamsIn, caller: Who, wait: Wait = DEFAULT_WAIT) -> One[TeamsOut] | Response:
        """Compose the best different eligible teams for the needs in a market.

        200 with the teams when they are found within `wait` seconds; else 202, and the job at Location has them as
        its result. With `advice`, `resilience` and `why_not` the answer goes further, and takes longer. A company asks
        for teams that it anchors or that must include it, and of itself why it is not in one.
        """
        named = [*asked.must_include, *filter(None, (asked.anchor,))]
        await run_in_threadpool(own_team, house.app, caller, named)
        if asked.why_not:
            await run_in_threadpool(own_why_not, house.app, caller, asked)
        params = {"asked": asked_of(asked), "whom": for_whom(caller.role, caller.company)}
        return await answer_or_job(house, TEAMS, params, caller.subject, wait, TeamsOut)

    @checks.question("/eligibility-checks", EVERYBODY)
    def check_eligibility(asked: CheckIn, caller: Who) -> One[TeamsOut]:
        """Judge a team by the rulebook: findings, standing, gaps.

        A company checks teams that hold a product of its own.
        """
        from service.lookup import find_product
        from service.teams import check_team

        snapshot = house.app.snapshot(illustrative=asked.illustrative)
        products = [find_product(one, snapshot) for one in asked.products]
        own_team(house.app, caller, [product.company for product in products])
        needs = needs_if_any(house.app, asked)
        answer = check_team(house.app, [p.id for p in products], needs, check_wish(asked))
        shown = teams_shown(answer, caller.role, caller.company)
        return One(data=TeamsOut.model_validate(shown), replay=replay_of(answer.replay.as_dict()))
