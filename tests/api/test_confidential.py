"""What a company attested in confidence is for itself and for officers; others learn that it is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.confidential import hide_in_team, show_company, show_product, withheld, without_secrets
from graph.catalogue import Catalogue
from graph.model import Basis, Company, Holding, Layer, Product
from service.access import Caller, Role
from service.neighbourhood import neighbourhood

PRODUCT = Product(
    "p", "P", "c", Layer.A, unit_value=1e6, us_value_share=(0.6, 0.7), value_basis=Basis.ATTESTED, basis=Basis.ATTESTED
)
COMPANY = Company("c", "C", owned_by=(Holding("o", 0.9),), controlled_by=(), basis=Basis.ATTESTED)
WORLD = Catalogue(1, {"c": COMPANY}, {"p": PRODUCT})
MAY = [Caller("k", Role.OFFICER), Caller("k", Role.ADMIN), Caller("k", Role.COMPANY, "c")]
MAY_NOT = [Caller("k", Role.READER), Caller("k", Role.COMPANY, "d")]


@pytest.mark.parametrize("caller", MAY)
def test_owner_and_officers_see_what_was_attested(caller: Caller) -> None:
    shown = show_product(PRODUCT, caller)
    assert (shown.unit_value, shown.us_value_share, shown.withheld) == (1e6, (0.6, 0.7), [])
    assert show_company(COMPANY, caller).owned_by is not None
    assert withheld(WORLD, caller.role, caller.company) == frozenset()


@pytest.mark.parametrize("caller", MAY_NOT)
def test_others_learn_only_that_it_is_known(caller: Caller) -> None:
    shown = show_product(PRODUCT, caller)
    assert (shown.unit_value, shown.us_value_share) == (None, None)
    assert shown.withheld == ["unit_value", "us_value_share"]
    company = show_company(COMPANY, caller)
    assert (company.owned_by, company.controlled_by, company.withheld) == (None, None, ["owned_by", "controlled_by"])
    assert withheld(WORLD, caller.role, caller.company) == {"p", "c"}


@pytest.mark.parametrize("caller", [*MAY, *MAY_NOT])
def test_what_a_public_source_states_is_for_everybody(caller: Caller) -> None:
    public = replace(PRODUCT, value_basis=Basis.STATED)
    assert show_product(public, caller).unit_value == 1e6


def test_who_walks_through_the_graph_meets_no_owner_that_was_named_in_confidence() -> None:
    owner = Company("o", "Owner", basis=Basis.STATED)
    public = replace(COMPANY, id="e", basis=Basis.STATED)
    catalogue = Catalogue(1, {"c": COMPANY, "o": owner, "e": public})

    def edges(caller: Caller, centre: str) -> list[str]:
        return [one.kind for one in neighbourhood(without_secrets(catalogue, caller), centre).edges]

    for caller in MAY:
        assert edges(caller, "c") == ["OWNED_BY"]
    for caller in MAY_NOT:
        assert edges(caller, "c") == []
        assert edges(caller, "o") == ["OWNED_BY"], "what a public source states stays"


def team() -> dict[str, Any]:
    secret = {"subject": "p", "fact": "us_value_share", "value": "60 %", "sources": []}
    other = {"subject": "q", "fact": "us_value_share", "value": "10 %", "sources": []}
    finding = {"rule": "content", "outcome": "MET", "explanation": "60 % of 1,000,000", "evidence": [secret, other]}
    plain = {"rule": "layers", "outcome": "MET", "explanation": "All there.", "evidence": [other]}
    return {"products": ["p", "q"], "us_content": {"low": 0.6, "high": 0.7}, "findings": [finding, plain]}


def test_a_team_says_nothing_from_which_the_values_follow() -> None:
    shown = hide_in_team(team(), frozenset({"p"}))
    assert shown["us_content"] is None
    assert "60" not in str(shown["findings"][0])
    assert shown["findings"][0]["outcome"] == "MET"
    assert shown["findings"][0]["evidence"][1]["value"] == "10 %"
    assert shown["findings"][1] == team()["findings"][1]


def test_a_team_without_such_products_is_shown_whole() -> None:
    assert hide_in_team(team(), frozenset({"z"})) == team()
