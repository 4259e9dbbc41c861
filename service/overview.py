"""Supply and demand counted by country and layer: what the heat map and the map of markets show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graph.model import GLOBAL, Layer, MarketKind
from service.app import Alliedstack
from service.demand import DemandBoard
from service.replay import Replay


@dataclass(frozen=True, slots=True)
class CountryCount:
    """``supply``: layer to products known to be available there; ``demand``: published notices of that country.

    ``layers``: the sum over its notices of the probability that they ask for each layer; ``unmet``: notices that
    nothing in the catalogue fits. Both are None where demand was not read.
    """

    country: str
    name: str
    supply: Mapping[Layer, int]
    demand: int
    layers: Mapping[Layer, float] | None
    unmet: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """``unknown``: layer to products of which it is not known where they are available; they count nowhere."""

    countries: tuple[CountryCount, ...]
    products: Mapping[Layer, int]
    unknown: Mapping[Layer, int]
    worldwide: Mapping[Layer, int]
    opportunities: int
    companies: int
    replay: Replay


def overview(app: Alliedstack, demand: DemandBoard | None = None, *, illustrative: bool = False) -> Overview:
    """Count the catalogue; only countries with anything to show are listed, by id."""
    snapshot = app.snapshot(illustrative=illustrative)
    catalogue = snapshot.catalogue
    products, unknown, worldwide = Counter[Layer](), Counter[Layer](), Counter[Layer]()
    local: dict[str, Counter[Layer]] = {}
    for product in catalogue.products.values():
        products[product.layer] += 1
        if product.available_in is None:
            unknown[product.layer] += 1
        elif GLOBAL in product.available_in:
            worldwide[product.layer] += 1
        else:
            for country in product.available_in:
                local.setdefault(country, Counter())[product.layer] += 1
    asked = Counter(country for one in catalogue.opportunities.values() for country in one.countries)
    layers, unmet = _read(demand)
    rows = [
        CountryCount(
            country=key,
            name=market.name,
            supply={layer: local.get(key, Counter())[layer] + worldwide[layer] for layer in Layer},
            demand=asked[key],
            layers=layers.get(key, dict.fromkeys(Layer, 0.0)) if demand is not None else None,
            unmet=unmet[key] if demand is not None else None,
        )
        for key, market in sorted(catalogue.markets.items())
        if market.kind is MarketKind.COUNTRY and (asked[key] > 0 or key in local)
    ]
    return Overview(
        tuple(rows),
        dict(products),
        dict(unknown),
        dict(worldwide),
        len(catalogue.opportunities),
        len(catalogue.companies),
        app.replay(snapshot),
    )


def _read(demand: DemandBoard | None) -> tuple[dict[str, dict[Layer, float]], Counter[str]]:
    layers: dict[str, dict[Layer, float]] = {}
    unmet: Counter[str] = Counter()
    for one in demand.items.values() if demand is not None else ():
        for country in one.opportunity.countries:
            held = layers.setdefault(country, dict.fromkeys(Layer, 0.0))
            for layer, chance in one.layers.items():
                held[layer] += chance
            unmet[country] += one.nothing_fits
    return layers, unmet
