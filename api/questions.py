"""Jobs that answer a question: each kind with its function over the program. They change nothing.

A job's result is the very answer that a caller who waits gets: ``data`` in the route's schema, and ``replay``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.access import Role

if TYPE_CHECKING:
    from pydantic import BaseModel

    from service.fresh import ServedAlliedstack
    from service.jobs import Step, Work
    from service.replay import Replay

REQUIREMENTS = "requirements"
TEAMS = "teams"
PARTNERS = "partners"
DEMAND = "demand"
OVERVIEW = "overview"


def for_whom(role: Role, company: str | None) -> dict[str, Any]:
    """The part of a job's parameters that says what its asker may see."""
    return {"role": role.value, "company": company}


def asked_of(asked: BaseModel) -> dict[str, Any]:
    """The part of a job's parameters that says what is asked."""
    return asked.model_dump(mode="json")


def _answer(schema: type[BaseModel], data: Mapping[str, Any], replay: Replay) -> dict[str, Any]:
    return {"data": schema.model_validate(data).model_dump(mode="json"), "replay": replay.as_dict()}


def questions(app: ServedAlliedstack) -> Mapping[str, Work]:
    """Kind of job to its function."""

    def requirements(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        from api.ask import needs_of
        from api.schemas.needs import ReadNeedsIn, RequirementsOut
        from service.language_model import language_model, suggest
        from service.views import needs_view, suggested_view

        asked = ReadNeedsIn.model_validate(params["asked"])
        model = language_model(app.settings)
        step.at(0.05, "reading the needs")
        needs = needs_of(app, asked)
        found = suggest(model, needs, translate=asked.translate, propose=asked.propose, said=step.at)
        view = needs_view(needs) | {"proposed_by_model": suggested_view(found)}
        return _answer(RequirementsOut, view, app.replay(app.snapshot()))

    def teams(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        from api.ask import needs_of, no_guessing, team_wish, teams_shown
        from api.schemas.teams import TeamsIn, TeamsOut
        from service.advice import advise, why_not_in_team
        from service.teams import compose_teams

        asked = TeamsIn.model_validate(params["asked"])
        step.at(0.05, "reading the needs")
        needs = needs_of(app, asked)
        step.at(0.2, "composing")
        wish = team_wish(asked)
        answer = compose_teams(app, needs, wish)
        no_guessing(answer.problem, asked, Role(params["whom"]["role"]), params["whom"]["company"])
        step.at(0.5, "advising")
        advice = advise(answer, resilience=asked.resilience) if asked.advice or asked.resilience else None
        why_not = []
        for number, name in enumerate(asked.why_not):
            step.at(0.7 + 0.3 * number / len(asked.why_not), f"asking why not {name}")
            why_not.append(why_not_in_team(app, answer, wish, name))
        shown = teams_shown(answer, Role(params["whom"]["role"]), params["whom"]["company"], advice, why_not)
        return _answer(TeamsOut, shown, answer.replay)

    def partners(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        from api.schemas.partners import PartnersIn, PartnersOut
        from api.views import partners_view
        from service.partners import find_partners

        asked = PartnersIn.model_validate(params["asked"])
        step.at(0.05, "looking for partners")
        answer = find_partners(
            app,
            asked.company,
            asked.market,
            limit=asked.limit,
            examples=asked.examples,
            demand=asked.demand,
            illustrative=asked.illustrative,
        )
        shown = partners_view(answer, Role(params["whom"]["role"]), params["whom"]["company"])
        return _answer(PartnersOut, shown, answer.replay)

    def demand(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        from api.schemas.exploring import DemandOut
        from api.views import demand_view
        from service.demand import read_demand

        del params
        step.at(0.05, "reading demand")
        snapshot = app.snapshot()
        board = read_demand(app, lambda what, done, total: step.at(done / max(total, 1), what))
        return _answer(DemandOut, demand_view(board), app.replay(snapshot))

    def counted(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        from api.schemas.exploring import OverviewOut
        from api.views import overview_view
        from service.demand import read_demand
        from service.overview import overview

        asked = params["asked"]
        step.at(0.05, "counting")
        progress = (lambda what, done, total: step.at(done / max(total, 1), what)) if asked["demand"] else None
        board = read_demand(app, progress) if asked["demand"] else None
        found = overview(app, board, illustrative=asked["illustrative"])
        return _answer(OverviewOut, overview_view(found), found.replay)

    return {REQUIREMENTS: requirements, TEAMS: teams, PARTNERS: partners, DEMAND: demand, OVERVIEW: counted}
