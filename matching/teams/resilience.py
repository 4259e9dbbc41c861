"""What becomes of a team when a member leaves: who would take its place, and whom nobody can replace."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.model import ProductLinkKind
from matching.rules.judge import Judge
from matching.teams.answer import Proof
from matching.teams.compose import compose
from matching.teams.measure import differences
from matching.teams.question import Question
from matching.teams.report import TeamReport


@dataclass(frozen=True, slots=True)
class Substitution:
    """``substitutes`` join when ``member`` leaves; ``kept`` says whether everybody else stays with all they bring.

    ``team`` is the best team without the member, None when there is none: then nobody can replace it, provided that
    ``settled`` says the search came to its end. ``differences``: what that team gains and loses.
    """

    member: str
    substitutes: tuple[str, ...]
    kept: bool
    team: TeamReport | None
    differences: tuple[str, ...]
    settled: bool
    words: str

    @property
    def irreplaceable(self) -> bool:
        return self.team is None and self.settled


def resilience(judge: Judge, question: Question, team: TeamReport) -> tuple[Substitution, ...]:
    """For each member, in the order of ``team.members``: who replaces it, first with the others as they are."""
    return tuple(_without(judge, question, team, member) for member in team.members)


def _without(judge: Judge, question: Question, team: TeamReport, member: str) -> Substitution:
    others = _standing_products(judge, team, member)
    free = replace(
        question,
        teams=1,
        anchor=None if question.anchor == member else question.anchor,
        must_include=tuple(company for company in question.must_include if company != member),
        must_exclude=tuple(dict.fromkeys((*question.must_exclude, member))),
        must_use=tuple(p for p in question.must_use if judge.problem.products[p].company != member),
    )
    settled, name = True, _name(judge, member)
    for asked, kept in ((replace(free, must_use=tuple(dict.fromkeys((*free.must_use, *others)))), True), (free, False)):
        answer = compose(judge.problem, asked, judge)
        settled = settled and answer.proof is Proof.OPTIMAL
        if not answer.teams:
            continue
        found = answer.teams[0]
        joined = tuple(company for company in found.members if company not in team.members)
        lines = differences(judge.problem, team, found, question.fit_floor)
        names = ", ".join(_name(judge, company) for company in joined)
        if kept:
            said = (
                f"Without {name}: {names} join{'s' if len(joined) == 1 else ''}."
                if joined
                else f"Without {name} the others do it alone."
            )
        else:
            said = f"Without {name} the team has to be rebuilt, with {names or 'those who stay'}."
        return Substitution(member, joined, kept, found, lines, settled, said)
    said = f"Nobody can replace {name}." if settled else f"No replacement for {name} was found in the time."
    return Substitution(member, (), False, None, (), settled, said)


def _standing_products(judge: Judge, team: TeamReport, member: str) -> tuple[str, ...]:
    """What the others bring that does not rest on a product of the member."""
    products = judge.problem.products
    lost = {product for product in team.products if products[product].company == member}
    while True:
        fallen = {
            product
            for product in team.products
            if product not in lost and lost.intersection(products[product].linked(ProductLinkKind.BUILT_ON))
        }
        if not fallen:
            return tuple(product for product in team.products if product not in lost)
        lost |= fallen


def _name(judge: Judge, company: str) -> str:
    found = judge.problem.companies.get(company)
    return found.name if found is not None and found.name else company
