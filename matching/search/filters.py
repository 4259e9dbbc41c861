# ruff: noqa: E501, ARG005 - the table of checks, one a pair of lines
"""Filters come first: what a product must be before any likeness counts. Each says what it removed and why.

A product whose fact is not known passes (and the fact is listed as missing) unless ``strict`` is set: unknown is
never counted as a yes, but neither is it a reason to hide a product that may fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from graph.model import GLOBAL, Availability, Layer, Product

Mask = NDArray[np.bool_]


class Held(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty means "any". ``markets``: ISO 3166-1 alpha-2 codes, all of which must be served; with ``some_market`` one
    of them is enough (a team may serve each country with another product).

    ``barred_products`` and ``barred_companies``: ids that a rule removed before, with no say of likeness.
    """

    layers: frozenset[Layer] = frozenset()
    markets: frozenset[str] = frozenset()
    certifications: frozenset[str] = frozenset()
    deployments: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    companies: frozenset[str] = frozenset()
    barred_products: frozenset[str] = frozenset()
    barred_companies: frozenset[str] = frozenset()
    include_planned: bool = False
    strict: bool = False
    some_market: bool = False


@dataclass(frozen=True, slots=True)
class Removal:
    """One filter's answer about one product. ``change``: what would have to change for it to pass."""

    filter: str
    held: Held
    asked: str
    offered: str
    change: str


def _contains(offered: tuple[str, ...], asked: str) -> bool:
    """``"FedRAMP"`` is held by ``"FedRAMP High"``."""
    low = asked.casefold()
    return any(low in value.casefold() for value in offered)


def _listed(offered: tuple[str, ...], asked: frozenset[str]) -> Held:
    if not offered:
        return Held.UNKNOWN
    return Held.YES if all(_contains(offered, a) for a in asked) else Held.NO


def _any_listed(offered: tuple[str, ...], asked: frozenset[str]) -> Held:
    if not offered:
        return Held.UNKNOWN
    return Held.YES if any(_contains(offered, a) for a in asked) else Held.NO


def _markets(product: Product, filters: Filters) -> Held:
    if product.available_in is None:
        return Held.UNKNOWN
    there = filters.markets & set(product.available_in)
    served = GLOBAL in product.available_in or (bool(there) if filters.some_market else there == filters.markets)
    return Held.YES if served else Held.NO


def _yes(condition: bool) -> Held:
    return Held.YES if condition else Held.NO


@dataclass(frozen=True, slots=True)
class _Check:
    """``key``: the product's value that the answer depends on, so that equal values are judged once."""

    name: str
    active: Callable[[Filters], bool]
    held: Callable[[Product, Filters], Held]
    key: Callable[[Product], object]
    asked: Callable[[Filters], str]
    change: str


def _join(values: frozenset[str] | frozenset[Layer]) -> str:
    return ", ".join(sorted(str(v) for v in values)[:10])


