"""Model lineage: a fine-tune of a barred open-weight model is found over any number of DERIVED_FROM steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.model import Company, Layer, Product, ProductLinkKind
from matching.rules.findings import MissingFact
from matching.rules.location import Answer, located, missing_places


@dataclass(frozen=True, slots=True)
class Lineage:
    """``answer``: does the product rest on a model of the countries; ``through``: the ids from it to that model."""

    answer: Answer
    through: tuple[str, ...] = ()
    missing: tuple[MissingFact, ...] = ()


class Lineages:
    """Model lineage of the products of one catalogue; an ancestor that it does not hold may be anything."""

    def __init__(
        self, products: Mapping[str, Product], companies: Mapping[str, Company], countries: frozenset[str], layer: Layer
    ) -> None:
        self._products = products
        self._companies = companies
        self._countries = countries
        self._layer = layer
        self._found: dict[str, Lineage] = {}

    def of(self, product_id: str) -> Lineage:
        known = self._found.get(product_id)
        if known is None:
            known = self._found[product_id] = self._trace(product_id)
        return known

    def _trace(self, product_id: str) -> Lineage:
        paths: dict[str, tuple[str, ...]] = {product_id: (product_id,)}
        queue = [product_id]
        missing: dict[MissingFact, None] = {}
        for current in queue:  # grows while it is walked: breadth first, so the shortest path is named
            product = self._products.get(current)
            if product is None:
                missing[MissingFact(current, "company")] = None
                continue
            if product.layer is self._layer:
                answer = located(self._companies.get(product.company), self._countries)
                if answer is Answer.YES:
                    return Lineage(Answer.YES, paths[current])
                if answer is Answer.UNKNOWN:
                    places = missing_places(product.company, self._companies.get(product.company))
                    missing.update(dict.fromkeys(places))
            for parent in product.linked(ProductLinkKind.DERIVED_FROM):
                if parent not in paths:
                    paths[parent] = (*paths[current], parent)
                    queue.append(parent)
        return Lineage(Answer.UNKNOWN if missing else Answer.NO, (), tuple(missing))
