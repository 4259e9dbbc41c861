"""The smallest changes with which a team's hardware would reach the content threshold: drop, swap, add or attest.

The presumption is MET exactly when no product of unknown value has a share under the threshold, and the others'
surplus over the threshold, value x (share - threshold), sums to 0 or more. Every way is checked with the rules before
it is offered: the changed team is neither barred nor incomplete, and its presumption is MET.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import islice

from graph.model import Product
from matching.rules.content import share_of
from matching.rules.exact import ZERO, exact
from matching.rules.judge import Judge
from matching.teams.measure import admissible, open_findings, presumption_met, span, total_fit
from matching.teams.report import TeamReport, check

_Part = tuple[Fraction, int, int]  # surplus in USD, whether it stands in the way, whether it weighs anything
_EACH = 3  # ways of one kind that are offered
_TRIED = 60  # candidates judged for one kind, the best by arithmetic first
_MOST_ADDED = 3  # products; a team that needs more to reach the share needs other hardware


class WayKind(StrEnum):
    DROP = "drop"
    SWAP = "swap"
    ADD = "add"
    ATTEST = "attest"


@dataclass(frozen=True, slots=True)
class Attestation:
    """A fact to attest: ``fact`` of ``product`` at least (or at most) ``value``; shares 0 to 1, values in USD."""

    product: str
    fact: str
    value: float
    at_least: bool = True


@dataclass(frozen=True, slots=True)
class ContentWay:
    """One way. ``team`` is the changed team (None for attestations), ``fit_change`` what it costs in fit."""

    kind: WayKind
    words: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    attest: tuple[Attestation, ...] = ()
    team: TeamReport | None = None
    fit_change: float = 0.0


def content_ways(judge: Judge, anchor: str | None, products: Sequence[str]) -> tuple[ContentWay, ...]:
    """Ways for the team of ``products`` to have the presumption MET; none when it is, or when no presumption holds.

    Within each kind the best come first: least fit lost, then fewest open findings, then fewest members.
    """
    threshold = judge.content_threshold
    report = check(judge.problem, anchor, products, judge)
    if threshold is None or presumption_met(report):
        return ()
    ways = _Ways(judge, report, threshold)
    return (*ways.dropping(), *ways.swapping(), *ways.adding(), *ways.attesting())


class _Ways:
    def __init__(self, judge: Judge, report: TeamReport, threshold: Fraction) -> None:
        self._judge = judge
        self._report = report
        self._threshold = threshold
        catalogue = judge.problem.products
        self._held = judge.counted(catalogue[product] for product in report.products)
        team = set(report.products)
        self._others = [
            product
            for product in judge.counted(catalogue.values())
            if product.id not in team and not judge.barred_by(product.id)
        ]
        self._fit = total_fit(judge.problem, report.products)
        self._parts: dict[str, _Part] = {}
        parts = [self._part(product) for product in self._held]
        self._sum: _Part = (sum((p[0] for p in parts), ZERO), sum(p[1] for p in parts), sum(p[2] for p in parts))

    def dropping(self) -> Iterable[ContentWay]:
        for product in self._held:
            if self._reaches((product,), ()):
                yield from self._way(WayKind.DROP, (product,), ())

    def swapping(self) -> Iterable[ContentWay]:
        pairs = [(out, new) for out in self._held for new in self._others if self._reaches((out,), (new,))]
        pairs.sort(key=lambda pair: (-self._fit_with((pair[0],), (pair[1],)), pair[1].id))
        found = [way for out, new in pairs[:_TRIED] for way in self._way(WayKind.SWAP, (out,), (new,))]
        return islice(_best(found), _EACH)

    def adding(self) -> Iterable[ContentWay]:
        singles = [new for new in self._others if self._reaches((), (new,))]
        singles.sort(key=lambda new: (-self._fit_with((), (new,)), new.unit_value or 0.0, new.id))
        found = [way for new in singles[:_TRIED] for way in self._way(WayKind.ADD, (), (new,))]
        if not found:
            rich = sorted((p for p in self._others if self._surplus(p) > 0), key=lambda p: (-self._surplus(p), p.id))
            for count in range(2, _MOST_ADDED + 1):
                together = rich[:count]
                if len(together) == count and self._reaches((), together):
                    found = list(self._way(WayKind.ADD, (), tuple(together)))
                    break
        return islice(_best(found), _EACH)

    def attesting(self) -> Iterable[ContentWay]:
        """Each single fact that would do; failing that, the fewest facts that would do together."""
        blocking = [p for p in self._held if p.unit_value is None and share_of(p).low < self._threshold]
        needed = [self._share_attested(p, self._threshold) for p in blocking]
        if not all(share_of(p).high >= self._threshold for p in blocking):
            return  # hardware of unknown value that cannot reach the threshold: no attestation of a share helps
        lacking = -sum((self._surplus(p) for p in self._held if p.unit_value is not None), ZERO)
        if lacking <= 0:
            if needed:
                yield self._attestation(needed)
            return
        rooms = {p.id: exact(p.unit_value or 0.0) * (share_of(p).high - share_of(p).low) for p in self._held}
        able = sorted((p for p in self._held if rooms[p.id] > 0), key=lambda p: (-rooms[p.id], p.id))
        alone = [p for p in able if rooms[p.id] >= lacking]
        for product in alone[:_EACH]:
            least = share_of(product).low + lacking / exact(product.unit_value or 0.0)
            yield self._attestation([*needed, self._share_attested(product, least)])
        if not alone:
            yield from self._together(needed, able, lacking, rooms)

    def _together(
        self, needed: list[Attestation], able: list[Product], lacking: Fraction, rooms: dict[str, Fraction]
    ) -> Iterable[ContentWay]:
        facts = list(needed)
        for product in able:
            if lacking <= 0:
                break
            gain = min(rooms[product.id], lacking)
            least = share_of(product).low + gain / exact(product.unit_value or 0.0)
            facts.append(self._share_attested(product, least))
            lacking -= gain
        if lacking <= 0:
            yield self._attestation(facts)

    def _share_attested(self, product: Product, least: Fraction) -> Attestation:
        return Attestation(product.id, "us_value_share", float(least))

    def _attestation(self, facts: list[Attestation]) -> ContentWay:
        names: dict[str, list[str]] = {}
        for fact in facts:
            names.setdefault(_percent_up(fact.value), []).append(self._judge.problem.products[fact.product].name)
        said = "; ".join(f"U.S. share of at least {share}: {', '.join(held)}" for share, held in names.items())
        return ContentWay(WayKind.ATTEST, f"Obtain attestations of a {said}.", attest=tuple(facts))

    def _surplus(self, product: Product) -> Fraction:
        """USD over the threshold that the product certainly adds; unknown values add nothing."""
        return self._part(product)[0]

    def _part(self, product: Product) -> _Part:
        known = self._parts.get(product.id)
        if known is None:
            low, value = share_of(product).low, product.unit_value
            blocks = value is None and low < self._threshold
            surplus = exact(value or 0.0) * (low - self._threshold)
            known = self._parts[product.id] = (surplus, int(blocks), int(value is None or value > 0))
        return known

    def _reaches(self, removed: Sequence[Product], added: Sequence[Product]) -> bool:
        """Whether the team's hardware, so changed, certainly reaches the threshold."""
        surplus, blocking, weighty = self._sum
        for sign, products in ((-1, removed), (1, added)):
            for product in products:
                part = self._part(product)
                surplus += sign * part[0]
                blocking += sign * part[1]
                weighty += sign * part[2]
        return surplus >= 0 and blocking == 0 and weighty > 0

    def _changed(self, removed: tuple[Product, ...], added: tuple[Product, ...]) -> tuple[str, ...]:
        out = {product.id for product in removed}
        return (*(p for p in self._report.products if p not in out), *(product.id for product in added))

    def _fit_with(self, removed: tuple[Product, ...], added: tuple[Product, ...]) -> float:
        return total_fit(self._judge.problem, self._changed(removed, added))

    def _way(self, kind: WayKind, removed: tuple[Product, ...], added: tuple[Product, ...]) -> Iterable[ContentWay]:
        """The way, when the changed team may be an answer."""
        problem, products = self._judge.problem, self._changed(removed, added)
        members = problem.companies_of(products)
        anchor = self._report.anchor if self._report.anchor in members else next(iter(members), None)
        team = check(problem, anchor, products, self._judge)
        if not presumption_met(team) or (admissible(self._report) and not admissible(team)):
            return
        gone, new = (" and ".join(p.name for p in part) for part in (removed, added))
        said = {
            WayKind.DROP: f"Leave out {gone}",
            WayKind.SWAP: f"Take {new} instead of {gone}",
            WayKind.ADD: f"Add {new}",
        }[kind]
        change = total_fit(problem, products) - self._fit
        cost = f", fit {change:+.3g}" if change != 0 else ""
        yield ContentWay(
            kind,
            f"{said}: U.S. content {span(team)}{cost}.",
            tuple(p.id for p in removed),
            tuple(p.id for p in added),
            team=team,
            fit_change=change,
        )


def _percent_up(share: float) -> str:
    """``0.514283`` as ``51.43 %``: never less than what is needed."""
    return f"{float(math.ceil(exact(share) * 10_000)) / 100:g} %"


def _best(ways: Iterable[ContentWay]) -> list[ContentWay]:
    def rank(way: ContentWay) -> tuple[float, int, int, tuple[str, ...]]:
        assert way.team is not None
        return -way.fit_change, open_findings(way.team), len(way.team.members), (*way.removed, *way.added)

    return sorted(ways, key=rank)
