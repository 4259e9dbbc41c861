"""What a team, or a market, still lacks: each gap is something that somebody can go and get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

from matching.rules.findings import Effect, Finding, Outcome
from matching.rules.predicates import (
    AnchorIsMember,
    FoundationsPresent,
    LayersCovered,
    MandatoryServed,
    MarketNamed,
    Predicate,
)
from matching.rules.reading import Reading


class GapKind(StrEnum):
    LAYER = "layer"
    REQUIREMENT = "requirement"
    FACT = "fact"
    PRODUCT = "product"
    ANCHOR = "anchor"
    MARKET = "market"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap; only the fields that its kind needs are set. ``country`` is set when it holds in some places only."""

    kind: GapKind
    layer: str | None = None
    requirement: str | None = None
    country: str | None = None
    subject: str | None = None
    fact: str | None = None
    product: str | None = None
    field: str | None = None

    def as_dict(self) -> dict[str, str]:
        """The set fields, for JSON."""
        return {item.name: str(value) for item in fields(self) if (value := getattr(self, item.name)) is not None}


def gaps_of(findings: Iterable[Finding], reading: Reading) -> tuple[Gap, ...]:
    """The gaps that findings show, each once, in their order. Unknown facts count whatever else is wrong."""
    predicates = {rule.name: rule.predicate for rule in reading.rules}
    found: dict[Gap, None] = {}
    for finding in findings:
        if finding.outcome is Outcome.NOT_MET:
            found.update(dict.fromkeys(_not_met(finding, predicates[finding.rule])))
        if finding.effect is not Effect.ADVISORY:
            facts = (Gap(GapKind.FACT, subject=item.subject, fact=item.fact) for item in finding.missing)
            found.update(dict.fromkeys(facts))
    return tuple(found)


def _not_met(finding: Finding, predicate: Predicate) -> Iterable[Gap]:
    if isinstance(predicate, LayersCovered):
        for place in finding.places or (None,):
            yield Gap(GapKind.LAYER, layer=finding.subject, country=place)
    elif isinstance(predicate, MandatoryServed):
        for place in finding.places or (None,):
            yield Gap(GapKind.REQUIREMENT, requirement=finding.subject, country=place)
    elif isinstance(predicate, FoundationsPresent):
        for product in finding.related:
            yield Gap(GapKind.PRODUCT, subject=finding.subject, product=product)
    elif isinstance(predicate, AnchorIsMember):
        yield Gap(GapKind.ANCHOR)
    elif isinstance(predicate, MarketNamed):
        yield Gap(GapKind.MARKET)
