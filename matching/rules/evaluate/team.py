"""Rules on the team as a whole: layers, market, anchor, requirements, foundations, conflicts, content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph.model import LAYERS, Product, ProductLinkKind
from matching.rules.availability import available
from matching.rules.content import missing_content_facts, us_content
from matching.rules.evaluate.make import make_finding, percent
from matching.rules.exact import Interval, exact
from matching.rules.findings import TEAM, Evidence, Finding, MissingFact, Outcome
from matching.rules.location import Answer
from matching.rules.predicates import (
    AnchorIsMember,
    ContentShare,
    FoundationsPresent,
    LayersCovered,
    MandatoryServed,
    MarketNamed,
    NoConflicts,
)
from matching.rules.problem import Problem
from matching.rules.reading import Reading
from matching.rules.rulebook import Rule


def team_findings(
    problem: Problem,
    reading: Reading,
    conflicts: Mapping[str, set[str]],
    anchor: str | None,
    products: Sequence[Product],
) -> Iterable[Finding]:
    """The findings of every team rule in force, in the rulebook's order."""
    for rule in reading.rules:
        predicate = rule.predicate
        if rule.scope != "team":
            continue
        if isinstance(predicate, LayersCovered):
            yield from _layers(rule, predicate, problem, products)
        elif isinstance(predicate, MarketNamed):
            yield _market(rule, problem)
        elif isinstance(predicate, AnchorIsMember):
            yield _anchor(rule, anchor, products)
        elif isinstance(predicate, MandatoryServed):
            yield from _mandatory(rule, problem, products)
        elif isinstance(predicate, FoundationsPresent):
            yield from _foundations(rule, products)
        elif isinstance(predicate, NoConflicts):
            yield from _conflicts(rule, conflicts, products)
        elif isinstance(predicate, ContentShare):
            yield _content(rule, predicate, reading, products)


def counted_hardware(predicate: ContentShare, reading: Reading, products: Iterable[Product]) -> list[Product]:
    """The products whose value counts in the share: those of the layer, without components that are switched off."""
    off = {name for name, counts in predicate.components.items() if not reading.flag(counts)}
    return [product for product in products if product.layer is predicate.layer and product.component not in off]


def content_outcome(content: Interval, threshold: float) -> Outcome:
    """MET when even the low end reaches the threshold, NOT_MET when the high end stays under it."""
    if content.low >= exact(threshold):
        return Outcome.MET
    return Outcome.NOT_MET if content.high < exact(threshold) else Outcome.UNKNOWN


def _served(
    places: tuple[str, ...], servers: Sequence[Product]
) -> tuple[Outcome, tuple[str, ...], tuple[MissingFact, ...]]:
    """Whether these products together are available in every place; the places without; what is not known."""
    without: list[str] = []
    missing: dict[MissingFact, None] = {}
    for place in places:
        answers = {product.id: available(product, place) for product in servers}
        if Answer.YES in answers.values():
            continue
        if Answer.UNKNOWN in answers.values():
            unknown = (product for product, answer in answers.items() if answer is Answer.UNKNOWN)
            missing.update(dict.fromkeys(MissingFact(product, "available_in") for product in unknown))
        else:
            without.append(place)
    if without or not servers:
        return Outcome.NOT_MET, tuple(without), tuple(missing)
    return (Outcome.UNKNOWN if missing else Outcome.MET), (), tuple(missing)


def _coverage_finding(rule: Rule, problem: Problem, subject: str, what: str, servers: Sequence[Product]) -> Finding:
    places = problem.market.places
    outcome, without, missing = _served(places, servers)
    by = ", ".join(product.name or product.id for product in servers)
    if outcome is Outcome.MET:
        said = f"{what} is covered by {by}." if servers else f"{what} is covered."
    elif outcome is Outcome.UNKNOWN:
        said = f"{what} may be covered by {by}; where that is available is not known."
    elif len(without) in (0, len(places)):
        said = f"No product of the team covers {what} in the market."
    else:
        said = f"No product of the team covers {what} in {', '.join(without)}."
    some = without if len(without) < len(places) else ()
    evidence = tuple(
        Evidence(product.id, "available_in", ", ".join(product.available_in), product.sources)
        for product in servers
        if product.available_in is not None
    )
    return make_finding(
        rule, subject, outcome, said, evidence, missing, places=some, related=tuple(p.id for p in servers)
    )


