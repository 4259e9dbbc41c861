"""Cases of What if survive their way through an address; what is no such address changes nothing."""

from __future__ import annotations

import pytest
import streamlit as st

from ui.parts.case_link import as_link, restore

USUAL = {"presumption": "prefer", "switches": {}, "must_include": [], "must_exclude": [], "illustrative": False}


@pytest.fixture(autouse=True)
def fields(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    held: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", held)
    return held


def test_what_differs_from_the_usual_is_said_and_restored(fields: dict[str, object]) -> None:
    other = USUAL | {"presumption": "require", "switches": {"built-on": False, "content-threshold": 0.4}}
    link = as_link([USUAL, other])
    assert link == '[{},{"presumption":"require","switches":{"built-on":false,"content-threshold":0.4}}]'
    restore(link)
    assert fields["what-if-cases"] == 2
    assert (fields["what-if-presumption-a"], fields["what-if-presumption-b"]) == ("prefer", "require")
    assert fields["what-if-switches-b"] == ["built-on"]
    assert fields["what-if-switches-b-content-threshold"] == 0.4


@pytest.mark.parametrize("said", ["", "no json", "3", "[]", "[{}]", "[1, 2]", "[{},{},{},{},{}]"])
def test_what_is_no_link_is_left_alone(said: str, fields: dict[str, object]) -> None:
    restore(said)
    assert fields == {}


def test_cases_too_long_for_an_address_are_left_out_of_it() -> None:
    assert as_link([USUAL, USUAL | {"must_include": [f"company:{number}" for number in range(200)]}]) == ""
