"""What pages make of answers before anything is drawn."""

from __future__ import annotations

from typing import Any

import pytest

from ui.parts.cases import aspects, differences
from ui.parts.choose import by_name, labels
from ui.parts.needs import corrections
from ui.parts.team import gap_words
from ui.parts.texts import plain, runs_right_to_left

READ = [
    {"id": "r1", "text": "servers", "layer": "A", "mandatory": True},
    {"id": "r2", "text": "a portal", "layer": None, "mandatory": False},
]


def _row(number: int, **changes: Any) -> dict[str, Any]:
    one = READ[number]
    return {**one, "layer": one["layer"] or "", "keep": True, **changes}


def test_rows_as_they_were_read_are_sent_by_id_alone() -> None:
    assert corrections(READ, [_row(0), _row(1)]) == [{"id": "r1"}, {"id": "r2"}]


def test_only_changes_are_sent_and_dropped_rows_are_left_out() -> None:
    edited = [_row(0, keep=False), _row(1, text="a patient portal", layer="E", mandatory=True)]
    assert corrections(READ, edited) == [{"id": "r2", "text": "a patient portal", "layer": "E", "mandatory": True}]


def test_a_layer_taken_away_is_unsure_again() -> None:
    assert corrections(READ, [_row(0, layer="")]) == [{"id": "r1", "unsure": True}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("مرحبا", True), ("שלום", True), ("123 - مرحبا", True), ("Hello مرحبا", False), ("", False), ("42", False)],
)
def test_the_first_strong_letter_gives_the_direction(text: str, expected: bool) -> None:
    assert runs_right_to_left(text) is expected


def test_user_content_is_no_markup() -> None:
    assert plain("# *a* [b](c)\n$x$ :material/home:") == (r"\# \*a\* \[b\]\(c\) \$x\$ \:material/home\:")


def _gap(kind: str, **fields: Any) -> dict[str, Any]:
    names = ("layer", "requirement", "country", "subject", "fact", "product", "field")
    return {"kind": kind, **dict.fromkeys(names), **fields}


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (_gap("layer", layer="D", country="KE"), "No product of layer D in KE"),
        (_gap("layer", layer="D"), "No product of layer D"),
        (_gap("requirement", requirement="r2"), "Nothing serves requirement r2"),
        (_gap("product", subject="p1", product="p2"), "One is built on Two, which is not in the team"),
        (_gap("anchor"), "No member is named as the anchor"),
    ],
)
def test_a_gap_is_a_sentence_with_names(gap: dict[str, Any], words: str) -> None:
    assert gap_words(gap, {"p1": "One", "p2": "Two"}) == words


def test_things_of_one_name_are_told_apart_by_id() -> None:
    names = labels([{"id": "a", "name": "Microsoft"}, {"id": "b", "name": "Microsoft"}, {"id": "c", "name": "amazon"}])
    assert names == {"a": "Microsoft [a]", "b": "Microsoft [b]", "c": "amazon"}
    assert by_name(names) == ["c", "a", "b"]


def _team(**changes: Any) -> dict[str, Any]:
    team = {
        "standing": "unverified",
        "members": ["c1"],
        "company_names": {"c1": "One", "c2": "Two"},
        "product_details": [],
        "fit": 1.5,
        "us_content": {"low": 0.0, "high": 1.0},
        "findings": [{"rule": "content", "subject": "team", "outcome": "UNKNOWN"}],
    }
    return team | changes


def test_differences_of_two_cases() -> None:
    assert differences(_team(), _team(), "B") == []
    found = differences(
        _team(),
        _team(
            members=["c1", "c2"],
            findings=[
                {"rule": "content", "subject": "team", "outcome": "MET"},
                {"rule": "extra", "subject": "team", "outcome": "MET"},
            ],
        ),
        "C",
    )
    assert "Only in case C: Two" in found
    assert "content, team: not known in case A, met here" in found
    assert "The rule extra is applied in case C only" in found


def test_a_case_without_a_team_is_said() -> None:
    assert differences(None, None, "B") == ["Neither case has a team."]
    assert differences(None, _team(), "B") == ["Only case B has a team."]
    assert differences(_team(), None, "B") == ["Only case A has a team."]


def test_cases_are_compared_aspect_by_aspect() -> None:
    rows = dict(aspects([_team(), _team(members=["c1", "c2"]), None]))
    assert rows["Members"] == ("One", "One, Two", "-")
    assert rows["Standing"][2] == "No team"
    assert rows["Findings: not known"] == ("1", "1", "-")
