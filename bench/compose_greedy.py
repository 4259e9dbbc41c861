"""What people do by hand: for each requirement the best product that still goes with the rest, then missing layers."""

from __future__ import annotations

from collections.abc import Iterable

from matching.rules.availability import available
from matching.rules.findings import Effect, Outcome
from matching.rules.judge import BINDING, Judge
from matching.rules.location import Answer
from matching.rules.standing import Standing
from matching.teams.answer import Place
from matching.teams.pool import Pool
from matching.teams.question import Presumption, Question
from matching.teams.report import check


def greedy_place(judge: Judge, pool: Pool, question: Question) -> Place | None:
    """The place of the greedy team in the order of preference; None when it is no admissible team."""
    problem = judge.problem
    team: set[str] = set()
    places = problem.market.places
    rivals: dict[str, set[str]] = {}
    for first, second in pool.conflicts:
        rivals.setdefault(first, set()).add(second)
        rivals.setdefault(second, set()).add(first)
    usable = set(pool.products)
    for requirement in problem.requirements:
        servers = sorted(
            (p for p in usable if (requirement.id, p) in pool.fit), key=lambda p: (-pool.fit[requirement.id, p], p)
        )
        for place in places:
            _take_first(team, (p for p in servers if available(pool.by_id[p], place) is Answer.YES), pool, rivals)
    for need in pool.needs:
        for group in need.classes:
            if team.isdisjoint(group.possible):
                _take_first(team, sorted(group.sure or group.possible), pool, rivals)
    if not team:
        return None
    members = problem.companies_of(tuple(team))
    report = check(problem, members[0], tuple(team), judge)
    if report.standing in (Standing.BARRED, Standing.INCOMPLETE):
        return None
    met = any(f.effect is Effect.PRESUMPTION and f.outcome is Outcome.MET for f in report.findings)
    if question.max_members is not None and len(members) > question.max_members:
        return None
    if question.presumption is Presumption.REQUIRE and not met:
        return None
    fits = (
        min(max((pool.fit.get((r, p), 0) for p in servers & team), default=0) for servers in classes)
        for r, classes in pool.wishes.items()
    )
    outcomes = [(finding.effect, finding.outcome) for finding in report.findings]
    return Place(
        fit=sum(fits),
        presumption=int(met),
        unknowns=-sum(effect in BINDING and outcome is Outcome.UNKNOWN for effect, outcome in outcomes),
        members=-len(members),
    )


def _take_first(team: set[str], wanted: Iterable[str], pool: Pool, rivals: dict[str, set[str]]) -> None:
    """Add the first product that goes with the team, with what it is built on."""
    for product in wanted:
        added, queue = {product}, [product]
        for current in queue:  # grows while it is walked
            fresh = [base for base in pool.foundations.get(current, ()) if base not in added]
            added.update(fresh)
            queue += fresh
        together = team | added
        if added <= set(pool.products) and not any(rivals.get(p, set()) & together for p in added):
            team |= added
            return
