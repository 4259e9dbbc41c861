"""The program on a small real catalogue: what opening it loads, and the look-ups by name."""

from __future__ import annotations

from typing import Any

import pytest

from graph.errors import NotFound
from graph.model import Layer
from service.lookup import find_company, find_product
from service.markets import find_market


def test_the_catalogue_has_every_layer_and_marks_what_is_made_up(program: Any) -> None:
    real = program.app.snapshot().catalogue
    shown = program.app.snapshot(illustrative=True).catalogue
    assert {product.layer for product in real.products.values()} == set(Layer)
    assert not any(product.illustrative for product in real.products.values())
    made_up = [product for product in shown.products.values() if product.illustrative]
    assert len(made_up) == len(shown.products) - len(real.products) > 0
    assert all(shown.companies[product.company].illustrative for product in made_up)


def test_no_fact_of_a_real_company_is_invented(program: Any) -> None:
    catalogue = program.app.snapshot().catalogue
    for product in catalogue.products.values():
        assert product.us_value_share is None
        assert product.sources
    assert all(company.owned_by is None for company in catalogue.companies.values())


def test_bundled_vectors_spare_embedding_the_bundled_products(program: Any) -> None:
    assert program.embedded == 0


def test_a_snapshot_is_kept_while_nothing_changes(program: Any) -> None:
    assert program.app.snapshot() is program.app.snapshot()
    assert program.app.snapshot() is not program.app.snapshot(illustrative=True)


@pytest.mark.parametrize("name", ["Kenya", "kenya", "KE", "Кения", "KEN"])
def test_a_market_by_any_of_its_names(program: Any, name: str) -> None:
    assert find_market(name, program.app.catalogue().markets).id == "KE"


def test_blocs_regions_and_the_world_are_markets(program: Any) -> None:
    markets = program.app.catalogue().markets
    assert "VN" in find_market("ASEAN", markets).countries
    assert "KE" in find_market("Eastern Africa", markets).countries
    assert find_market("global", markets).kind.value == "global"


def test_a_market_is_found_in_the_catalogue_that_is_asked(program: Any) -> None:
    markets = dict(program.app.catalogue().markets)
    assert find_market("Kenya", markets).id == "KE"
    with pytest.raises(NotFound):
        find_market("Kenya", {key: one for key, one in markets.items() if key != "KE"})


def test_an_unknown_market_is_answered_with_near_ones(program: Any) -> None:
    with pytest.raises(NotFound, match="There is no market") as caught:
        find_market("Kenja", program.app.catalogue().markets)
    assert "Kenya" in caught.value.hint


def test_companies_and_products_by_id_and_name_with_suggestions(program: Any) -> None:
    snapshot = program.app.snapshot()
    nuance = find_product("nuance dragon", snapshot)
    assert find_product(nuance.id, snapshot) is nuance
    assert find_company("Nuance", snapshot).id == nuance.company
    with pytest.raises(NotFound) as caught:
        find_product("Nuance Dragn", snapshot)
    assert nuance.id in caught.value.hint
    with pytest.raises(NotFound) as caught:
        find_company("Qualis", snapshot)
    assert "Qualys" in caught.value.hint


def test_what_was_merged_leads_to_its_survivor(program: Any) -> None:
    snapshot = program.app.snapshot()
    assert {old for old, new in snapshot.merged.items() if old != new} == {
        "company:fedramp:amazon",
        "company:fedramp:qualys-inc",
        "company:ted:infocomp-sp-zo-o",
    }
    retired, survivor = next((old, new) for old, new in snapshot.merged.items() if old != new)
    assert retired not in snapshot.catalogue.companies
    assert find_company(retired, snapshot).id == survivor
