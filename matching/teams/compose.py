"""From a problem and a question to the best different teams, or to what would make one."""

from __future__ import annotations

from itertools import islice

from matching.rules.judge import Judge
from matching.rules.problem import Problem
from matching.teams.answer import Answer, Proof
from matching.teams.diagnose import missing_for_a_team
from matching.teams.pool import build_pool
from matching.teams.question import Question
from matching.teams.report import TeamReport, check
from matching.teams.search import FoundTeam, Search


def compose(problem: Problem, question: Question, judge: Judge | None = None) -> Answer:
    """The best different lean teams, none of them barred or incomplete.

    The same input gives the same answer; the order of companies only decides which member is named as the anchor.

    Args:
        problem: the world to compose from.
        question: how many teams, within which limits.
        judge: the problem's rules, when they have been prepared already.

    Returns:
        Up to ``question.teams`` teams. ``proof`` is "optimal" when each is proven best after the ones before it, and
        proven to be all there are when they are fewer than asked for.

    Raises:
        BadInput: a switch that the rulebook does not have.
    """
    judge = judge or Judge(problem)
    pool = build_pool(judge, question.fit_floor)
    search = Search(judge, pool, question)
    found = list(islice(search.teams(), question.teams))
    proof = Proof.OPTIMAL if search.proven and not search.inexact else Proof.GAP
    if not found:
        gaps, relaxations = missing_for_a_team(judge, pool, question)
        return Answer((), proof, gaps, relaxations=relaxations, destination=judge.destination())
    scale = 10**pool.decimals
    return Answer(
        teams=tuple(_report(judge, team, question.anchor) for team in found),
        proof=proof,
        places=tuple(team.place for team in found),
        fits=tuple(team.place.fit / scale for team in found),
        bound=found[0].place.fit / scale if proof is Proof.OPTIMAL else None,
        destination=judge.destination(),
    )


def _report(judge: Judge, team: FoundTeam, anchor: str | None) -> TeamReport:
    problem = judge.problem
    members = problem.companies_of(tuple(team.products))
    return check(problem, anchor or members[0], tuple(team.products), judge)
