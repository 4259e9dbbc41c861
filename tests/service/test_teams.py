"""Teams out of a small real catalogue, and out of the illustrative consortium."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.errors import BadInput, NotFound
from graph.model import Layer
from matching.rules.evaluate.destination import barred_destinations
from matching.rules.findings import Outcome
from matching.rules.standing import Standing
from matching.teams.gaps import GapKind
from matching.teams.question import Presumption
from matching.teams.why_not import WhyNot
from service.advice import advise, content_ways, substitutes, trade_offs, why_not_in_team
from service.advice_views import why_not_view
from service.demo import illustrative_companies
from service.matching import read_needs
from service.teams import STACK, TeamWish, check_team, compose_teams
from service.views import teams_view
from service.wishes import presumption_of, switches_of

NEED = "Wir brauchen Server mit acht GPUs für unser Rechenzentrum. Wir brauchen Spracherkennung für Kliniken."
PEARL = "Example Pearl Analytics (illustrative)"  # 60 % owned from Hong Kong
TEAM_KEYS = {
    "anchor", "members", "products", "standing", "findings", "us_content", "coverage", "gaps", "company_names",
    "product_details", "served", "illustrative", "fit",
}  # fmt: skip


@pytest.fixture(scope="module")
def needs(program: Any) -> Any:
    return read_needs(program.app, NEED)


@pytest.fixture(scope="module")
def real(program: Any, needs: Any) -> Any:
    return compose_teams(program.app, needs, TeamWish("Kenya", teams=2))


@pytest.fixture(scope="module")
def consortium(program: Any, needs: Any) -> Any:
    return compose_teams(program.app, needs, consortium_wish(program))


def consortium_wish(program: Any) -> TeamWish:
    return TeamWish("Kenya", teams=2, illustrative=True, among=illustrative_companies(program.app))


def test_real_teams_are_unverified_and_name_the_facts_to_establish(real: Any) -> None:
    assert len(real.answer.teams) == 2
    for team in real.answer.teams:
        assert team.standing is Standing.UNVERIFIED
        assert team.anchor in team.members
        assert {real.problem.products[p].layer for p in team.products} == set(Layer)
        asked = {(gap.subject, gap.fact) for gap in team.gaps if gap.kind is GapKind.FACT}
        assert any(fact == "owned_by" for _, fact in asked)
        for finding in team.findings:
            assert finding.outcome is not Outcome.NOT_MET or finding.effect.value == "advisory"


def test_teams_differ_and_the_second_says_what_it_trades_off(real: Any) -> None:
    first, second = real.answer.teams
    assert set(first.members) != set(second.members)
    lines = trade_offs(real)
    assert lines[0] == ()
    assert lines[1]


def test_a_requirement_is_served_by_a_product_of_the_team(real: Any) -> None:
    served = {one.requirement: one for one in real.served[0]}
    assert real.problem.products[served["r1"].product].layer is Layer.A
    assert served["r1"].product in real.answer.teams[0].products
    stack = {f"{STACK}-{layer}" for layer in Layer}
    assert {key for key in served if key.startswith(STACK)} <= stack
    layers = {real.problem.products[product].layer for product in real.answer.teams[0].products}
    assert layers == set(Layer), "what no requirement asks for completes the stack"


def test_an_attested_consortium_is_eligible_with_its_content_presumed(consortium: Any) -> None:
    team = consortium.answer.teams[0]
    assert team.standing is Standing.PRESUMPTION_MET
    assert team.us_content.low >= 0.51
    assert not [gap for gap in team.gaps if gap.kind is GapKind.FACT]
    assert content_ways(consortium, 0) == ()


def test_a_member_owned_from_a_country_of_concern_is_in_no_team(program: Any, consortium: Any, needs: Any) -> None:
    pearl = next(k for k, c in program.app.snapshot(illustrative=True).catalogue.companies.items() if c.name == PEARL)
    everything = compose_teams(program.app, needs, TeamWish("Kenya", teams=2, illustrative=True))
    for answer in (consortium, everything):
        assert all(pearl not in team.members for team in answer.answer.teams)
    forced = compose_teams(program.app, needs, replace(consortium_wish(program), must_include=(PEARL,)))
    assert forced.answer.teams == ()
    assert [gap.field for gap in forced.answer.gaps] == ["must_include"]


def test_why_not_names_the_rule_or_what_would_be_lost(program: Any, needs: Any, consortium: Any) -> None:
    wish = consortium_wish(program)

    def why(subject: str) -> Any:
        return why_not_in_team(program.app, consortium, wish, subject)

    barred = why(PEARL)
    assert barred.answer.verdict is WhyNot.BARRED
    assert "60 %" in barred.answer.words
    assert why("Example R8 Training and Inference Server").answer.verdict is WhyNot.IN_THE_TEAM
    other = why("Example E1 Edge Inference Box")
    assert other.answer.verdict in {WhyNot.WORSE, WhyNot.AS_GOOD}
    assert other.answer.forced is not None
    holding = why("Example Pearl Holdings (illustrative)")
    assert holding.answer.verdict is WhyNot.NO_PRODUCT
    assert set(why_not_view(barred)) >= {"subject", "verdict", "words", "rules", "fits", "removals", "team"}
    with pytest.raises(NotFound, match="no company or product"):
        why("Nobody Knows Ltd")


def test_why_not_looks_at_products_that_were_no_candidates(program: Any, needs: Any, real: Any) -> None:
    found = why_not_in_team(program.app, real, TeamWish("Kenya", teams=2), "GitLab")
    assert found.answer.verdict in {WhyNot.WORSE, WhyNot.AS_GOOD}
    assert found.removals == ()


def test_a_team_says_who_replaces_whom(consortium: Any) -> None:
    found = substitutes(consortium, 0)
    assert [one.member for one in found] == list(consortium.answer.teams[0].members)
    silicon = next(one for one in found if "silicon" in one.member)
    assert silicon.irreplaceable
    assert silicon.words.startswith("Nobody can replace")


def test_ways_to_the_content_share_are_offered_where_it_is_not_met(real: Any) -> None:
    ways = content_ways(real, 0)
    assert ways
    for way in ways:
        assert way.words
        assert way.attest or way.team is not None


def test_json_has_the_documented_keys_and_advice_only_on_request(real: Any) -> None:
    plain, advised = teams_view(real), teams_view(real, advise(real, resilience=False))
    assert set(plain) == {
        "needs", "market", "teams", "proof", "gaps", "relaxations", "destination", "unserved", "without_unserved",
        "replay",
    }  # fmt: skip
    assert set(plain["teams"][0]) == TEAM_KEYS
    assert set(advised["teams"][0]) == TEAM_KEYS | {"against_the_first", "content_ways", "substitutes"}
    assert advised["teams"][0]["substitutes"] is None


@pytest.mark.parametrize("market", ["KE", "Кения", "kenya"])
def test_the_market_by_any_name_gives_the_same_team(program: Any, needs: Any, real: Any, market: str) -> None:
    found = compose_teams(program.app, needs, TeamWish(market, teams=1))
    assert found.answer.teams[0].products == real.answer.teams[0].products


def test_a_bloc_may_be_served_by_other_products_in_each_country(program: Any) -> None:
    needs = read_needs(program.app, "Wir brauchen Cloud-Speicher für Dokumente und Bilder.")
    wish = replace(consortium_wish(program), market="ASEAN", teams=1)
    found = compose_teams(program.app, needs, wish)
    region = [k for k, p in found.problem.products.items() if p.name == "Example Sovereign Cloud Region"]
    assert region, "offered in some of the countries only, which must not hide it"
    assert set(found.market.countries) >= {"VN", "ID"}


def test_limits_are_kept(program: Any, needs: Any, real: Any) -> None:
    first = real.answer.teams[0]
    companies = real.snapshot.catalogue.companies
    gone = companies[first.members[0]].name
    without = compose_teams(program.app, needs, TeamWish("Kenya", teams=1, must_exclude=(gone,)))
    assert all(first.members[0] not in team.members for team in without.answer.teams)
    with_qualys = compose_teams(program.app, needs, TeamWish("Kenya", teams=1, must_include=("Qualys",)))
    assert any(companies[m].name == "Qualys" for m in with_qualys.answer.teams[0].members)
    small = compose_teams(program.app, needs, TeamWish("Kenya", teams=1, max_members=1))
    assert not small.answer.teams
    assert "max_members" in {gap.field for gap in small.answer.gaps}


def test_a_dropped_requirement_is_no_longer_asked_for(program: Any, needs: Any) -> None:
    found = compose_teams(program.app, needs, TeamWish("Kenya", teams=1, dropped=("r2",)))
    assert [need.id for need in found.needs.requirements] == ["r1"]


def test_no_team_for_all_but_one_without_what_nobody_serves(program: Any) -> None:
    needs = read_needs(program.app, NEED + " Wir brauchen eine Anwendung für Landwirtschaft mit Ernteprognosen.")
    found = compose_teams(program.app, needs, TeamWish("Kenya", teams=1))
    assert found.unserved == ("r3",)
    assert found.answer.teams == ()
    assert "r3" in {gap.requirement for gap in found.answer.gaps}
    assert found.without is not None
    assert found.without.answer.teams
    assert teams_view(found)["without_unserved"]["teams"]


def test_rules_of_another_day(program: Any, needs: Any) -> None:
    before = compose_teams(program.app, needs, TeamWish("Kenya", teams=1, as_of=date(2024, 1, 1)))
    assert before.replay.as_of == date(2024, 1, 1)
    for team in before.answer.teams:
        assert "hardware-us-content" not in {finding.rule for finding in team.findings}


def test_a_given_team_is_judged(program: Any, real: Any) -> None:
    team = real.answer.teams[0]
    found = check_team(program.app, team.products, real.needs, TeamWish("Kenya", anchor=team.anchor))
    assert found.answer.teams[0].standing is team.standing
    assert {one.requirement: one.product for one in found.served[0] if one.product} == {
        one.requirement: one.product for one in real.served[0] if one.product
    }
    lone = check_team(program.app, ["Nuance Dragon"], None, TeamWish("Kenya", anchor="Nuance"))
    assert lone.answer.teams[0].standing is Standing.INCOMPLETE


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (TeamWish("Atlantis"), NotFound),
        (TeamWish("Kenya", must_include=("Nobody Ltd",)), NotFound),
        (TeamWish("Kenya", anchor="Nobody Ltd"), NotFound),
        (TeamWish("Kenya", must_use=("No such product",)), NotFound),
        (TeamWish("Kenya", dropped=("r9",)), NotFound),
        (TeamWish("Kenya", must_include=("Qualys",), must_exclude=("Qualys",)), BadInput),
        (TeamWish("Kenya", anchor="Qualys", must_exclude=("Qualys",)), BadInput),
        (TeamWish("Kenya", teams=0), BadInput),
        (TeamWish("Kenya", switches={"no-such-switch": True}), BadInput),
    ],
)
def test_a_wish_that_cannot_be_is_refused(program: Any, needs: Any, wish: TeamWish, error: type[Exception]) -> None:
    with pytest.raises(error):
        compose_teams(program.app, needs, wish)


def test_typed_switches_and_presumptions(program: Any) -> None:
    book = program.app.rulebook
    assert switches_of(["ownership-threshold=0.25", "control-counts=off"], book) == {
        "ownership-threshold": 0.25,
        "control-counts": False,
    }
    assert presumption_of("require") is Presumption.REQUIRE
    for wrong in ("nothing=1", "control-counts", "control-counts=perhaps", "ownership-threshold=7"):
        with pytest.raises(BadInput):
            switches_of([wrong], book)
    with pytest.raises(BadInput):
        presumption_of("maybe")


def test_a_barred_destination_is_left_out_of_a_region_and_named(program: Any, needs: Any) -> None:
    answer = compose_teams(program.app, needs, TeamWish("Western Asia", teams=1))
    assert "SY" in answer.market.countries
    assert "SY" not in answer.problem.market.countries
    barred = [one.subject for one in barred_destinations(answer.answer.destination)]
    assert "SY" in barred
    assert set(barred).isdisjoint(answer.problem.market.countries)
    assert all("SY" not in team.coverage for team in answer.answer.teams)
    checked = check_team(program.app, answer.answer.teams[0].products, None, TeamWish("Western Asia"))
    assert "SY" in [one.subject for one in checked.answer.destination if one.outcome is Outcome.NOT_MET]
