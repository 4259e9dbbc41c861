"""What the composer chooses from: the products that no bar hits, and who of them could serve what, where.

Places whose products are the same to the model are one class: a bloc of 27 countries in which products are available
everywhere or in a few countries has few classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from graph.model import Product, ProductLinkKind
from matching.rules.availability import available
from matching.rules.exact import exact
from matching.rules.judge import Judge
from matching.rules.location import Answer
from matching.rules.predicates import FoundationsPresent, LayersCovered, MandatoryServed, NoConflicts

_FINEST = 9  # decimals of a fit that count; a model's fit is noise beyond that, a person's has fewer


@dataclass(frozen=True, slots=True)
class Class:
    """Some places that are alike: who may serve there, and who certainly does."""

    possible: frozenset[str]
    sure: frozenset[str]


@dataclass(frozen=True, slots=True)
class Need:
    """A layer or a mandatory requirement that has to be served in every class."""

    kind: str  # "layer" or "requirement"
    subject: str
    classes: tuple[Class, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """The composer's choices. Fits are whole numbers: fit x 10 ** ``decimals``."""

    products: tuple[str, ...]
    by_id: Mapping[str, Product]
    needs: tuple[Need, ...]
    wishes: Mapping[str, tuple[frozenset[str], ...]]  # requirement to the servers of each class (worst class counts)
    fit: Mapping[tuple[str, str], int]
    decimals: int
    foundations: Mapping[str, tuple[str, ...]]
    conflicts: tuple[tuple[str, str], ...]
    content: Mapping[str, Fraction | None]  # counted hardware: surplus over the threshold; None: value not known
    content_low: Mapping[str, bool]  # whether its share reaches the threshold at the low end

    def company(self, product: str) -> str:
        return self.by_id[product].company

    def best(self, requirement: str) -> int:
        """The best fit that any team could reach: the best server of the worst-served class."""
        classes = self.wishes[requirement]
        return min((max((self.fit[requirement, p] for p in c), default=0) for c in classes), default=0)

    def only(self, products: Iterable[str]) -> Pool:
        """The same with fewer products. What is built on a product that is left out goes as well."""
        kept = set(products)
        while True:
            broken = {p for p in kept if any(base not in kept for base in self.foundations.get(p, ()))}
            if not broken:
                break
            kept -= broken
        return replace(
            self,
            products=tuple(p for p in self.products if p in kept),
            needs=tuple(
                replace(n, classes=_distinct(Class(c.possible & kept, c.sure & kept) for c in n.classes))
                for n in self.needs
            ),
            wishes={r: worst_classes(c & kept for c in classes) for r, classes in self.wishes.items()},
            conflicts=tuple(pair for pair in self.conflicts if kept.issuperset(pair)),
        )


def build_pool(judge: Judge, fit_floor: float = 0.0) -> Pool:
    """Every product that no bar hits, sorted by id, so that the order of the input changes nothing.

    Args:
        judge: the problem's rules.
        fit_floor: fits under it do not serve; within [0, 1].
    """
    problem = judge.problem
    products = {p: problem.products[p] for p in sorted(problem.products) if not judge.barred_by(p)}
    classes = _classes(products.values(), problem.market.places)
    fits = {
        pair: exact(fit) for pair, fit in problem.fit.items() if fit > 0 and fit >= fit_floor and pair[1] in products
    }
    decimals = _decimals(fits.values())
    servers: dict[str, set[str]] = {requirement.id: set() for requirement in problem.requirements}
    for requirement_id, product in fits:
        if requirement_id in servers:
            servers[requirement_id].add(product)
    reading = judge.reading
    needs = [
        _need("layer", layer.value, {p for p in products if products[p].layer is layer}, classes)
        for _, predicate in reading.of_kind(LayersCovered)
        for layer in predicate.layers
    ]
    if reading.of_kind(MandatoryServed):
        needs += [_need("requirement", r.id, servers[r.id], classes) for r in problem.requirements if r.mandatory]
    content, content_low = _content(judge, products)
    foundations = reading.of_kind(FoundationsPresent)
    return Pool(
        products=tuple(products),
        by_id=problem.products,
        needs=tuple(needs),
        wishes={r: worst_classes(frozenset(s & c.possible) for c in classes) for r, s in servers.items()},
        fit={pair: round(value * 10**decimals) for pair, value in fits.items()},
        decimals=decimals,
        foundations=_foundations(products) if foundations else {},
        conflicts=_conflicts(judge, products) if reading.of_kind(NoConflicts) else (),
        content=content,
        content_low=content_low,
    )


