"""Rules on single products: where a model comes from."""

from __future__ import annotations

from typing import Protocol

from matching.rules.evaluate.make import make_finding
from matching.rules.findings import Evidence, Finding, Outcome
from matching.rules.location import Answer
from matching.rules.predicates import NotDerivedFrom
from matching.rules.problem import Problem
from matching.rules.provenance import Lineages
from matching.rules.reading import Reading
from matching.rules.rulebook import Rule


class ProductRule(Protocol):
    """A rule whose subject is a product of the team."""

    rule: Rule

    def outcome(self, product_id: str) -> Outcome: ...

    def finding(self, product_id: str) -> Finding: ...


class Provenance:
    """NOT_MET when the product is, or derives over any number of steps from, a model of the rule's countries."""

    def __init__(self, rule: Rule, predicate: NotDerivedFrom, problem: Problem, reading: Reading) -> None:
        self.rule = rule
        self._products = problem.products
        self._lineages = Lineages(
            problem.products, problem.companies, reading.countries(predicate.countries), predicate.layer
        )

    def outcome(self, product_id: str) -> Outcome:
        return _OUTCOME[self._lineages.of(product_id).answer]

    def finding(self, product_id: str) -> Finding:
        lineage = self._lineages.of(product_id)
        name = self._products[product_id].name or product_id
        if lineage.answer is Answer.YES:
            root = self._products[lineage.through[-1]]
            said = (
                f"{name} is a model of {root.company}, a company of a country of the rule."
                if len(lineage.through) == 1
                else f"{name} derives from {root.name or root.id} of {root.company}: {' from '.join(lineage.through)}."
            )
        elif lineage.answer is Answer.UNKNOWN:
            facts = ", ".join(f"{item.fact} of {item.subject}" for item in lineage.missing)
            said = f"{name}: where its model comes from is not settled. Not known: {facts}."
        else:
            said = f"{name} is no model of a country of the rule and derives from none."
        evidence = tuple(
            Evidence(child, "derived_from", parent, self._products[child].sources)
            for child, parent in zip(lineage.through, lineage.through[1:], strict=False)
        )
        return make_finding(
            self.rule,
            product_id,
            _OUTCOME[lineage.answer],
            said,
            evidence,
            lineage.missing,
            related=lineage.through[1:],
        )


def product_rules(problem: Problem, reading: Reading) -> tuple[ProductRule, ...]:
    """The product rules in force, in the rulebook's order."""
    return tuple(
        Provenance(rule, predicate, problem, reading)
        for rule, predicate in reading.of_kind(NotDerivedFrom)
        if rule.scope == "team"
    )


_OUTCOME = {Answer.YES: Outcome.NOT_MET, Answer.NO: Outcome.MET, Answer.UNKNOWN: Outcome.UNKNOWN}
