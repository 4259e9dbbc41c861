"""The criteria that a match is shown by, declared as data: name, how it is judged, both values side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.model import LAYERS, Product, ProductLinkKind
from matching.capabilities.product_tags import Provided
from matching.capabilities.vocabulary import Vocabulary
from matching.fit.capacity import judge_capacity
from matching.needs.model import Constraint, ConstraintKind, Need
from matching.search.awards import Award


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """``score`` in [0, 1]; None when either side does not say: it then adds nothing and is listed as missing."""

    name: str
    score: float | None
    detail: str
    asked: str
    offered: str


@dataclass(frozen=True, slots=True)
class Case:
    """One requirement against one product, with what is known of both."""

    need: Need
    constraints: Sequence[Constraint]
    product: Product
    provided: tuple[Provided, ...]
    vocabulary: Vocabulary
    buyer_has: frozenset[str]  # ids of products that the buyer has already
    markets: frozenset[str]  # alpha-2 codes of the market in question
    awards: tuple[Award, ...] = ()  # contracts known to be awarded to the product's company

    def asked(self, kind: ConstraintKind) -> list[Constraint]:
        return [c for c in self.constraints if c.kind is kind]


Judge = Callable[[Case], CriterionScore | None]


def _capability(case: Case) -> CriterionScore | None:
    if not case.need.capabilities:
        return None
    held = {p.capability: p for p in case.provided}
    total = sum(c.weight for c in case.need.capabilities)
    got = 0.0
    parts: list[str] = []
    words: list[str] = []
    for asked in case.need.capabilities:
        # In a fixed order: of equal ones the asked one comes first, in every process.
        wanted = (asked.capability, *sorted(case.vocabulary.narrower_of(asked.capability)))
        best = max((held[c] for c in wanted if c in held), key=lambda p: p.weight, default=None)
        if best is not None:
            got += asked.weight * best.weight
            parts.append(case.vocabulary[best.capability].label())
            words.extend([f"“{tag.evidence}”" for tag in best.evidence[:1]] or ([best.because] if best.because else []))
    shown = ", ".join(dict.fromkeys(parts))
    detail = (
        f"in common: {shown}; shown by {', '.join(dict.fromkeys(words)) or 'its meaning'}"
        if parts
        else "none in common"
    )
    return CriterionScore(
        "capability",
        round(got / total, 3) if total > 0 else None,
        detail,
        ", ".join(case.vocabulary[c.capability].label() for c in case.need.capabilities),
        ", ".join(case.vocabulary[p.capability].label() for p in case.provided[:8]) or "none recognised",
    )


def _layer(case: Case) -> CriterionScore | None:
    if not case.need.layers:
        return None
    odds = dict(case.need.layers)
    layer = case.product.layer
    score = odds.get(layer, 0.0)
    asked = ", ".join(f"{one} {LAYERS[one].name} ({p:.0%})" for one, p in case.need.layers)
    return CriterionScore(
        "layer", score, f"asked for with a probability of {score:.0%}", asked, f"{layer} {LAYERS[layer].name}"
    )


def _stated(name: str, asked: Sequence[str], offered: Sequence[str]) -> CriterionScore | None:
    """A list asked for against a list offered; an empty offer means not known."""
    if not asked:
        return None
    if not offered:
        return CriterionScore(name, None, "the product does not say", ", ".join(asked), "not known")
    low = [value.casefold() for value in offered]
    met = [a for a in asked if any(a.casefold() in value for value in low)]
    detail = f"{len(met)} of {len(asked)} met"
    return CriterionScore(name, round(len(met) / len(asked), 3), detail, ", ".join(asked), ", ".join(offered))


def _sector(case: Case) -> CriterionScore | None:
    sectors = {*case.product.sectors, *(s for p in case.provided for s in case.vocabulary[p.capability].sectors)}
    return _stated("sector", [case.need.sector] if case.need.sector else [], sorted(sectors))


def _language(case: Case) -> CriterionScore | None:
    return _stated("language", [c.value for c in case.asked(ConstraintKind.LANGUAGE)], case.product.languages)


def _certification(case: Case) -> CriterionScore | None:
    return _stated(
        "certification", [c.value for c in case.asked(ConstraintKind.CERTIFICATION)], case.product.certifications
    )


def _deployment(case: Case) -> CriterionScore | None:
    return _stated("deployment", [c.value for c in case.asked(ConstraintKind.DEPLOYMENT)], case.product.deployment)


def _capacity(case: Case) -> CriterionScore | None:
    quantities = case.asked(ConstraintKind.QUANTITY)
    if not quantities:
        return None
    score, detail, offered = judge_capacity(quantities, case.product.text)
    return CriterionScore("capacity", score, detail, ", ".join(q.value for q in quantities), offered)


def _market(case: Case) -> CriterionScore | None:
    if not case.markets:
        return None
    served = case.product.available_in
    if served is None:
        return CriterionScore("market", None, "availability is not known", ", ".join(sorted(case.markets)), "not known")
    score = 1.0 if "global" in served else len(case.markets & set(served)) / len(case.markets)
    return CriterionScore(
        "market",
        round(score, 3),
        f"offered in {score:.0%} of the market",
        ", ".join(sorted(case.markets)),
        ", ".join(served[:10]),
    )


def _proven(case: Case) -> CriterionScore | None:
    """Awards to the company in the market or the sector. No known award is no evidence against anybody."""
    sector = case.need.sector
    if not case.markets and not sector:
        return None
    asked = ", ".join([*sorted(case.markets)[:5], *([sector] if sector else [])])
    if not case.awards:
        return CriterionScore("proven use", None, "no award to the company is known", asked, "not known")
    in_market = [a for a in case.awards if case.markets & set(a.countries)]
    in_sector = [a for a in case.awards if sector and sector in a.sectors]
    parts = ([bool(in_market)] if case.markets else []) + ([bool(in_sector)] if sector else [])
    shown = "; ".join(
        f"{a.title} ({', '.join(a.countries) or 'country not known'})" for a in (*in_market, *in_sector)[:3]
    )
    detail = f"awarded there: {shown}" if shown else f"{len(case.awards)} known award(s), none of them there"
    offered = ", ".join(sorted({c for a in case.awards for c in (*a.countries, *a.sectors)})[:10]) or "not known"
    return CriterionScore("proven use", round(sum(parts) / len(parts), 3), detail, asked, offered)


def _interoperability(case: Case) -> CriterionScore | None:
    if not case.buyer_has:
        return None
    works = {*case.product.linked(ProductLinkKind.WORKS_WITH), *case.product.linked(ProductLinkKind.BUILT_ON)}
    clashes = set(case.product.linked(ProductLinkKind.CONFLICTS_WITH)) & case.buyer_has
    asked = ", ".join(sorted(case.buyer_has))
    if clashes:
        return CriterionScore(
            "interoperability", 0.0, "conflicts with what the buyer has", asked, ", ".join(sorted(clashes))
        )
    met = works & case.buyer_has
    if not works:
        return CriterionScore(
            "interoperability", None, "the product does not say what it works with", asked, "not known"
        )
    return CriterionScore(
        "interoperability", 1.0 if met else 0.0, f"works with {len(met)} of them", asked, ", ".join(sorted(works)[:10])
    )


CRITERIA: tuple[tuple[str, Judge], ...] = (
    ("capability", _capability),
    ("layer", _layer),
    ("sector", _sector),
    ("language", _language),
    ("certification", _certification),
    ("deployment", _deployment),
    ("capacity", _capacity),
    ("market", _market),
    ("proven use", _proven),
    ("interoperability", _interoperability),
)


def judge(case: Case) -> tuple[CriterionScore, ...]:
    """Every criterion that the requirement asks about, in the order of the declaration."""
    found = (criterion(case) for _, criterion in CRITERIA)
    return tuple(score for score in found if score is not None)
