"""The rulebook as of a day, support programs, and scenario documents."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from pydantic import JsonValue

from api.document import etag_header
from api.house import House
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of
from api.routing import EVERYBODY, Routes
from api.schemas.base import One, Page
from api.schemas.rules import (
    CountryListOut,
    RulebookOut,
    RuleOut,
    ScenarioAnswer,
    SourceTextOut,
    SupportProgramOut,
    SwitchOut,
)
from api.views import program_view
from matching.rules.rulebook import CountryList, Rule, Rulebook
from service.support import load_programs

_SCENARIO: dict[str, Any] = {
    "summary": "check a team of one product",
    "value": {
        "as_of": "2026-06-15",
        "market": {"kind": "country", "countries": ["KE"]},
        "companies": [{"id": "c1", "incorporated_in": "US", "based_in": "US", "owned_by": [], "controlled_by": []}],
        "products": [{"id": "p1", "company": "c1", "layer": "A", "available_in": ["KE"]}],
        "question": {"check": {"anchor": "c1", "products": ["p1"]}},
    },
}


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    _rulebook(Routes(router, "rulebook"), house)
    _support(Routes(router, "support programs"), house)
    _scenarios(Routes(router, "scenarios"), house)


def _rulebook(routes: Routes, house: House) -> None:
    @routes.get("/rulebook", EVERYBODY, responses=etag_header())
    def get_rulebook(
        response: Response,
        as_of: Annotated[date | None, Query(description="the rules in force on this day; today when left out")] = None,
    ) -> One[RulebookOut]:
        """The rules that teams are judged by, with their sources and open points."""
        day = as_of or house.app.today()
        return house.tagged(_rulebook_out(house.app.rulebook, day), response, day)


def _rulebook_out(book: Rulebook, day: date) -> RulebookOut:
    return RulebookOut(
        rulebook=book.rulebook,
        version=book.version,
        title=book.title,
        as_of=day,
        rules=[_rule(rule) for rule in book.in_force(day)],
        switches=[SwitchOut.model_validate(switch) for switch in book.all_switches().values()],
        country_lists=[_country_list(listed) for listed in book.country_lists if listed.holds_on(day)],
        sources=[SourceTextOut.model_validate(source) for source in book.sources],
    )


def _rule(rule: Rule) -> RuleOut:
    fields = rule.model_dump(mode="json", by_alias=False)
    fields["since"] = fields.pop("from_")
    return RuleOut.model_validate(fields)


def _country_list(listed: CountryList) -> CountryListOut:
    fields = listed.model_dump(mode="json", by_alias=False)
    fields["since"] = fields.pop("from_")
    return CountryListOut.model_validate(fields)


def _support(routes: Routes, house: House) -> None:
    @routes.get("/support-programs", EVERYBODY)
    def list_support_programs(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[SupportProgramOut]:
        """Federal programs that a package may ask for, by id, with rule and source."""
        programs = {program.id: program for program in load_programs()}
        found = slice_of(sorted(programs), programs.__getitem__, lambda _: True, cursor, limit, "support")
        return house.page(found.shown(lambda one: SupportProgramOut.model_validate(program_view(one))))


def _scenarios(routes: Routes, house: House) -> None:
    @routes.question("/scenarios", EVERYBODY)
    def answer_scenario(
        scenario: Annotated[
            dict[str, JsonValue],
            Body(description="a scenario document, see docs/scenarios.md", examples=[_SCENARIO["value"]]),
        ],
    ) -> One[ScenarioAnswer]:
        """Judge a team, or compose teams, over the small world that the document holds.

        Nothing of the graph takes part.
        """
        from service.scenario import answer_text

        answered = answer_text(json.dumps(scenario), "scenario")
        return house.one(ScenarioAnswer(json.loads(json.dumps(answered.json))))
