"""Made-up markets for timing the composer: sizes and densities like a catalogue's, nobody real in them."""

from __future__ import annotations

import random
from datetime import date

from graph.model import (
    GLOBAL,
    Company,
    Holding,
    Layer,
    MarketKind,
    Product,
    ProductLink,
    ProductLinkKind,
    Requirement,
)
from matching.rules.problem import Problem, Target
from matching.rules.rulebook import Rulebook

REQUIREMENTS = 12
_LAYER_OF_REQUIREMENT = "AABBCCDDEEEE"
_PRODUCTS_A_COMPANY = 2.5
_PLACES = ["US"] * 60 + ["DE", "JP", "KR", "GB", "FR"] * 5 + ["CN"] * 6 + ["RU"] * 2
_ELSEWHERE = ("BR", "IN", "VN")  # some products are not to be had in the market at all
_DAY = date(2026, 6, 15)


def made_up_problem(products: int, countries: tuple[str, ...], rulebook: Rulebook, seed: int = 1) -> Problem:
    """A market with ``products`` products of five layers and :data:`REQUIREMENTS` requirements.

    Every third product of a requirement's layer serves it, with a fit of three decimals; one in ten facts about
    companies and values is not known; some products are built on, or conflict with, another.
    """
    draw = random.Random(seed)  # noqa: S311
    ids = [f"company-{i}" for i in range(max(int(products / _PRODUCTS_A_COMPANY), 8))]
    companies = {company: _company(company, ids, draw) for company in ids}
    names = [f"product-{i}" for i in range(products)]
    offers = {
        name: _product(name, draw.choice(ids), "ABCDE"[i % 5], names, countries, draw) for i, name in enumerate(names)
    }
    requirements = tuple(
        Requirement(f"need-{i}", f"need {i}", Layer(_LAYER_OF_REQUIREMENT[i]), mandatory=i % 2 == 0)
        for i in range(REQUIREMENTS)
    )
    fit = {
        (requirement.id, product.id): round(draw.betavariate(2, 3), 3)
        for requirement in requirements
        for product in offers.values()
        if product.layer is requirement.layer and draw.random() < 1 / 3
    }
    kind = MarketKind.COUNTRY if len(countries) == 1 else MarketKind.BLOC
    return Problem(companies, offers, Target(kind, countries), rulebook, _DAY, requirements, fit)


def _company(company: str, ids: list[str], draw: random.Random) -> Company:
    owners = (Holding(draw.choice(ids), draw.choice([0.1, 0.3, 0.6])),) if draw.random() < 0.15 else ()
    return Company(
        company,
        company,
        incorporated_in=None if draw.random() < 0.1 else draw.choice(_PLACES),
        based_in=None if draw.random() < 0.1 else draw.choice(_PLACES),
        owned_by=None if draw.random() < 0.1 else owners,
        controlled_by=None if draw.random() < 0.1 else (),
        small_business=draw.random() < 0.2,
    )


def _product(
    name: str, company: str, layer: str, names: list[str], countries: tuple[str, ...], draw: random.Random
) -> Product:
    spread = draw.random()
    places = (*countries, *_ELSEWHERE)
    available = (GLOBAL,) if spread < 0.5 else tuple(draw.sample(places, max(1, round(len(places) * spread))))
    links = tuple(
        ProductLink(kind, other)
        for kind in (ProductLinkKind.BUILT_ON, ProductLinkKind.CONFLICTS_WITH)
        if draw.random() < 0.05 and (other := draw.choice(names)) != name
    )
    hardware = layer == "A"
    low = round(draw.uniform(0.1, 0.9), 2)
    return Product(
        name,
        name,
        company,
        Layer(layer),
        available_in=available,
        unit_value=float(draw.randrange(10_000, 5_000_000, 1000)) if hardware and draw.random() < 0.9 else None,
        us_value_share=(low, min(low + 0.1, 1.0)) if hardware and draw.random() < 0.9 else None,
        links=links,
    )
