"""Rules on where a team would deliver, and to whom. They stay apart from who may be a member."""

from __future__ import annotations

from collections.abc import Iterable

from matching.rules.evaluate.make import make_finding
from matching.rules.exact import exact
from matching.rules.findings import Finding, Outcome
from matching.rules.ownership import ConcernShares, OwnershipReading
from matching.rules.predicates import DestinationOpen, ParentIn
from matching.rules.problem import Problem
from matching.rules.reading import Reading

_PARENT_FROM = exact(0.5)  # "ultimate parent": whoever holds half or more, or controls


def destination_findings(problem: Problem, reading: Reading) -> Iterable[Finding]:
    """One finding for each country of the market and each rule, and for the buyer where it is known."""
    for rule in reading.rules:
        predicate = rule.predicate
        if rule.scope != "destination":
            continue
        if isinstance(predicate, DestinationOpen):
            listed = reading.countries(predicate.countries)
            for country in problem.market.countries:
                outcome = Outcome.NOT_MET if country in listed else Outcome.MET
                on = "is" if country in listed else "is not"
                yield make_finding(rule, country, outcome, f"{country} {on} on the list {predicate.countries}.")
        elif isinstance(predicate, ParentIn) and problem.buyer is not None:
            shares = ConcernShares(
                problem.companies,
                OwnershipReading(reading.countries(predicate.countries), _PARENT_FROM),
                problem.as_of,
            )
            share = shares.of(problem.buyer)
            if share.low >= _PARENT_FROM:
                outcome, said = Outcome.NOT_MET, "has its headquarters or a parent on the list"
            elif share.high < _PARENT_FROM:
                outcome, said = Outcome.MET, "has neither its headquarters nor a parent on the list"
            else:
                outcome, said = Outcome.UNKNOWN, "may have its headquarters or a parent on the list"
            missing = shares.missing(problem.buyer) if outcome is Outcome.UNKNOWN else ()
            yield make_finding(
                rule, problem.buyer, outcome, f"The buyer {said} {predicate.countries}.", missing=missing
            )


def barred_destinations(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that keep a country out of every market."""
    return tuple(item for item in findings if item.effect.value == "bar" and item.outcome is Outcome.NOT_MET)
