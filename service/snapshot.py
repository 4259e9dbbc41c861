"""The catalogue as matching sees it at one version: merged companies folded, prepared for search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from graph.catalogue import Catalogue
from matching.fit.match import Matcher
from matching.search.corpus import Corpus
from service.freshness import StaleFact


@dataclass(frozen=True)
class Snapshot:
    """``catalogue``: every merged company is its survivor, and facts that are too old on ``day`` are not known.

    ``merged``: retired company id to the id it stands for. ``stale``: the facts that were left out as too old.
    """

    catalogue: Catalogue
    corpus: Corpus
    matcher: Matcher
    merged: Mapping[str, str]
    day: date | None = None
    stale: tuple[StaleFact, ...] = ()

    @property
    def version(self) -> int:
        return self.catalogue.version


def without_illustrative(catalogue: Catalogue) -> Catalogue:
    """The catalogue without anything that was made up for an example."""
    companies = {key: company for key, company in catalogue.companies.items() if not company.illustrative}
    products = {
        key: product
        for key, product in catalogue.products.items()
        if not product.illustrative and product.company in companies
    }
    return replace(catalogue, companies=companies, products=products)
