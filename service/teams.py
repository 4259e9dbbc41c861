"""From requirements and a market to eligible full-stack teams, or to what stands in the way of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from graph.errors import BadInput
from graph.model import Market
from matching.needs.model import Need, Needs
from matching.rules.findings import Finding
from matching.rules.judge import Judge
from matching.rules.problem import Problem
from matching.teams.answer import Answer, Proof
from matching.teams.coverage import open_market
from matching.teams.question import Question
from matching.teams.report import TeamReport, check
from service.app import Alliedstack
from service.lookup import find_company, find_product
from service.matching import only
from service.replay import Replay
from service.snapshot import Snapshot
from service.world import CANDIDATES, STACK, STACK_WEIGHT, TeamWish, World


@dataclass(frozen=True, slots=True)
class Served:
    """What serves a requirement best in a team; ``product`` None: nothing of the team does."""

    requirement: str
    product: str | None
    fit: float


@dataclass(frozen=True, slots=True)
class TeamsAnswer:
    """``answer.teams`` are in the order of preference; ``served[i]`` tells who serves what in team i.

    ``question``: what the composer was asked, with every name resolved. ``judge``: the problem's rules, prepared.
    ``unserved``: requirements that no product of the catalogue fits, which ``without`` leaves out: the teams that there
    would be if they were dropped, None when nothing is unserved or there are teams anyway.
    """

    needs: Needs
    market: Market
    problem: Problem
    answer: Answer
    served: tuple[tuple[Served, ...], ...]
    unserved: tuple[str, ...]
    replay: Replay
    question: Question
    snapshot: Snapshot = field(repr=False)
    judge: Judge = field(repr=False)
    without: TeamsAnswer | None = None


def compose_teams(app: Alliedstack, needs: Needs, wish: TeamWish) -> TeamsAnswer:
    """The best different teams for the needs in the market.

    Raises:
        NotFound: no such market, company, product or requirement. BadInput: a wish that contradicts itself.
    """
    needs = only(needs, wish.dropped)
    world = World(app, wish)
    (problem, closed), question = open_market(world.problem(needs)), world.question()
    judge = Judge(problem)
    from matching.teams.compose import compose  # the solver is loaded only where something is composed

    answer = _naming(closed, compose(problem, question, judge))
    unserved = tuple(need.id for need in needs.requirements if need.mandatory and _nothing(need, problem))
    without = None
    if not answer.teams and 0 < len(unserved) < len(needs.requirements):
        without = compose_teams(app, only(needs, unserved), replace(wish, dropped=()))
    return _told(world, needs, answer, question, judge, unserved, without)


def check_team(app: Alliedstack, products: Sequence[str], needs: Needs | None, wish: TeamWish) -> TeamsAnswer:
    """Judge the team of these products, led by ``wish.anchor``.

    Raises:
        NotFound: no such market, company or product. BadInput: no product is named.
    """
    if not products:
        raise BadInput("A team needs at least one product.", "Name its products.")
    world = World(app, wish)
    named = tuple(find_product(one, world.snapshot).id for one in products)
    needs = needs or Needs(text="", language="und", requirements=())
    problem, closed = open_market(world.problem(needs, named))
    judge = Judge(problem)
    anchor = find_company(wish.anchor, world.snapshot).id if wish.anchor else None
    team = check(judge.problem, anchor, named, judge)
    answer = Answer((team,), Proof.OPTIMAL, destination=judge.destination())
    return _told(world, needs, _naming(closed, answer), Question(anchor=anchor, candidates=CANDIDATES), judge)


def _naming(closed: Sequence[Finding], answer: Answer) -> Answer:
    """The answer with the destinations that were left out of the market because a rule bars them."""
    return replace(answer, destination=tuple(dict.fromkeys((*closed, *answer.destination))))


def _told(
    world: World,
    needs: Needs,
    answer: Answer,
    question: Question,
    judge: Judge,
    unserved: tuple[str, ...] = (),
    without: TeamsAnswer | None = None,
) -> TeamsAnswer:
    return TeamsAnswer(
        needs=needs,
        market=world.market,
        problem=judge.problem,
        answer=answer,
        served=tuple(tuple(served_by(judge.problem, team)) for team in answer.teams),
        unserved=unserved,
        replay=world.app.replay(world.snapshot, judge.problem.as_of),
        question=question,
        snapshot=world.snapshot,
        judge=judge,
        without=without,
    )


def served_by(problem: Problem, team: TeamReport) -> Iterable[Served]:
    """For each requirement the product of the team that fits it best."""
    for requirement in problem.requirements:
        fits = [(problem.fit.get((requirement.id, product), 0.0), product) for product in team.products]
        fit, product = max(fits, default=(0.0, None), key=lambda pair: pair[0])
        scale = STACK_WEIGHT if requirement.id.startswith(f"{STACK}-") else 1.0
        yield Served(requirement.id, product if fit > 0 else None, round(fit / scale, 4))


def _nothing(need: Need, problem: Problem) -> bool:
    return not any(requirement == need.id for requirement, _ in problem.fit)


__all__ = ["STACK", "Served", "TeamWish", "TeamsAnswer", "check_team", "compose_teams", "served_by"]
