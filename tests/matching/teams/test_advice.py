"""What to do about a team: ways to the content share, why not somebody else, who replaces whom, what is covered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.model import Layer
from matching.rules.exact import exact
from matching.rules.judge import Judge
from matching.rules.problem import Problem
from matching.teams.compose import compose
from matching.teams.content_ways import ContentWay, WayKind, content_ways
from matching.teams.coverage import CellState, coverage_matrix, open_market
from matching.teams.measure import fits_of, open_findings, presumption_met, total_fit
from matching.teams.question import Presumption, Question
from matching.teams.report import check
from matching.teams.resilience import resilience
from matching.teams.scenario.parse import Scenario, parse_scenario
from matching.teams.trade_offs import trade_offs
from matching.teams.why_not import WhyNot, why_not_company, why_not_product
from service.rulebooks import country_codes, load_rulebook

Row = dict[str, Any]
CLEAN = {"incorporated_in": "US", "based_in": "US", "owned_by": [], "controlled_by": []}
LAYERS = {"hw": "A", "data": "B", "model": "C", "sec": "D", "app": "E"}
TEAM = tuple(f"p-{company}" for company in LAYERS)


def scenario(
    products: list[Row] = [],  # noqa: B006 (never changed)
    companies: list[Row] = [],  # noqa: B006
    hardware: Row | None = None,
    fit: list[tuple[str, str, float]] = [],  # noqa: B006
    market: Row | None = None,
    **question: Any,
) -> Scenario:
    """Five clean companies with one product each, and what a test adds; one requirement for each name in ``fit``."""
    world = {
        "as_of": "2026-06-15",
        "companies": [{"id": c, **CLEAN} for c in LAYERS] + [{**CLEAN, **row} for row in companies],
        "products": [
            {"id": f"p-{c}", "company": c, "layer": layer, "available_in": ["global"]}
            | ({"unit_value": 100, "us_value_share": 0.3, **(hardware or {})} if layer == "A" else {})
            for c, layer in LAYERS.items()
        ]
        + [{"available_in": ["global"], **row} for row in products],
        "market": market or {"kind": "country", "countries": ["KE"]},
        "requirements": [{"id": r, "layer": "A", "mandatory": False} for r in sorted({r for r, _, _ in fit})],
        "fit": [{"requirement": r, "product": p, "fit": value} for r, p, value in fit],
        "question": {"compose": question},
    }
    return parse_scenario(json.dumps(world), "world", load_rulebook(), country_codes())


def asked(given_: Scenario) -> Question:
    assert isinstance(given_.question, Question)
    return given_.question


def ways_of(given_: Scenario, kind: WayKind) -> list[ContentWay]:
    return [w for w in content_ways(Judge(given_.problem), "hw", TEAM) if w.kind is kind]


# ---- content


def test_no_ways_where_the_presumption_is_met() -> None:
    assert content_ways(Judge(scenario(hardware={"us_value_share": 0.51}).problem), "hw", TEAM) == ()


def test_a_swap_names_what_it_costs_in_fit() -> None:
    found = ways_of(
        scenario(
            companies=[{"id": "hw2"}, {"id": "hw3"}],
            products=[
                {"id": "p-hw2", "company": "hw2", "layer": "A", "unit_value": 5, "us_value_share": 0.6},
                {"id": "p-hw3", "company": "hw3", "layer": "A", "unit_value": 5, "us_value_share": 0.6},
                {"id": "p-low", "company": "hw3", "layer": "A", "unit_value": 5, "us_value_share": 0.5},
            ],
            fit=[("r1", "p-hw", 0.9), ("r1", "p-hw3", 0.8), ("r1", "p-hw2", 0.5)],
        ),
        WayKind.SWAP,
    )
    assert [way.added for way in found] == [("p-hw3",), ("p-hw2",)]
    assert found[0].fit_change == pytest.approx(-0.1)
    assert all(way.removed == ("p-hw",) and way.team is not None and presumption_met(way.team) for way in found)


def test_an_addition_must_outweigh_what_is_lacking() -> None:
    # Lacking: 100 x (0.51 - 0.3) = 21 USD; 43 USD of wholly U.S. hardware add 43 x 0.49 = 21.07, 42 only 20.58.
    found = ways_of(
        scenario(
            companies=[{"id": "hw2"}],
            products=[
                {"id": "p-enough", "company": "hw2", "layer": "A", "unit_value": 43, "us_value_share": 1},
                {"id": "p-short", "company": "hw2", "layer": "A", "unit_value": 42, "us_value_share": 1},
            ],
        ),
        WayKind.ADD,
    )
    assert [way.added for way in found] == [("p-enough",)]


def test_two_additions_where_none_alone_is_enough() -> None:
    found = ways_of(
        scenario(
            companies=[{"id": "hw2"}],
            products=[
                {"id": f"p-{i}", "company": "hw2", "layer": "A", "unit_value": 22, "us_value_share": 1} for i in (1, 2)
            ],
        ),
        WayKind.ADD,
    )
    assert [way.added for way in found] == [("p-1", "p-2")]


def test_an_attestation_names_the_least_share_exactly() -> None:
    world = scenario(hardware={"us_value_share": [0.3, 0.9]})
    (way,) = ways_of(world, WayKind.ATTEST)
    assert [(fact.product, fact.fact, fact.value) for fact in way.attest] == [("p-hw", "us_value_share", 0.51)]


def test_no_attestation_where_what_is_stated_cannot_reach_it() -> None:
    assert ways_of(scenario(hardware={"us_value_share": [0.3, 0.5]}), WayKind.ATTEST) == []


def test_hardware_of_a_barred_company_is_no_way() -> None:
    world = scenario(
        companies=[{"id": "cn", "based_in": "CN"}],
        products=[{"id": "p-cn", "company": "cn", "layer": "A", "unit_value": 500, "us_value_share": 1}],
    )
    assert content_ways(Judge(world.problem), "hw", TEAM) == ()


def test_what_burdens_the_share_may_be_left_out() -> None:
    world = scenario(
        companies=[{"id": "hw2"}],
        products=[{"id": "p-hw2", "company": "hw2", "layer": "A", "unit_value": 9, "us_value_share": 0.9}],
    )
    ways = content_ways(Judge(world.problem), "hw", (*TEAM, "p-hw2"))
    assert [(way.kind, way.removed) for way in ways if way.kind is WayKind.DROP] == [(WayKind.DROP, ("p-hw",))]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_every_way_holds_when_it_is_taken(data: st.DataObject, small_worlds: Callable[..., Any]) -> None:
    world = parse_scenario(json.dumps(data.draw(small_worlds(checks=True))), "world", load_rulebook(), country_codes())
    problem, team = world.problem, world.question.products  # type: ignore[union-attr]
    anchor = next(iter(problem.companies_of(team)), None)
    for way in content_ways(Judge(problem), anchor, team):
        if way.kind is not WayKind.ATTEST:
            assert way.team is not None
            assert presumption_met(way.team)
            continue
        products = dict(problem.products)
        for fact in way.attest:
            shown = float(exact(fact.value) + exact(1e-12))  # the least share, past its binary rounding
            share = (min(shown, 1.0), min(shown, 1.0))
            products[fact.product] = replace(products[fact.product], us_value_share=share)
        changed = Judge(replace(problem, products=products))
        assert presumption_met(check(changed.problem, anchor, team, changed))


# ---- why not


def competitors(**question: Any) -> Scenario:
    return scenario(
        companies=[{"id": "app2"}, {"id": "cn", "based_in": "CN"}, {"id": "empty"}, {"id": "open", "owned_by": None}],
        products=[
            {"id": "p-app2", "company": "app2", "layer": "E"},
            {"id": "p-cn", "company": "cn", "layer": "E"},
            {"id": "p-open", "company": "open", "layer": "E"},
        ],
        fit=[("r1", "p-app", 0.9), ("r1", "p-app2", 0.6), ("r1", "p-cn", 1), ("r1", "p-open", 0.9)],
        **question,
    )


@pytest.mark.parametrize(
    ("company", "verdict", "words"),
    [
        ("app", WhyNot.IN_THE_TEAM, "best team"),
        ("cn", WhyNot.BARRED, "entity-services"),
        ("empty", WhyNot.NO_PRODUCT, "no product"),
        ("app2", WhyNot.WORSE, "1 more member "),
        ("open", WhyNot.WORSE, "1 more open finding "),
    ],
)
def test_why_not_a_company(company: str, verdict: WhyNot, words: str) -> None:
    world = competitors()
    answer = why_not_company(world.problem, asked(world), company)
    assert answer.verdict is verdict
    assert words in answer.words


def test_why_not_a_product_shows_the_rule_or_the_difference() -> None:
    world = competitors()
    barred = why_not_product(world.problem, asked(world), "p-cn")
    assert barred.verdict is WhyNot.BARRED
    assert {rule.rule for rule in barred.rules} >= {"entity-services", "entity-participants"}
    worse = why_not_product(world.problem, asked(world), "p-app2")
    assert worse.verdict is WhyNot.WORSE
    assert worse.forced is not None
    assert "p-app2" in worse.forced.products


def test_why_not_when_the_question_excludes_or_limits_it() -> None:
    world = competitors(must_exclude=["app2"])
    assert why_not_company(world.problem, asked(world), "app2").verdict is WhyNot.EXCLUDED
    world = competitors(must_include=["app"], max_members=5)
    answer = why_not_company(world.problem, asked(world), "app2")
    assert answer.verdict is WhyNot.NO_TEAM
    assert "allow more than 5 members" in answer.words


# ---- resilience


def test_a_member_is_replaced_by_name_or_by_nobody() -> None:
    world = competitors()
    team = compose(world.problem, asked(world)).teams[0]
    found = {one.member: one for one in resilience(Judge(world.problem), asked(world), team)}
    assert found.keys() == set(team.members)
    assert found["app"].substitutes == ("open",)
    assert found["app"].kept
    assert found["app"].differences
    assert found["sec"].irreplaceable
    assert "Nobody can replace sec" in found["sec"].words


def test_what_rests_on_the_leaving_member_goes_with_it() -> None:
    world = scenario(
        companies=[{"id": "app2"}, {"id": "model2"}],
        products=[
            {"id": "p-app2", "company": "app2", "layer": "E", "built_on": ["p-model"]},
            {"id": "p-model2", "company": "model2", "layer": "C"},
        ],
        fit=[("r1", "p-app2", 0.9), ("r1", "p-app", 0.5)],
    )
    team = compose(world.problem, asked(world)).teams[0]
    assert "p-app2" in team.products
    found = {one.member: one for one in resilience(Judge(world.problem), asked(world), team)}
    assert set(found["model"].substitutes) == {"model2", "app"}


# ---- several teams, coverage, limits


def test_each_further_team_says_what_it_trades_off() -> None:
    world = competitors(teams=3)
    answer = compose(world.problem, asked(world))
    lines = trade_offs(world.problem, answer)
    assert len(lines) == len(answer.teams) == 3
    assert lines[0] == ()
    assert "1 more open finding (1 instead of 0)" in lines[1]
    assert any(line.startswith("with open") for line in lines[1])


def test_the_matrix_shows_covered_possible_missing_and_closed() -> None:
    world = scenario(
        market={"kind": "bloc", "countries": ["KE", "UG", "IR"]},
        products=[{"id": "p-sec2", "company": "sec", "layer": "D", "available_in": None}],
    )
    judge = Judge(world.problem)
    products = tuple(p for p in (*TEAM, "p-sec2") if p != "p-sec")
    matrix = coverage_matrix(judge, check(world.problem, "hw", tuple(p for p in products if p != "p-app"), judge))
    state = {(cell.place, cell.layer): cell.state for cell in matrix.cells}
    assert state["KE", Layer.A] is CellState.COVERED
    assert state["UG", Layer.D] is CellState.POSSIBLE
    assert state["KE", Layer.E] is CellState.MISSING
    assert state["IR", Layer.A] is CellState.CLOSED
    assert matrix.gaps == {"KE": (Layer.E,), "UG": (Layer.E,)}
    assert [finding.subject for finding in matrix.closed] == ["IR"]


def test_barred_destinations_are_left_out_and_named() -> None:
    world = scenario(market={"kind": "bloc", "countries": ["KE", "IR"]})
    problem, closed = open_market(world.problem)
    assert problem.market.countries == ("KE",)
    assert [(finding.rule, finding.subject) for finding in closed] == [("destination-embargo", "IR")]
    only = scenario(market={"kind": "country", "countries": ["IR"]}).problem
    assert open_market(only)[0].market.countries == ("IR",)


def priced() -> Problem:
    return scenario(
        companies=[{"id": "hw2"}, {"id": "de", "incorporated_in": "DE", "based_in": "DE"}],
        products=[
            {"id": "p-hw2", "company": "hw2", "layer": "A", "unit_value": 40, "us_value_share": 0.6},
            {"id": "p-de", "company": "de", "layer": "D"},
        ],
        fit=[("r1", "p-hw", 0.9), ("r1", "p-hw2", 0.5)],
    ).problem


@pytest.mark.parametrize(
    ("limits", "members"),
    [
        ({}, {"hw", "data", "model", "sec", "app"}),
        ({"budget": 50.0}, {"hw2", "data", "model", "sec", "app"}),
        ({"presumption": Presumption.REQUIRE, "budget": 150.0}, {"hw2", "data", "model", "sec", "app"}),
        ({"fit_floor": 0.95}, {"hw2", "data", "model", "sec", "app"}),
        ({"min_allied": 1, "allied": ("DE", "JP")}, {"hw", "data", "model", "de", "app"}),
        ({"must_use": ("p-hw2",)}, None),
        ({"must_not_use": ("p-hw",)}, {"hw2", "data", "model", "sec", "app"}),
    ],
)
def test_limits_beyond_the_scenario_format(limits: dict[str, Any], members: set[str] | None) -> None:
    answer = compose(priced(), Question(**limits))
    if members is None:
        assert "p-hw2" in answer.teams[0].products
    else:
        assert set(answer.teams[0].members) == members


def test_a_company_may_supply_at_most_a_share_of_the_layers() -> None:
    world = scenario(
        companies=[{"id": "all"}],
        products=[{"id": f"p-all-{layer}", "company": "all", "layer": layer} for layer in "BCDE"],
    )
    assert len(compose(world.problem, Question()).teams[0].members) == 2
    team = compose(world.problem, Question(max_layer_share=0.4)).teams[0]
    held = [world.problem.products[p].layer for p in team.products if world.problem.products[p].company == "all"]
    assert len(set(held)) == 2
    assert len(team.members) == 4


def test_small_businesses_are_asked_for_by_number() -> None:
    problem = priced()
    companies = {**problem.companies, "de": replace(problem.companies["de"], small_business=True)}
    problem = replace(problem, companies=companies)
    assert "de" in compose(problem, Question(min_small_businesses=1)).teams[0].members
    none = compose(problem, Question(min_small_businesses=2))
    assert [gap.field for gap in none.gaps] == ["min_small_businesses"]


def test_measures_agree_with_the_composer() -> None:
    world = competitors(teams=2)
    answer = compose(world.problem, asked(world))
    for team, place, fit in zip(answer.teams, answer.places, answer.fits, strict=True):
        assert total_fit(world.problem, team.products) == pytest.approx(fit)
        assert open_findings(team) == -place.unknowns
        assert fits_of(world.problem, team.products) == {"r1": pytest.approx(fit)}
