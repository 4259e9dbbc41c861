"""What each of several teams gains and loses against the best one, in words."""

from __future__ import annotations

from matching.rules.problem import Problem
from matching.teams.answer import Answer
from matching.teams.measure import differences


def trade_offs(problem: Problem, answer: Answer, fit_floor: float = 0.0) -> tuple[tuple[str, ...], ...]:
    """For each team of the answer, in its order, the lines that tell it from the first; none for the first itself."""
    if not answer.teams:
        return ()
    best, *others = answer.teams
    return ((), *(differences(problem, best, team, fit_floor) for team in others))
