"""Partners for a company, published demand and the overview, over a small real catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from graph.errors import NotFound
from graph.model import Layer
from service.demand import read_demand
from service.opportunities import find_opportunities
from service.overview import overview
from service.partners import find_partners

SILICON = "Example Silicon Systems (illustrative)"


def test_partners_add_what_the_company_lacks_in_the_stated_order(program: Any) -> None:
    found = find_partners(program.app, "Nuance", "Kenya", limit=5, examples=1, demand=False)
    assert set(found.own) == {Layer.E}, "dictation for clinics is an application, wherever it runs"
    assert {Layer.A, Layer.D} <= set(found.lacks)
    assert 0 < len(found.partners) <= 5
    assert list(found.partners) == sorted(found.partners, key=lambda partner: partner.place)
    assert all(partner.company.id != found.company.id for partner in found.partners)
    assert all(set(partner.adds) <= set(found.lacks) for partner in found.partners)
    assert not any(partner.company.illustrative for partner in found.partners)
    ((key, teams),) = found.teams.items()
    assert {key, found.company.id} <= set(teams.answer.teams[0].members)


def test_a_barred_company_is_no_partner_and_is_counted(program: Any) -> None:
    found = find_partners(program.app, SILICON, "Kenya", limit=100, examples=0, demand=False, illustrative=True)
    assert not any("pearl" in partner.company.id for partner in found.partners)
    assert found.left_out >= 1


@pytest.mark.parametrize(("company", "market"), [("Nobody Ltd", "Kenya"), ("Nuance", "Atlantis")])
def test_unknown_names_are_told(program: Any, company: str, market: str) -> None:
    with pytest.raises(NotFound):
        find_partners(program.app, company, market)


def test_demand_is_read_notice_by_notice(program: Any) -> None:
    board = read_demand(program.app, limit=1)
    assert len(board.items) + len(board.unread) == 1
    for one in board.items.values():
        assert 0 < sum(one.layers.values()) <= 1.01, "what is of no layer has a share of its own"
        assert all(0 < fit <= 1 for fit in one.fits.values())


def test_opportunities_by_market_and_words(program: Any) -> None:
    everything = find_opportunities(program.app, limit=3)
    assert everything.total > 3 == len(everything.shown)
    dates = [str(one.published or "") for one in everything.shown]
    assert dates == sorted(dates, reverse=True)
    country = everything.shown[0].countries[0]
    there = find_opportunities(program.app, country, limit=100)
    assert all(country in one.countries for one in there.shown)
    assert find_opportunities(program.app, words="no-such-word-anywhere").total == 0
    with pytest.raises(NotFound):
        find_opportunities(program.app, "Atlantis")


def test_the_overview_counts_what_is_known_and_says_what_is_not(program: Any) -> None:
    shown = overview(program.app)
    catalogue = program.app.snapshot().catalogue
    assert sum(shown.products.values()) == len(catalogue.products)
    assert sum(shown.unknown.values()) == sum(p.available_in is None for p in catalogue.products.values())
    assert all(row.layers is None and row.unmet is None for row in shown.countries), "demand was not read"
    made_up = {row.country: row for row in overview(program.app, illustrative=True).countries}
    assert made_up["KE"].supply[Layer.E] > 0
