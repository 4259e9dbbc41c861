"""Why a company or product is not in the best team: the rule that keeps it out, or what its team would lose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from matching.rules.findings import Effect, Finding, Outcome
from matching.rules.judge import Judge
from matching.rules.problem import Problem
from matching.teams.answer import Answer, Relaxation
from matching.teams.compose import compose
from matching.teams.measure import differences
from matching.teams.question import Question
from matching.teams.report import TeamReport

_Holds = Callable[[TeamReport], bool]


class WhyNot(StrEnum):
    IN_THE_TEAM = "in_the_team"
    BARRED = "barred"  # a bar hits it: see ``rules``
    EXCLUDED = "excluded"  # the question leaves it out
    NO_PRODUCT = "no_product"  # the company offers nothing that could be used
    NO_TEAM = "no_team"  # no team can hold it: see ``relaxations``
    WORSE = "worse"  # its best team stands lower: see ``differences``
    AS_GOOD = "as_good"  # its best team stands as high; the tie fell to another
    UNSETTLED = "unsettled"  # time was up before a team with it was found


@dataclass(frozen=True, slots=True)
class WhyNotAnswer:
    """``best`` is the best team, ``forced`` the best one that holds the subject, ``differences`` what that one gains
    and loses, the first line in the order of preference that tells them apart first."""

    subject: str
    verdict: WhyNot
    words: str
    rules: tuple[Finding, ...] = ()
    best: TeamReport | None = None
    forced: TeamReport | None = None
    differences: tuple[str, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()


def why_not_company(problem: Problem, question: Question, company: str, judge: Judge | None = None) -> WhyNotAnswer:
    """Why the company is no member of the best team.

    Raises:
        KeyError: the problem does not hold the company.
    """
    judge = judge or Judge(problem)
    name = problem.companies[company].name or company
    offered = [product.id for product in problem.products.values() if product.company == company]
    free = [product for product in offered if not judge.barred_by(product)]
    if not offered:
        return WhyNotAnswer(company, WhyNot.NO_PRODUCT, f"{name} offers no product.")
    if not free:
        rules = tuple(dict.fromkeys(finding for product in offered for finding in _bars(judge, product)))
        return WhyNotAnswer(company, WhyNot.BARRED, _barred(name, rules), rules)
    if company in question.must_exclude:
        return WhyNotAnswer(company, WhyNot.EXCLUDED, f"{name} is left out by the question.")
    forced = replace(question, must_include=tuple(dict.fromkeys((*question.must_include, company))), teams=1)
    return _compared(judge, question, forced, company, name, lambda team: company in team.members)


def why_not_product(problem: Problem, question: Question, product: str, judge: Judge | None = None) -> WhyNotAnswer:
    """Why the product is not in the best team.

    Raises:
        KeyError: the problem does not hold the product.
    """
    judge = judge or Judge(problem)
    found = problem.products[product]
    name = found.name or product
    rules = _bars(judge, product)
    if rules:
        return WhyNotAnswer(product, WhyNot.BARRED, _barred(name, rules), rules)
    if product in question.must_not_use or found.company in question.must_exclude:
        return WhyNotAnswer(product, WhyNot.EXCLUDED, f"{name} is left out by the question.")
    forced = replace(question, must_use=tuple(dict.fromkeys((*question.must_use, product))), teams=1)
    return _compared(judge, question, forced, product, name, lambda team: product in team.products)


def _bars(judge: Judge, product: str) -> tuple[Finding, ...]:
    found = judge.findings(None, (product,))
    return tuple(f for f in found if f.effect is Effect.BAR and f.outcome is Outcome.NOT_MET)


def _barred(name: str, rules: tuple[Finding, ...]) -> str:
    return f"{name} is kept out by {', '.join(dict.fromkeys(rule.rule for rule in rules))}: {rules[0].explanation}"


def _compared(
    judge: Judge, question: Question, forced: Question, subject: str, name: str, holds: _Holds
) -> WhyNotAnswer:
    best = compose(judge.problem, replace(question, teams=1), judge)
    if best.teams and holds(best.teams[0]):
        return WhyNotAnswer(subject, WhyNot.IN_THE_TEAM, f"{name} is in the best team.", best=best.teams[0])
    other = compose(judge.problem, forced, judge)
    if not other.teams:
        return _without(subject, name, best, other)
    before = best.teams[0] if best.teams else None
    lines = differences(judge.problem, before, other.teams[0], question.fit_floor) if before is not None else ()
    worse = bool(best.places) and other.places[0] < best.places[0]
    said = f"The best team with {name}: " + ("; ".join(lines) if lines else "it is like the best one") + "."
    verdict = WhyNot.WORSE if worse else WhyNot.AS_GOOD
    return WhyNotAnswer(subject, verdict, said, best=before, forced=other.teams[0], differences=lines)


def _without(subject: str, name: str, best: Answer, other: Answer) -> WhyNotAnswer:
    before = best.teams[0] if best.teams else None
    if other.proof.value != "optimal":
        return WhyNotAnswer(subject, WhyNot.UNSETTLED, f"No team with {name} was found in the time.", best=before)
    if not other.relaxations:
        said = f"No team can hold {name}."
    else:
        said = f"No team can hold {name}, unless you " + "; or ".join(
            " and ".join(item.actions) for item in other.relaxations
        )
    return WhyNotAnswer(subject, WhyNot.NO_TEAM, said.rstrip(".") + ".", best=before, relaxations=other.relaxations)
