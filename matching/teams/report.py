"""One team under the rulebook: members, findings, standing, content, coverage, gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.model import Product
from matching.rules.availability import available
from matching.rules.exact import Interval
from matching.rules.findings import Finding
from matching.rules.judge import Judge
from matching.rules.location import Answer
from matching.rules.problem import Problem
from matching.rules.standing import Standing, standing_of
from matching.teams.gaps import Gap, gaps_of

Coverage = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class TeamReport:
    """What is to be said about a team.

    ``members`` and ``products`` are ids in the order of the problem. ``coverage``: place to layer to the products
    that are available there; ``possible``: the same for products of which it is not known where they are available.
    ``us_content``: interval within [0, 1].
    """

    anchor: str | None
    members: tuple[str, ...]
    products: tuple[str, ...]
    standing: Standing
    findings: tuple[Finding, ...]
    us_content: Interval
    coverage: Coverage
    possible: Coverage
    gaps: tuple[Gap, ...]


def check(problem: Problem, anchor: str | None, products: Sequence[str], judge: Judge | None = None) -> TeamReport:
    """Judge the team of these products, led by ``anchor``.

    Args:
        problem: the world that the team is part of.
        anchor: the leading company's id, or None.
        products: ids of the team's products; their order does not matter.
        judge: the problem's rules, when they have been prepared already.

    Raises:
        KeyError: a product that the problem does not hold.
        BadInput: a switch that the rulebook does not have.
    """
    judge = judge or Judge(problem)
    place = judge.product_places
    ordered = tuple(sorted(dict.fromkeys(products), key=place.__getitem__))
    findings = judge.findings(anchor, ordered)
    held = [problem.products[product] for product in ordered]
    return TeamReport(
        anchor=anchor,
        members=problem.companies_of(ordered),
        products=ordered,
        standing=standing_of(findings),
        findings=findings,
        us_content=judge.content(ordered),
        coverage=_coverage(problem, held, Answer.YES),
        possible=_coverage(problem, held, Answer.UNKNOWN),
        gaps=gaps_of(findings, judge.reading),
    )


def _coverage(problem: Problem, held: Sequence[Product], wanted: Answer) -> Coverage:
    shown = problem.market.shown_places
    asked = problem.market.places if len(problem.market.places) == len(shown) else problem.market.places * len(shown)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, place in zip(shown, asked, strict=True):
        layers: dict[str, tuple[str, ...]] = {}
        for product in held:
            if available(product, place) is wanted:
                layers[product.layer.value] = (*layers.get(product.layer.value, ()), product.id)
        found[name] = dict(sorted(layers.items()))
    return found
