"""The cut to the products that matter changes no place of any team: compared with composing from everything."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.compose_worlds import made_up_problem
from matching.rules.problem import Problem
from matching.teams import search
from matching.teams.answer import Proof
from matching.teams.compose import compose
from matching.teams.question import Presumption, Question
from matching.teams.scenario.parse import parse_scenario
from service.rulebooks import country_codes, load_rulebook

BLOC = ("KE", "UG", "TZ", "RW")
SEEDS = range(6)


def some_question(draw: random.Random, problem: Problem) -> Question:
    companies = list(problem.companies)
    return Question(
        teams=draw.choice([1, 2, 4]),
        presumption=draw.choice(list(Presumption)),
        max_members=draw.choice([None, None, 6]),
        must_include=(draw.choice(companies),) if draw.random() < 0.2 else (),
        min_small_businesses=draw.choice([0, 0, 2]),
        max_layer_share=draw.choice([None, None, 0.4]),
        candidates=draw.choice([1, 3, 6]),
        seconds=60,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cut_keeps_the_places_of_the_best_teams(seed: int) -> None:
    draw = random.Random(seed)
    countries = BLOC[: draw.choice([1, 1, 2, 4])]
    problem = made_up_problem(draw.choice([110, 160]), countries, load_rulebook(), seed)
    asked = tuple(need for need in problem.requirements if draw.random() < 0.35)
    decimals = draw.choice([1, 2, 3])
    names = {need.id for need in asked}
    fit = {pair: round(fit, decimals) for pair, fit in problem.fit.items() if pair[0] in names and draw.random() < 0.6}
    problem = replace(problem, requirements=asked, fit=fit)
    question = some_question(draw, problem)
    cut, whole = compose(problem, question), compose(problem, replace(question, candidates=None))
    assert cut.places == whole.places
    assert (cut.proof, whole.proof) == (Proof.OPTIMAL, Proof.OPTIMAL)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_the_cut_keeps_the_places_with_every_feature(
    data: st.DataObject, small_worlds: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_WHOLE", 0)
    world = data.draw(small_worlds(most_extra=9))
    scenario = parse_scenario(json.dumps(world), "world", load_rulebook(), country_codes())
    assert isinstance(scenario.question, Question)
    cut = compose(scenario.problem, replace(scenario.question, candidates=data.draw(st.sampled_from([1, 2]))))
    assert cut.places == compose(scenario.problem, replace(scenario.question, candidates=None)).places