def _layers(rule: Rule, predicate: LayersCovered, problem: Problem, products: Sequence[Product]) -> Iterable[Finding]:
    for layer in predicate.layers:
        servers = [product for product in products if product.layer is layer]
        yield _coverage_finding(rule, problem, layer.value, f"Layer {layer.value} ({LAYERS[layer].name})", servers)


def _mandatory(rule: Rule, problem: Problem, products: Sequence[Product]) -> Iterable[Finding]:
    for requirement in problem.requirements:
        if requirement.mandatory:
            servers = [product for product in products if problem.fit.get((requirement.id, product.id), 0.0) > 0]
            yield _coverage_finding(rule, problem, requirement.id, f"Requirement {requirement.id}", servers)


def _market(rule: Rule, problem: Problem) -> Finding:
    outcome = Outcome.MET if problem.market.named else Outcome.NOT_MET
    said = (
        f"The market is {', '.join(problem.market.shown_places)}." if problem.market.named else "No country is named."
    )
    return make_finding(rule, TEAM, outcome, said)


def _anchor(rule: Rule, anchor: str | None, products: Sequence[Product]) -> Finding:
    if anchor is None:
        return make_finding(rule, TEAM, Outcome.NOT_MET, "No anchor member is named.")
    if any(product.company == anchor for product in products):
        return make_finding(rule, TEAM, Outcome.MET, f"The anchor is {anchor}.", related=(anchor,))
    return make_finding(
        rule, TEAM, Outcome.NOT_MET, f"The anchor {anchor} is no member of the team.", related=(anchor,)
    )


def _foundations(rule: Rule, products: Sequence[Product]) -> Iterable[Finding]:
    held = {product.id for product in products}
    for product in products:
        needed = tuple(dict.fromkeys(product.linked(ProductLinkKind.BUILT_ON)))
        if needed:
            absent = tuple(item for item in needed if item not in held)
            outcome = Outcome.NOT_MET if absent else Outcome.MET
            said = (
                f"{product.id} is built on {', '.join(absent)}, which the team does not hold."
                if absent
                else f"The team holds what {product.id} is built on: {', '.join(needed)}."
            )
            yield make_finding(rule, product.id, outcome, said, related=absent)


def conflict_pairs(products: Iterable[Product]) -> dict[str, set[str]]:
    """Who conflicts with whom, both ways, whichever of the two says so."""
    pairs: dict[str, set[str]] = {}
    for product in products:
        for other in product.linked(ProductLinkKind.CONFLICTS_WITH):
            pairs.setdefault(product.id, set()).add(other)
            pairs.setdefault(other, set()).add(product.id)
    return pairs


def _conflicts(rule: Rule, pairs: Mapping[str, set[str]], products: Sequence[Product]) -> Iterable[Finding]:
    held = {product.id for product in products}
    for product in products:
        others = pairs.get(product.id)
        if not others:
            continue
        clashing = tuple(sorted(others & held))
        outcome = Outcome.NOT_MET if clashing else Outcome.MET
        said = (
            f"{product.id} conflicts with {', '.join(clashing)} in the team."
            if clashing
            else f"Nothing that conflicts with {product.id} is in the team."
        )
        yield make_finding(rule, product.id, outcome, said, related=clashing)


def _content(rule: Rule, predicate: ContentShare, reading: Reading, products: Sequence[Product]) -> Finding:
    hardware = counted_hardware(predicate, reading, products)
    content, threshold = us_content(hardware), reading.number(predicate.at_least)
    outcome = content_outcome(content, threshold)
    span = percent(content.low) if content.known else f"{percent(content.low)} to {percent(content.high)}"
    verdict = {
        Outcome.MET: "the presumption is met",
        Outcome.NOT_MET: "not presumed met; reasonable efforts and a justification can be recorded",
    }.get(outcome, "whether the presumption is met is not known")
    said = f"U.S. content of the hardware layer: {span}, threshold {percent(exact(threshold))}: {verdict}."
    missing = missing_content_facts(hardware) if outcome is Outcome.UNKNOWN else ()
    return make_finding(rule, TEAM, outcome, said, _content_evidence(hardware), missing)


def _content_evidence(hardware: Sequence[Product]) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for product in hardware:
        if product.unit_value is not None:
            found.append(Evidence(product.id, "unit_value", f"{product.unit_value:,.10g} USD", product.sources))
        if product.us_value_share is not None:
            low, high = product.us_value_share
            said = f"{low:g}" if low == high else f"{low:g} to {high:g}"
            basis = f" ({product.value_basis})" if product.value_basis is not None else ""
            found.append(Evidence(product.id, "us_value_share", said + basis, product.sources))
    return tuple(found)
