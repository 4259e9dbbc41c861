"""The catalogue as matching sees it at one version: merged companies folded, prepared for search."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from graph.catalogue import Catalogue
from matching.fit.match import Matcher
from matching.search.corpus import Corpus
from service.freshness import StaleFact


@dataclass(frozen=True)
class Snapshot:
    """``catalogue``: every merged company is its survivor, and facts that are too old on ``day`` are not known.

    ``merged``: retired company id to the id it stands for. ``prepare`` makes the matcher when it is first asked for:
    who only looks things up does not wait for it. ``stale``: the facts that were left out as too old.
    """

    catalogue: Catalogue
    merged: Mapping[str, str]
    prepare: Callable[[], Matcher]
    day: date | None = None
    stale: tuple[StaleFact, ...] = ()

    @property
    def version(self) -> int:
        return self.catalogue.version

    @cached_property
    def matcher(self) -> Matcher:
        """The catalogue prepared for matching; about a second for each thousand products the first time."""
        return self.prepare()

    @property
    def matched(self) -> bool:
        """Whether anybody asked for the matcher yet."""
        return "matcher" in self.__dict__

    @property
    def corpus(self) -> Corpus:
        return self.matcher.corpus


def same_supply(one: Catalogue, other: Catalogue) -> bool:
    """Whether both hold the same products, companies and demand, so that what was prepared for one serves the other."""
    return (
        one.products == other.products and one.companies == other.companies and one.opportunities == other.opportunities
    )


def without_illustrative(catalogue: Catalogue) -> Catalogue:
    """The catalogue without anything that was made up for an example."""
    companies = {key: company for key, company in catalogue.companies.items() if not company.illustrative}
    products = {
        key: product
        for key, product in catalogue.products.items()
        if not product.illustrative and product.company in companies
    }
    return replace(catalogue, companies=companies, products=products)