CHECKS: tuple[_Check, ...] = (
    _Check("status", lambda f: True, lambda p, f: _yes(p.status is Availability.ACTIVE or (f.include_planned and p.status is Availability.PLANNED)),
           lambda p: p.status, lambda f: "active" + (" or planned" if f.include_planned else ""), "The product is offered (again), or planned products are allowed."),
    _Check("barred product", lambda f: bool(f.barred_products), lambda p, f: _yes(p.id not in f.barred_products),
           lambda p: p.id, lambda f: "no barred product", "The rule that bars the product is met or switched off."),
    _Check("barred company", lambda f: bool(f.barred_companies), lambda p, f: _yes(p.company not in f.barred_companies),
           lambda p: p.company, lambda f: "no barred company", "The rule that bars the company is met or switched off."),
    _Check("layer", lambda f: bool(f.layers), lambda p, f: _yes(p.layer in f.layers),
           lambda p: p.layer, lambda f: _join(f.layers), "The layer filter is widened, or the product's layer is corrected."),
    _Check("company", lambda f: bool(f.companies), lambda p, f: _yes(p.company in f.companies),
           lambda p: p.company, lambda f: _join(f.companies), "The company filter is widened."),
    _Check("market", lambda f: bool(f.markets), _markets,
           lambda p: p.available_in, lambda f: _join(f.markets), "The company states that the product is available there."),
    _Check("certification", lambda f: bool(f.certifications), lambda p, f: _listed(p.certifications, f.certifications),
           lambda p: p.certifications, lambda f: _join(f.certifications), "The product gets (and states) the certification."),
    _Check("deployment", lambda f: bool(f.deployments), lambda p, f: _any_listed(p.deployment, f.deployments),
           lambda p: p.deployment, lambda f: _join(f.deployments), "The product is offered in that form of deployment."),
    _Check("language", lambda f: bool(f.languages), lambda p, f: _listed(p.languages, f.languages),
           lambda p: p.languages, lambda f: _join(f.languages), "The product is offered in that language."),
    _Check("sector", lambda f: bool(f.sectors), lambda p, f: _any_listed(p.sectors, f.sectors),
           lambda p: p.sectors, lambda f: _join(f.sectors), "The product is offered to that sector."),
)  # fmt: skip

_OFFERED: dict[str, Callable[[Product], str]] = {
    "status": lambda p: p.status.value,
    "barred product": lambda p: p.id,
    "barred company": lambda p: p.company,
    "layer": lambda p: p.layer.value,
    "company": lambda p: p.company,
    "market": lambda p: "not known" if p.available_in is None else ", ".join(p.available_in[:10]),
    "certification": lambda p: ", ".join(p.certifications) or "not known",
    "deployment": lambda p: ", ".join(p.deployment) or "not known",
    "language": lambda p: ", ".join(p.languages) or "not known",
    "sector": lambda p: ", ".join(p.sectors) or "not known",
}


def removals(product: Product, filters: Filters) -> tuple[Removal, ...]:
    """Every active filter that ``product`` fails (or, not strict, whose fact is not known: ``held`` says which)."""
    found = []
    for check in CHECKS:
        if not check.active(filters):
            continue
        held = check.held(product, filters)
        if held is not Held.YES:
            found.append(Removal(check.name, held, check.asked(filters), _OFFERED[check.name](product), check.change))
    return tuple(found)


def removes(removal: Removal, filters: Filters) -> bool:
    """Whether this answer takes the product out of the candidates."""
    return removal.held is Held.NO or filters.strict


class FilterIndex:
    """Answers filters over all products by judging each distinct value once. Masks of single values are kept."""

    def __init__(self, products: tuple[Product, ...]) -> None:
        self._products = products
        self._codes: dict[str, NDArray[np.int32]] = {}
        self._examples: dict[str, list[Product]] = {}

    def mask(self, filters: Filters) -> Mask:
        """Shape (products,): which pass every active filter."""
        passed = np.ones(len(self._products), dtype=np.bool_)
        for check in CHECKS:
            if check.active(filters):
                passed &= self._answers(check, filters)
        return passed

    def _answers(self, check: _Check, filters: Filters) -> Mask:
        if check.name not in self._codes:
            self._index(check)
        kept = {Held.YES} if filters.strict else {Held.YES, Held.UNKNOWN}
        verdicts = np.fromiter((check.held(p, filters) in kept for p in self._examples[check.name]), dtype=np.bool_)
        return np.asarray(verdicts[self._codes[check.name]], dtype=np.bool_)

    def _index(self, check: _Check) -> None:
        number: dict[object, int] = {}
        examples: list[Product] = []
        codes = np.empty(len(self._products), dtype=np.int32)
        for row, product in enumerate(self._products):
            key = check.key(product)
            code = number.get(key)
            if code is None:
                code = number[key] = len(examples)
                examples.append(product)
            codes[row] = code
        self._codes[check.name] = codes
        self._examples[check.name] = examples
