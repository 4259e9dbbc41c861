"""Who stands above a company, found by id, LEI or name."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from graph.errors import BadInput, NotFound
from graph.model import Company, Control, Holding
from matching.rules.ownership_view import Above
from service.owners import find_company, owners_of

DAY = date(2026, 6, 1)
COMPANIES = {
    one.id: one
    for one in (
        Company("a", "Acme", owned_by=(Holding("b", 0.5), Holding("c", 0.5)), lei="LEI-A"),
        Company("b", "Beta", owned_by=(Holding("d", 0.6),)),
        Company("c", "Gamma", owned_by=(Holding("d", 0.4), Holding("gone", 0.6, until=date(2020, 1, 1)))),
        Company("d", "Delta", owned_by=()),
        Company("e", "Acme Systems", merged_into="a"),
        Company("f", "Twin"),
        Company("g", "Twin"),
        Company("x", "Ring", owned_by=(Holding("y", 1.0),)),
        Company("y", "Rong", owned_by=(Holding("x", 1.0),)),
        Company("k", "Kid", controlled_by=(Control("b", "by contract"),)),
    )
}


def test_shares_add_over_paths_and_end_with_the_date() -> None:
    found = owners_of("Acme", COMPANIES, DAY)
    assert found.view.shares["d"].low == Fraction(1, 2)  # half of 60 % and half of 40 %
    assert "gone" not in found.view.shares
    assert "gone" in owners_of("a", COMPANIES, date(2019, 1, 1)).view.shares
    assert found.names["d"] == "Delta"


def test_circles_survive_and_are_named() -> None:
    found = owners_of("Ring", COMPANIES, DAY)
    assert found.view.circles == (("x", "y"),)
    assert found.view.parent.ends is Above.CIRCLE


def test_an_absent_link_is_not_known_and_never_none() -> None:
    assert owners_of("f", COMPANIES, DAY).view.parent.ends is Above.NOT_KNOWN
    assert owners_of("d", COMPANIES, DAY).view.parent.ends is Above.NOBODY
    assert owners_of("Kid", COMPANIES, DAY).view.parent.path == ("k", "b", "d")


@pytest.mark.parametrize("wanted", ["a", "lei-a", "ACME", "Acme Systems", "e"])
def test_a_company_is_found_by_what_it_is_called(wanted: str) -> None:
    assert find_company(wanted, COMPANIES) == "a"


def test_doubtful_names_are_said() -> None:
    with pytest.raises(BadInput, match="f, g"):
        find_company("Twin", COMPANIES)
    with pytest.raises(NotFound, match="Delta"):
        find_company("Delt", COMPANIES)
