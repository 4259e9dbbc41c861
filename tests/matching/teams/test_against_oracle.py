"""Composer and judge against the second reading of the scenario format, over random worlds."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.scenario import answer_text

# The fast suite looks at a hundred worlds a property; ORACLE_EXAMPLES=5000 looks hard.
EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", "100"))
HARD = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def plain_gaps(gaps: list[dict[str, str]]) -> set[tuple[tuple[str, str], ...]]:
    return {tuple(sorted(gap.items())) for gap in gaps if gap["kind"] != "fact"}


@HARD
@given(data=st.data())
def test_check_agrees_with_the_oracle(data: st.DataObject, oracle: Any, small_worlds: Callable[..., Any]) -> None:
    world = data.draw(small_worlds(checks=True))
    asked = world["question"]["check"]
    team = answer_text(json.dumps(world), "world").json["teams"][0]  # type: ignore[index]
    judge = oracle(world)
    expected = judge.findings(asked["anchor"], asked["products"])
    found = [(f["rule"], f["subject"], f["effect"], f["outcome"]) for f in team["findings"]]
    assert sorted(found) == sorted(expected)
    assert team["standing"] == judge.standing(expected)
    low, high = judge.content(asked["products"])
    assert team["us_content"] == {"low": float(low), "high": float(high)}
    assert plain_gaps(team["gaps"]) == judge.gaps(expected, asked["products"])
    members = {judge.products[p]["company"] for p in asked["products"]}
    assert team["members"] == [company for company in judge.companies if company in members]


@HARD
@given(data=st.data())
def test_the_named_facts_are_missing_and_settle_what_is_open(
    data: st.DataObject, oracle: Any, small_worlds: Callable[..., Any]
) -> None:
    """Each named fact is not known; harmless answers to all of them leave nothing UNKNOWN, and make nothing worse."""
    world = data.draw(small_worlds(checks=True))
    asked = world["question"]["check"]
    team = answer_text(json.dumps(world), "world").json["teams"][0]  # type: ignore[index]
    rows = {**{c["id"]: c for c in world["companies"]}, **{p["id"]: p for p in world["products"]}}
    harmless = {"incorporated_in": "US", "based_in": "US", "owned_by": [], "controlled_by": []}
    harmless |= {"available_in": ["global"], "us_value_share": 1, "unit_value": 1}  # type: ignore[dict-item]
    for gap in team["gaps"]:
        if gap["kind"] == "fact":
            assert rows[gap["subject"]].get(gap["fact"]) is None
            rows[gap["subject"]][gap["fact"]] = harmless[gap["fact"]]
    before = {(f["rule"], f["subject"]): f["outcome"] for f in team["findings"]}
    for rule, subject, effect, outcome in oracle(world).findings(asked["anchor"], asked["products"]):
        if before[rule, subject] == "UNKNOWN" and effect != "presumption":
            assert outcome != "UNKNOWN", (rule, subject)
        elif effect != "presumption":
            assert outcome == before[rule, subject], (rule, subject)


@HARD
@given(data=st.data())
def test_composed_teams_agree_with_the_oracle(
    data: st.DataObject, oracle: Any, small_worlds: Callable[..., Any]
) -> None:
    world = data.draw(small_worlds())
    answer: Any = answer_text(json.dumps(world), "world").json
    judge = oracle(world)
    expected = judge.answer()
    assert answer["proof"] == "optimal"
    places = [judge.place(tuple(team["products"])) for team in answer["teams"]]
    assert places == [place for place, _ in expected]
    seen = set()
    for team, (_, allowed) in zip(answer["teams"], expected, strict=True):
        members = frozenset(team["members"])
        assert members in allowed
        assert members not in seen
        seen.add(members)
        assert judge.is_lean(team["products"])
        anchor = world["question"]["compose"]["anchor"] or next(c for c in judge.companies if c in members)
        assert team["anchor"] == anchor
        assert team["standing"] == judge.standing(judge.findings(anchor, team["products"]))
    if not expected:
        found = plain_gaps(answer["gaps"])
        wanted = judge.gaps_without_a_team()
        beyond = {gap for gap in found if ("kind", "product") in gap} if not wanted else set()
        assert found - beyond == wanted


@pytest.mark.parametrize("field", ["companies", "products", "requirements", "fit"])
@settings(parent=HARD, max_examples=max(EXAMPLES // 10, 1))
@given(data=st.data())
def test_the_order_of_the_input_changes_nothing_but_the_named_anchor(
    data: st.DataObject, small_worlds: Callable[..., Any], field: str
) -> None:
    world = data.draw(small_worlds())
    turned = {**world, field: data.draw(st.permutations(world[field]))}
    first: Any = answer_text(json.dumps(world), "world").json
    second: Any = answer_text(json.dumps(turned), "world").json
    for one, other in zip(first["teams"], second["teams"], strict=True):
        assert sorted(one["products"]) == sorted(other["products"])
        assert one["standing"] == other["standing"]
    assert plain_gaps(first["gaps"]) == plain_gaps(second["gaps"])


@settings(parent=HARD, max_examples=max(EXAMPLES // 3, 1))
@given(data=st.data())
def test_adding_an_eligible_company_never_worsens_the_best_team(
    data: st.DataObject, oracle: Any, small_worlds: Callable[..., Any]
) -> None:
    world = data.draw(small_worlds(most_extra=3))
    before: Any = answer_text(json.dumps(world), "world").json
    clean = {"incorporated_in": "US", "based_in": "US", "owned_by": [], "controlled_by": []}
    world["companies"].append({"id": "new", **clean})
    world["products"].append(
        {
            "id": "new-product",
            "company": "new",
            "layer": data.draw(st.sampled_from("ABCDE")),
            "available_in": ["global"],
            "unit_value": 100,
            "us_value_share": data.draw(st.sampled_from([0, 1])),
        }
    )
    if world["requirements"]:
        world["fit"].append({"requirement": "r0", "product": "new-product", "fit": 0.9})
    after: Any = answer_text(json.dumps(world), "world").json
    assert len(after["teams"]) >= min(len(before["teams"]), 1)
    if before["teams"]:
        judge = oracle(world)
        was, is_ = (judge.place(tuple(answer["teams"][0]["products"])) for answer in (before, after))
        assert is_ >= was


@settings(parent=HARD, max_examples=max(EXAMPLES // 3, 1))
@given(data=st.data())
def test_removing_a_member_never_raises_coverage(data: st.DataObject, small_worlds: Callable[..., Any]) -> None:
    world = data.draw(small_worlds(checks=True))
    asked = world["question"]["check"]
    before: Any = answer_text(json.dumps(world), "world").json["teams"][0]  # type: ignore[index]
    leaving = data.draw(st.sampled_from(before["members"])) if before["members"] else None
    company = {p["id"]: p["company"] for p in world["products"]}
    asked["products"] = [p for p in asked["products"] if company[p] != leaving]
    after: Any = answer_text(json.dumps(world), "world").json["teams"][0]  # type: ignore[index]
    for place, layers in after["coverage"].items():
        for layer, products in layers.items():
            assert set(products) <= set(before["coverage"][place][layer])
    rank = {"MET": 2, "UNKNOWN": 1, "NOT_MET": 0}
    reached = {(f["rule"], f["subject"]): rank[f["outcome"]] for f in before["findings"]}
    for finding in after["findings"]:
        if finding["rule"] in ("layers-covered", "mandatory-requirements"):
            assert rank[finding["outcome"]] <= reached[finding["rule"], finding["subject"]]


STANDINGS = [
    "barred",
    "incomplete",
    "unverified",
    "eligible_content_to_be_justified",
    "eligible_presumption_met",
]


@settings(parent=HARD, max_examples=max(EXAMPLES // 3, 1))
@given(data=st.data())
def test_unknown_never_improves_a_standing(data: st.DataObject, small_worlds: Callable[..., Any]) -> None:
    """Forgetting a fact may lift a bar to an open question, but never makes a team eligible, nor more eligible."""
    world = data.draw(small_worlds(checks=True))
    before: Any = answer_text(json.dumps(world), "world").json["teams"][0]  # type: ignore[index]
    row = data.draw(st.sampled_from([*world["companies"], *world["products"]]))
    facts = ("incorporated_in", "based_in", "owned_by", "controlled_by", "available_in", "unit_value", "us_value_share")
    # A value that is not known "may be any positive amount": to forget that it is zero would say more, not less.
    known = [fact for fact in facts if row.get(fact) is not None and (fact != "unit_value" or row[fact] > 0)]
    if not known:
        return
    row[data.draw(st.sampled_from(known))] = None
    after: Any = answer_text(json.dumps(world), "world").json["teams"][0]  # type: ignore[index]
    was, is_ = STANDINGS.index(before["standing"]), STANDINGS.index(after["standing"])
    assert is_ <= max(was, STANDINGS.index("unverified"))
    was_met = {(f["rule"], f["subject"]) for f in before["findings"] if f["outcome"] == "MET"}
    assert {(f["rule"], f["subject"]) for f in after["findings"] if f["outcome"] == "MET"} <= was_met
