"""A company's own word fills gaps, ends when it says so, and never overrules a source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.catalogue import Catalogue
from graph.errors import BadInput, Conflict, NotFound
from graph.model import Basis, Company, Holding, Layer, Market, MarketKind, Product, SourceRef
from graph.records import MemoryRecords
from service.attestations import Attestation, Attestations, checked, company_of, with_attested

MARKETS = {code: Market(code, MarketKind.COUNTRY, code, countries=(code,)) for code in ("US", "KE", "VN")}
STATED = SourceRef("source:gleif", "LEI=1")
CATALOGUE = Catalogue(
    1,
    {"c": Company("c", "C", incorporated_in="US", sources=(STATED,)), "d": Company("d", "D")},
    {"p": Product("p", "P", "c", Layer.A), "q": Product("q", "Q", "c", Layer.A, unit_value=5.0)},
    MARKETS,
)
DAY = date(2026, 6, 1)


def made(subject: str, fact: str, value: Any, until: str | None = None) -> Attestation:
    return Attestation("c", subject, fact, value, "Ada", "key", "2026-01-01T00:00:00+00:00", until)


def test_it_fills_what_no_source_states_and_says_whose_word_it_is() -> None:
    filled = with_attested(CATALOGUE, [made("p", "us_value_share", [0.6, 0.7]), made("c", "owned_by", [])], DAY)
    product, company = filled.products["p"], filled.companies["c"]
    assert (product.us_value_share, product.value_basis) == ((0.6, 0.7), Basis.ATTESTED)
    assert product.sources == (SourceRef("attestation:c", "us_value_share"),)
    assert company.owned_by == ()
    assert SourceRef("attestation:c", "owned_by") in company.sources
    assert filled.sources["attestation:c"].dataset == "attestation"
    assert CATALOGUE.products["p"].us_value_share is None  # the catalogue itself is as it was


def test_it_never_overrules_a_source() -> None:
    filled = with_attested(CATALOGUE, [made("q", "unit_value", 1.0), made("c", "incorporated_in", "KE")], DAY)
    assert filled.products["q"].unit_value == 5.0
    assert filled.companies["c"].incorporated_in == "US"
    with pytest.raises(Conflict):
        checked("q", "unit_value", 1.0, CATALOGUE)
    checked("q", "unit_value", 5.0, CATALOGUE)  # saying the same is no contradiction


def test_it_ends_with_its_last_day() -> None:
    one = [made("p", "unit_value", 7.0, until="2026-06-01")]
    assert with_attested(CATALOGUE, one, DAY).products["p"].unit_value == 7.0
    assert with_attested(CATALOGUE, one, date(2026, 6, 2)).products["p"].unit_value is None


def test_what_it_said_may_be_changed_by_who_said_it() -> None:
    filled = with_attested(CATALOGUE, [made("p", "unit_value", 7.0)], DAY)
    checked("p", "unit_value", 8.0, filled)


def test_owners_are_companies_with_shares() -> None:
    owners = [{"owner": "d", "share": 0.5}]
    checked("c", "owned_by", owners, CATALOGUE)
    filled = with_attested(CATALOGUE, [made("c", "owned_by", owners)], DAY)
    assert filled.companies["c"].owned_by == (Holding("d", 0.5, source=SourceRef("attestation:c", "owned_by")),)


@pytest.mark.parametrize(
    ("subject", "fact", "value"),
    [
        ("p", "name", "x"),
        ("p", "incorporated_in", "US"),
        ("c", "unit_value", 1.0),
        ("p", "unit_value", 0),
        ("p", "unit_value", "7"),
        ("p", "unit_value", True),
        ("p", "unit_value", None),
        ("p", "us_value_share", [0.7, 0.6]),
        ("p", "us_value_share", [0.6, 1.1]),
        ("p", "us_value_share", 0.6),
        ("p", "available_in", []),
        ("p", "available_in", ["XX"]),
        ("p", "available_in", "KE"),
        ("p", "open_weight", "no"),
        ("c", "based_in", "Kenya"),
        ("c", "owned_by", [{"owner": "nobody"}]),
        ("c", "owned_by", [{"owner": "d", "share": 2}]),
        ("c", "owned_by", [{"owner": "d", "extra": 1}]),
        ("c", "owned_by", ["d"]),
    ],
)
def test_what_cannot_be_attested(subject: str, fact: str, value: Any) -> None:
    with pytest.raises(BadInput):
        checked(subject, fact, value, CATALOGUE)


def test_who_may_attest_what() -> None:
    assert company_of("c", CATALOGUE) == company_of("p", CATALOGUE) == "c"
    with pytest.raises(NotFound):
        company_of("z", CATALOGUE)


def test_every_change_is_counted_so_that_snapshots_notice() -> None:
    kept = Attestations(MemoryRecords())
    assert kept.changes() == 0
    first = kept.put(made("p", "unit_value", 7.0), 0)
    second = kept.put(replace(first, value=8.0), first.version)
    with pytest.raises(Conflict):
        kept.put(first, first.version)
    kept.withdraw(second)
    assert kept.changes() == 3
    assert list(kept.all()) == []
