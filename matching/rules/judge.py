"""All rules over one problem, prepared once: outcomes for the composer, findings for readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from graph.model import Layer, Product
from matching.rules.content import us_content
from matching.rules.evaluate.destination import destination_findings
from matching.rules.evaluate.members import member_rules
from matching.rules.evaluate.products import product_rules
from matching.rules.evaluate.team import conflict_pairs, counted_hardware, team_findings
from matching.rules.exact import Interval, exact
from matching.rules.findings import Effect, Finding, Outcome
from matching.rules.predicates import ContentShare
from matching.rules.problem import Problem
from matching.rules.reading import read_rules

_OPEN = (Outcome.UNKNOWN, Outcome.REVIEW)
BINDING = (Effect.BAR, Effect.REQUIRED)  # effects whose open outcomes leave a team unverified


class Judge:
    """Applies the rulebook to one problem. Outcomes of companies and products are computed once each.

    Raises:
        BadInput: the problem gives a switch that the rulebook does not have, or a wrong value for one.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.reading = read_rules(problem.rulebook, problem.as_of, problem.switches)
        self.member_rules = member_rules(problem, self.reading)
        self.product_rules = product_rules(problem, self.reading)
        content = [pair for pair in self.reading.of_kind(ContentShare) if pair[0].scope == "team"]
        self.content_rule = content[0][1] if content else None
        self._content_default = next(
            (rule.predicate for rule in problem.rulebook.rules if isinstance(rule.predicate, ContentShare)), None
        )
        self.product_places = {product: place for place, product in enumerate(problem.products)}
        self.conflicts = conflict_pairs(problem.products.values())
        self._barring_company: dict[tuple[int, str], Outcome] = {}

    def barred_by(self, product_id: str) -> tuple[str, ...]:
        """Names of the bars that keep a product out of every team, through itself or its company."""
        product = self.problem.products[product_id]
        bars = [
            member.rule.name
            for index, member in enumerate(self.member_rules)
            if member.rule.effect is Effect.BAR
            and product.layer in member.layers
            and self._member_outcome(index, product.company) is Outcome.NOT_MET
        ]
        bars += [
            judged.rule.name
            for judged in self.product_rules
            if judged.rule.effect is Effect.BAR and judged.outcome(product_id) is Outcome.NOT_MET
        ]
        return tuple(bars)

    def open_member_rules(self, company_id: str) -> list[frozenset[Layer]]:
        """For each binding member rule that is open for the company: the layers whose products bring it up."""
        return [
            member.layers
            for index, member in enumerate(self.member_rules)
            if member.rule.effect in BINDING and self._member_outcome(index, company_id) in _OPEN
        ]

    def open_product_rules(self, product_id: str) -> int:
        """How many binding product rules are open for the product."""
        return sum(rule.rule.effect in BINDING and rule.outcome(product_id) in _OPEN for rule in self.product_rules)

    def findings(self, anchor: str | None, products: Sequence[str]) -> tuple[Finding, ...]:
        """Every finding about the team, in the rulebook's order, subjects in the order of the problem."""
        held = [self.problem.products[product] for product in products]
        found = [
            *team_findings(self.problem, self.reading, self.conflicts, anchor, held),
            *self._entity_findings(products),
        ]
        order = {rule.name: place for place, rule in enumerate(self.reading.rules)}
        return tuple(sorted(found, key=lambda finding: order[finding.rule]))

    def destination(self) -> tuple[Finding, ...]:
        """Findings about the countries of the market and the buyer; apart from any team's standing."""
        return tuple(destination_findings(self.problem, self.reading))

    def content(self, products: Sequence[str]) -> Interval:
        """U.S. content of the hardware layer of these products, also where the presumption is switched off."""
        predicate = self.content_rule or self._content_default
        held = [self.problem.products[product] for product in products]
        if predicate is None:
            return us_content(product for product in held if product.layer is Layer.A)
        return us_content(counted_hardware(predicate, self.reading, held))

    @property
    def content_threshold(self) -> Fraction | None:
        """The share from which the presumption is met; None when the presumption is switched off or not in force."""
        if self.content_rule is None:
            return None
        return exact(self.reading.number(self.content_rule.at_least))

    def counted(self, products: Iterable[Product]) -> list[Product]:
        """Those of the products whose value counts in the content share."""
        return [] if self.content_rule is None else counted_hardware(self.content_rule, self.reading, products)

    def _member_outcome(self, index: int, company_id: str) -> Outcome:
        known = self._barring_company.get((index, company_id))
        if known is None:
            known = self._barring_company[index, company_id] = self.member_rules[index].outcome(company_id)
        return known

    def _entity_findings(self, products: Sequence[str]) -> Iterable[Finding]:
        layers: dict[str, set[Layer]] = {}
        for product in products:
            layers.setdefault(self.problem.products[product].company, set()).add(self.problem.products[product].layer)
        for member in self.member_rules:
            for company in self.problem.companies_of(tuple(products)):
                if not member.layers.isdisjoint(layers[company]):
                    yield member.finding(company)
        for rule in self.product_rules:
            for product in products:
                yield rule.finding(product)