def unserved(pool: Pool, judge: Judge) -> list[tuple[Need, tuple[str, ...]]]:
    """The needs that no product of the pool can serve, with the places where (all places: everywhere)."""
    places = judge.problem.market.places
    found = []
    for need in pool.needs:
        if all(c.possible for c in need.classes):
            continue
        servers = (
            [p for p in pool.products if pool.by_id[p].layer == need.subject]
            if need.kind == "layer"
            else [p for p in pool.products if (need.subject, p) in pool.fit]
        )
        without = tuple(place for place in places if all(available(pool.by_id[p], place) is Answer.NO for p in servers))
        found.append((need, without))
    return found


def _classes(products: Iterable[Product], places: tuple[str, ...]) -> tuple[Class, ...]:
    by_availability: dict[tuple[str, ...] | None, list[Product]] = {}
    for product in products:
        by_availability.setdefault(product.available_in, []).append(product)
    if not places:
        everybody = frozenset(p.id for group in by_availability.values() for p in group)
        return (Class(everybody, everybody),)
    found: dict[tuple[Answer, ...], Class] = {}
    for place in places:
        answers = tuple(available(group[0], place) for group in by_availability.values())
        if answers not in found:
            pairs = list(zip(by_availability.values(), answers, strict=True))
            found[answers] = Class(
                frozenset(p.id for group, answer in pairs if answer is not Answer.NO for p in group),
                frozenset(p.id for group, answer in pairs if answer is Answer.YES for p in group),
            )
    return tuple(found.values())


def _need(kind: str, subject: str, servers: set[str], classes: tuple[Class, ...]) -> Need:
    return Need(kind, subject, _distinct(Class(c.possible & servers, c.sure & servers) for c in classes))


def _distinct(classes: Iterable[Class]) -> tuple[Class, ...]:
    """Without the classes that another one implies: whoever serves there, serves here."""
    kept: list[Class] = []
    for new in classes:
        if any(old.possible <= new.possible and old.sure <= new.sure for old in kept):
            continue
        kept = [old for old in kept if not (new.possible <= old.possible and new.sure <= old.sure)]
        kept.append(new)
    return tuple(kept)


def worst_classes(classes: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Without the classes that another one implies: whatever serves there at best, serves here at least as well."""
    kept: list[frozenset[str]] = []
    for new in classes:
        if any(old <= new for old in kept):
            continue
        kept = [old for old in kept if not new <= old]
        kept.append(new)
    return tuple(kept)


def _decimals(fits: Iterable[Fraction]) -> int:
    """As many decimals as the fits have, so that whole numbers are exact; at most :data:`_FINEST`."""
    values = set(fits)
    return next((d for d in range(_FINEST) if all((v * 10**d).denominator == 1 for v in values)), _FINEST)


def _foundations(products: Mapping[str, Product]) -> dict[str, tuple[str, ...]]:
    linked = ((p.id, p.linked(ProductLinkKind.BUILT_ON)) for p in products.values() if p.links)
    return {product: tuple(sorted(set(bases))) for product, bases in linked if bases}


def _conflicts(judge: Judge, products: Mapping[str, Product]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (first, second)
        for first in sorted(judge.conflicts)
        for second in sorted(judge.conflicts[first])
        if first <= second and first in products and second in products
    )


def _content(judge: Judge, products: Mapping[str, Product]) -> tuple[dict[str, Fraction | None], dict[str, bool]]:
    surplus: dict[str, Fraction | None] = {}
    reaches: dict[str, bool] = {}
    threshold = judge.content_threshold
    if threshold is None:
        return surplus, reaches
    for product in judge.counted(products.values()):
        low = exact(product.us_value_share[0]) if product.us_value_share is not None else Fraction(0)
        reaches[product.id] = low >= threshold
        surplus[product.id] = None if product.unit_value is None else exact(product.unit_value) * (low - threshold)
    return surplus, reaches
