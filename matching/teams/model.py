"""The composer's decisions as a CP-SAT model: which products are in the team, everything else follows.

Order of preference (scenario format): the sum over requirements of the fit in the worst-served place; the content
presumption MET, where it is preferred; fewer open outcomes of bars and required rules; fewer members. Below that, two
rules of ours that never outweigh it: fewer products (a lean team), and a tie-break by a hash of the product ids, which
favours nobody by name or by place in a file and makes the same input give the same answer.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from matching.rules.judge import Judge
from matching.rules.predicates import LayersCovered, MarketNamed
from matching.teams.answer import Place
from matching.teams.pool import Pool
from matching.teams.question import Presumption, Question

_TIE_BITS = 24  # chance that two different teams tie on the hash as well: about 1 in 16 million
_LARGEST_SUM = 2**60  # CP-SAT computes in 64-bit integers


@dataclass(slots=True)
class TeamModel:
    """A CP-SAT model with the expressions that the order of preference is made of.

    ``most_fit``: no team fits better. ``relax``: name of a limit or need to the literal that lifts it (only in a
    soft model).
    ``inexact``: amounts were too large for 64 bits and were rounded to the safe side.
    """

    cp: Any
    use: dict[str, Any]
    member: dict[str, Any]
    wish: dict[str, Any]
    met: Any
    unknown_terms: list[Any]
    most_fit: int
    relax: dict[str, Any] = field(default_factory=dict)
    inexact: bool = False

    @property
    def fit(self) -> Any:
        return sum(self.wish.values())

    def copy(self) -> TeamModel:
        """A copy to which constraints can be added; the variables keep their places."""
        cp = self.cp.clone()

        def moved(variables: dict[str, Any]) -> dict[str, Any]:
            return {name: _moved(cp, variable) for name, variable in variables.items()}

        return TeamModel(
            cp,
            moved(self.use),
            moved(self.member),
            moved(self.wish),
            _moved(cp, self.met),
            [(_moved(cp, variable), weight) for variable, weight in self.unknown_terms],
            self.most_fit,
            moved(self.relax),
            self.inexact,
        )


def _moved(cp: Any, variable: Any) -> Any:
    if isinstance(variable, int):
        return variable
    return cp.get_int_var_from_proto_index(variable.index)


def tie_weight(product: str) -> int:
    """A fixed pseudo-random number of a product id, for ties."""
    return int.from_bytes(hashlib.sha256(product.encode()).digest()[:4], "big") >> (32 - _TIE_BITS)


class ModelBuilder:
    """Builds the model of one question over one pool."""

    def __init__(self, judge: Judge, pool: Pool, question: Question, *, soft: bool = False) -> None:
        from ortools.sat.python import cp_model

        self._judge = judge
        self._pool = pool
        self._question = question
        self._soft = soft
        self._cp: Any = cp_model.CpModel()
        self._relax: dict[str, Any] = {}
        self._inexact = False
        self._use = {product: self._cp.new_bool_var(product) for product in pool.products}
        self._of_company: dict[str, list[str]] = {}
        for product in pool.products:
            self._of_company.setdefault(pool.company(product), []).append(product)
        self._member = {company: self._cp.new_bool_var(company) for company in sorted(self._of_company)}

    def build(self) -> TeamModel:
        self._cp.add_bool_or(self._use.values())
        for company, products in self._of_company.items():
            for product in products:
                self._cp.add_implication(self._use[product], self._member[company])
            self._cp.add_bool_or([self._use[product] for product in products] + [~self._member[company]])
        if self._judge.reading.of_kind(MarketNamed) and not self._judge.problem.market.named:
            self._hard_or_soft("market", self._cp.add_bool_or([]))
        unknown = self._needs() + self._entities()
        self._links()
        self._limits()
        return TeamModel(
            self._cp,
            self._use,
            self._member,
            {requirement: self._wish(requirement) for requirement in sorted(self._pool.wishes)},
            self._presumption(),
            unknown,
            sum(self._pool.best(requirement) for requirement in self._pool.wishes),
            self._relax,
            self._inexact,
        )

    def _hard_or_soft(self, name: str, constraint: Any) -> None:
        """In a soft model the constraint holds unless the literal ``name`` lifts it."""
        if self._soft:
            literal = self._relax.get(name)
            if literal is None:
                literal = self._relax[name] = self._cp.new_bool_var(f"relax {name}")
            constraint.only_enforce_if(~literal)

    def _needs(self) -> list[Any]:
        terms = []
        for need in self._pool.needs:
            name = f"{need.kind}:{need.subject}"
            for group in need.classes:
                self._hard_or_soft(name, self._cp.add_bool_or([self._use[p] for p in sorted(group.possible)]))
            unsure = [group for group in need.classes if group.sure != group.possible]
            if unsure:
                unknown = self._cp.new_bool_var(f"unknown {name}")
                for group in unsure:
                    self._cp.add_bool_or([self._use[p] for p in sorted(group.sure)] + [unknown])
                terms.append((unknown, 1))
        return terms

    def _entities(self) -> list[Any]:
        terms: list[Any] = []
        for company, products in self._of_company.items():
            for layers in self._judge.open_member_rules(company):
                concerned = [p for p in products if self._pool.by_id[p].layer in layers]
                if len(concerned) == len(products):
                    terms.append((self._member[company], 1))
                elif concerned:
                    unknown = self._cp.new_bool_var(f"unknown {company} {len(terms)}")
                    for product in concerned:
                        self._cp.add_implication(self._use[product], unknown)
                    terms.append((unknown, 1))
        for product in self._pool.products:
            count = self._judge.open_product_rules(product)
            if count > 0:
                terms.append((self._use[product], count))
        return terms

    def _links(self) -> None:
        for product in self._pool.products:
            for base in self._pool.foundations.get(product, ()):
                self._cp.add_implication(self._use[product], self._use[base])
        for first, second in self._pool.conflicts:
            self._cp.add_bool_or([~self._use[first], ~self._use[second]])

    def _wish(self, requirement: str) -> Any:
        """The fit of a requirement in its worst-served class, as an expression to be maximised."""
        classes = self._pool.wishes[requirement]
        most = self._pool.best(requirement)
        if most == 0:
            return 0
        reached = [self._best_of(requirement, servers) for servers in classes]
        if len(reached) == 1:
            worst = self._cp.new_int_var(0, most, f"fit {requirement}")
            self._cp.add(worst == reached[0])
            return worst
        worst = self._cp.new_int_var(0, most, f"fit {requirement}")
        for expression in reached:
            self._cp.add(worst <= expression)
        return worst

    def _best_of(self, requirement: str, servers: frozenset[str]) -> Any:
        chosen = []
        for product in sorted(servers):
            serves = self._cp.new_bool_var(f"{requirement} by {product}")
            self._cp.add_implication(serves, self._use[product])
            chosen.append((serves, self._pool.fit[requirement, product]))
        self._cp.add_at_most_one([serves for serves, _ in chosen])
        return sum(serves * fit for serves, fit in chosen)

    def _presumption(self) -> Any:
        """A literal that is true only if the content presumption is MET; 0 where it plays no part."""
        question, threshold = self._question, self._judge.content_threshold
        if question.presumption is Presumption.IGNORE:
            return 0
        met = self._cp.new_bool_var("presumption met")
        if threshold is None:
            self._cp.add(met == 0)
        elif threshold > 0:
            self._content(met)
        if question.presumption is Presumption.REQUIRE:
            self._hard_or_soft("presumption", self._cp.add(met == 1))
        return met

    def _content(self, met: Any) -> None:
        hardware = [p for p in self._pool.products if p in self._pool.content]
        weighty = []
        amounts: dict[str, Fraction] = {}
        for product in hardware:
            surplus = self._pool.content[product]
            if surplus is None:
                weighty.append(self._use[product])
                if not self._pool.content_low[product]:
                    self._cp.add_implication(met, ~self._use[product])
            elif (self._pool.by_id[product].unit_value or 0.0) > 0:
                weighty.append(self._use[product])
                amounts[product] = surplus
        self._cp.add_bool_or(weighty).only_enforce_if(met)
        whole = self._whole(amounts, down=True)
        self._cp.add(sum(self._use[p] * whole[p] for p in whole) >= 0).only_enforce_if(met)

    def _whole(self, amounts: dict[str, Fraction], *, down: bool) -> dict[str, int]:
        """The amounts as whole numbers in one unit; rounded to the safe side only where 64 bits do not hold them."""
        if not amounts:
            return {}
        unit = Fraction(1, math.lcm(*(amount.denominator for amount in amounts.values())))
        common = math.gcd(*(int(amount / unit) for amount in amounts.values())) or 1
        unit *= common
        total = sum(abs(amount) for amount in amounts.values()) / unit
        if total > _LARGEST_SUM:
            unit *= Fraction(math.ceil(total / _LARGEST_SUM))
            self._inexact = True
        rounded = math.floor if down else math.ceil
        return {product: rounded(amount / unit) for product, amount in amounts.items()}

    def _limits(self) -> None:
        question, cp = self._question, self._cp
        for company in question.must_include:
            self._hard_or_soft("must_include", cp.add_bool_or(self._products_of(company)))
        if question.anchor is not None:
            self._hard_or_soft("anchor", cp.add_bool_or(self._products_of(question.anchor)))
        for company in question.must_exclude:
            if company in self._member:
                self._hard_or_soft("must_exclude", cp.add(self._member[company] == 0))
        if question.max_members is not None:
            self._hard_or_soft("max_members", cp.add(sum(self._member.values()) <= question.max_members))
        for product in question.must_use:
            self._hard_or_soft("must_use", cp.add_bool_or([self._use[product]] if product in self._use else []))
        for product in question.must_not_use:
            if product in self._use:
                self._hard_or_soft("must_not_use", cp.add(self._use[product] == 0))
        self._budget()
        self._lock_in()
        companies = self._judge.problem.companies
        small = [self._member[c] for c in self._member if c in companies and companies[c].small_business is True]
        self._at_least("min_small_businesses", small, question.min_small_businesses)
        allied = [self._member[c] for c in self._member if self._is_allied(c)]
        self._at_least("min_allied", allied, question.min_allied)

    def _products_of(self, company: str) -> list[Any]:
        return [self._use[product] for product in self._of_company.get(company, ())]

    def _is_allied(self, company: str) -> bool:
        found = self._judge.problem.companies.get(company)
        allied = self._question.allied
        return found is not None and found.incorporated_in in allied and found.based_in in allied

    def _at_least(self, name: str, members: Iterable[Any], least: int) -> None:
        if least > 0:
            self._hard_or_soft(name, self._cp.add(sum(members) >= least))

    def _budget(self) -> None:
        if self._question.budget is None:
            return
        values = {p: self._pool.by_id[p].unit_value for p in self._pool.products}
        amounts = {p: Fraction(repr(float(value))) for p, value in values.items() if value is not None}
        amounts[""] = Fraction(repr(float(self._question.budget)))
        whole = self._whole(amounts, down=False)
        limit = whole.pop("")
        self._hard_or_soft("budget", self._cp.add(sum(self._use[p] * whole[p] for p in whole) <= limit))

    def _lock_in(self) -> None:
        share = self._question.max_layer_share
        covered_layers = self._judge.reading.of_kind(LayersCovered)
        layers = {layer for _, predicate in covered_layers for layer in predicate.layers}
        if share is None or not layers:
            return
        most = math.floor(Fraction(repr(float(share))) * len(layers))
        for company, products in self._of_company.items():
            by_layer: dict[str, list[str]] = {}
            for product in products:
                by_layer.setdefault(self._pool.by_id[product].layer.value, []).append(product)
            if len(by_layer) <= most:
                continue
            covers = []
            for layer, inside in by_layer.items():
                covered = self._cp.new_bool_var(f"{company} in {layer}")
                for product in inside:
                    self._cp.add_implication(self._use[product], covered)
                covers.append(covered)
            self._hard_or_soft("max_layer_share", self._cp.add(sum(covers) <= most))


def place_in(model: TeamModel, solver: Any) -> Place:
    """The place of the solution that the solver holds."""
    return Place(
        fit=solver.value(model.fit) if model.wish else 0,
        presumption=solver.value(model.met),
        unknowns=-sum(solver.value(variable) * weight for variable, weight in model.unknown_terms),
        members=-sum(solver.value(variable) for variable in model.member.values()),
    )
