"""What is judged and composed over: companies, products, a market, requirements, fits, and a rulebook as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from graph.model import GLOBAL, Company, MarketKind, Product, Requirement
from matching.rules.rulebook import Rulebook, SwitchValue


@dataclass(frozen=True, slots=True)
class Target:
    """The market of a team: ``countries`` are alpha-2 codes; kind "global" needs none."""

    kind: MarketKind
    countries: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        """Whether a market is named at all."""
        return self.kind is MarketKind.GLOBAL or len(self.countries) > 0

    @property
    def places(self) -> tuple[str, ...]:
        """Where things have to be available: the countries, each once; only "global" for the world."""
        return (GLOBAL,) if self.kind is MarketKind.GLOBAL else tuple(dict.fromkeys(self.countries))

    @property
    def shown_places(self) -> tuple[str, ...]:
        """The same as readers see them: the world may name countries, all served by global products alone."""
        return tuple(dict.fromkeys(self.countries)) or self.places


@dataclass(frozen=True, slots=True)
class Problem:
    """A closed world. The order of ``companies`` is the order in which "any member" becomes the anchor.

    ``fit``: (requirement id, product id) to a fit above 0, at most 1; a missing pair does not serve.
    ``screening``: company id to ``NO_LIST_MATCH``, ``REVIEW`` or ``POTENTIAL_MATCH``; None when nobody was screened.
    ``buyer``: id of the buying company, when it is known, for the rules on destinations and end users.
    """

    companies: Mapping[str, Company]
    products: Mapping[str, Product]
    market: Target
    rulebook: Rulebook
    as_of: date
    requirements: tuple[Requirement, ...] = ()
    fit: Mapping[tuple[str, str], float] = field(default_factory=dict)
    switches: Mapping[str, SwitchValue] = field(default_factory=dict)
    screening: Mapping[str, str] | None = None
    buyer: str | None = None

    def companies_of(self, products: tuple[str, ...]) -> tuple[str, ...]:
        """The companies of these products, in the order of ``companies``."""
        wanted = {self.products[product].company for product in products}
        known = tuple(company for company in self.companies if company in wanted)
        return (*known, *sorted(wanted.difference(known)))
