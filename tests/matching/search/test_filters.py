"""Filters: what is not known passes unless asked otherwise, and each removal says what would change it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from graph.model import Availability, Layer, Product
from matching.search.corpus import Corpus
from matching.search.filters import FilterIndex, Filters, Held, removals, removes


def passed(corpus: Corpus, filters: Filters) -> list[str]:
    return [p.id for p, ok in zip(corpus.products, corpus.filters.mask(filters), strict=True) if ok]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["p1", "p2", "p3", "p4", "p5"]),
        (Filters(layers=frozenset({Layer.D})), ["p1", "p2"]),
        (Filters(markets=frozenset({"KE"})), ["p1", "p2", "p4", "p5"]),
        (Filters(markets=frozenset({"KE"}), strict=True), ["p1", "p2", "p5"]),
        (Filters(markets=frozenset({"KE", "DE"}), strict=True), ["p1", "p2"]),
        (Filters(certifications=frozenset({"FedRAMP"}), strict=True), ["p1"]),
        (Filters(deployments=frozenset({"on-premise"})), ["p2", "p3", "p4", "p5"]),
        (Filters(sectors=frozenset({"health"}), strict=True), ["p3"]),
        (Filters(companies=frozenset({"wheels"})), ["p4"]),
        (Filters(barred_products=frozenset({"p1"}), barred_companies=frozenset({"wheels"})), ["p2", "p3", "p5"]),
        (Filters(languages=frozenset({"de"}), strict=True), ["p1"]),
    ],
)
def test_what_passes(corpus: Corpus, filters: Filters, expected: list[str]) -> None:
    assert passed(corpus, filters) == expected


def test_the_mask_and_the_single_answer_agree(corpus: Corpus) -> None:
    filters = Filters(markets=frozenset({"FR"}), layers=frozenset({Layer.E}), certifications=frozenset({"SOC 2"}))
    for strict in (False, True):
        asked = Filters(filters.layers, filters.markets, filters.certifications, strict=strict)
        mask = corpus.filters.mask(asked)
        for product, ok in zip(corpus.products, mask, strict=True):
            removed = [r for r in removals(product, asked) if removes(r, asked)]
            assert ok == (not removed), product.id


def test_a_removal_says_what_would_change_it(corpus: Corpus) -> None:
    (removal,) = removals(corpus.products[2], Filters(markets=frozenset({"KE"})))
    assert (removal.filter, removal.held, removal.offered) == ("market", Held.NO, "FR")
    assert "available there" in removal.change


@pytest.mark.parametrize(
    ("status", "planned_too", "expected"),
    [
        (Availability.ACTIVE, False, True),
        (Availability.PLANNED, False, False),
        (Availability.PLANNED, True, True),
        (Availability.WITHDRAWN, True, False),
    ],
)
def test_status(make_product: Callable[..., Product], status: Availability, planned_too: bool, expected: bool) -> None:
    index = FilterIndex((make_product("x", "X", "", status=status),))
    assert np.array_equal(index.mask(Filters(include_planned=planned_too)), [expected])
