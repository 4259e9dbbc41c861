"""The life of a package: only honest steps, each with who and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInput, Conflict
from graph.model.package import (
    Decision,
    Package,
    PackageKind,
    PackageMember,
    PackageProduct,
    PackageScope,
    PackageStatus,
)
from service.packages.lifecycle import Step, expired, steps_from, take

AT = "2026-06-15T10:00:00+00:00"
DECISION = Decision(PackageStatus.DESIGNATED, date(2026, 6, 15), ("Secretary of Commerce",), "national interest")


def package(status: PackageStatus = PackageStatus.DRAFT) -> Package:
    return Package(
        id="package:1",
        kind=PackageKind.STANDING,
        scope=PackageScope.COUNTRY,
        title="Clinics",
        anchor="a",
        members=(PackageMember("a"),),
        products=(PackageProduct("p"),),
        markets=("KE",),
        status=status,
    )


def test_the_whole_way_keeps_every_step_in_the_history() -> None:
    proposed = take(package(), Step.PROPOSE, "anchor", AT, "ready")
    reviewed = take(proposed, Step.TAKE_UP, "officer", AT, "complete")
    decided = take(reviewed, Step.DECIDE, "officer", AT, "letter of 2026-06-15", DECISION)
    assert decided.status is PackageStatus.DESIGNATED
    assert decided.decision == DECISION
    assert [(event.what, event.status) for event in decided.history] == [
        ("propose", PackageStatus.PROPOSED),
        ("take_up", PackageStatus.UNDER_REVIEW),
        ("decide", PackageStatus.DESIGNATED),
    ]


@given(st.sampled_from(list(PackageStatus)), st.sampled_from(list(Step)))
def test_a_step_is_taken_exactly_where_it_is_listed(status: PackageStatus, step: Step) -> None:
    decision = DECISION if step is Step.DECIDE else None
    if step in steps_from(status):
        assert take(package(status), step, "who", AT, "why", decision).history[-1].what == step.value
    else:
        with pytest.raises(Conflict):
            take(package(status), step, "who", AT, "why", decision)


@pytest.mark.parametrize(("who", "why"), [("", "why"), ("who", " ")])
def test_nobody_acts_without_name_and_reason(who: str, why: str) -> None:
    with pytest.raises(BadInput, match="by whom and why"):
        take(package(), Step.PROPOSE, who, AT, why)


@pytest.mark.parametrize("missing", ["members", "products", "markets"])
def test_a_proposal_is_whole(missing: str) -> None:
    with pytest.raises(BadInput, match=missing):
        take(replace(package(), **{missing: ()}), Step.PROPOSE, "who", AT, "why")


def test_an_anchor_that_left_cannot_propose() -> None:
    gone = replace(package(), members=(PackageMember("a", left=date(2026, 1, 1)),))
    with pytest.raises(BadInput, match="no member"):
        take(gone, Step.PROPOSE, "who", AT, "why")


@pytest.mark.parametrize(
    "decision",
    [
        replace(DECISION, status=PackageStatus.PROPOSED),
        replace(DECISION, offices=()),
        replace(DECISION, grounds=" "),
        None,
    ],
)
def test_a_decision_names_offices_and_grounds(decision: Decision | None) -> None:
    with pytest.raises(BadInput):
        take(package(PackageStatus.UNDER_REVIEW), Step.DECIDE, "who", AT, "why", decision)


def test_a_term_runs_out_after_its_last_day() -> None:
    dated = replace(package(), valid_to=date(2026, 6, 30))
    assert not expired(dated, date(2026, 6, 30))
    assert expired(dated, date(2026, 7, 1))
