"""The composer, measured: ``alliedstack bench compose``.

Made-up markets (``bench.compose_worlds``), twelve requirements, five layers. Times are from the problem in memory to
the answer proven best: rules over every product, the cut, the search, the report of the team. In the same run HiGHS
solves the same cut model in the same order of objectives, and a greedy choice shows what the search is worth.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from bench.compose_greedy import greedy_place
from bench.compose_highs import solve_with_highs
from bench.compose_worlds import made_up_problem
from matching.rules.judge import Judge
from matching.rules.problem import Problem
from matching.teams.answer import Answer, Place, Proof
from matching.teams.compose import compose
from matching.teams.model import ModelBuilder
from matching.teams.pool import build_pool
from matching.teams.question import Presumption, Question
from matching.teams.search import Search
from service.rulebooks import load_rulebook

SIZES = (200, 2_000, 20_000)
GOALS = {200: 0.2, 2_000: 0.6, 20_000: 1.5}  # seconds, medians, to the proven optimum
DIVERSE = 5
DIVERSE_GOAL = 3.0  # times the time of one team
BLOC_GOAL = 10.0  # seconds
COUNTRY = ("KE",)
_DATA = Path(__file__).resolve().parent.parent / "data"
_FREE = Question()
TIGHT = Question(max_members=8, presumption=Presumption.REQUIRE)  # three companies fewer than the free optimum has
TIGHT_SIZES = (200, 2_000)
HIGHS_LIMIT = 60.0  # seconds for each objective


@dataclass(slots=True)
class Figures:
    """Seconds of each instance, and what the baselines reached. On a busy machine the processor time is the truer."""

    one: list[float] = field(default_factory=list)
    five: list[float] = field(default_factory=list)
    one_cpu: list[float] = field(default_factory=list)
    five_cpu: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    greedy: list[tuple[Place, Place]] = field(default_factory=list)  # best and greedy
    greedy_nothing: int = 0
    unproven: int = 0
    differs: int = 0


def measure(
    size: int, countries: tuple[str, ...], instances: int, question: Question = _FREE, *, highs: bool = True
) -> Figures:
    """Compose for ``instances`` made-up markets of ``size`` products."""
    rulebook, figures = load_rulebook(), Figures()
    for seed in range(instances):
        problem = made_up_problem(size, countries, rulebook, seed)
        answer = _timed(problem, question, figures.one, figures.one_cpu)
        five = _timed(problem, replace(question, teams=DIVERSE), figures.five, figures.five_cpu)
        figures.unproven += (answer.proof is not Proof.OPTIMAL) + (five.proof is not Proof.OPTIMAL)
        _baselines(problem, question, answer, figures, highs=highs)
    return figures


def _timed(problem: Problem, question: Question, seconds: list[float], cpu: list[float]) -> Answer:
    began, busy = time.perf_counter(), time.process_time()
    answer = compose(problem, question)
    seconds.append(time.perf_counter() - began)
    cpu.append(time.process_time() - busy)
    return answer


def _baselines(problem: Problem, question: Question, answer: Answer, figures: Figures, *, highs: bool) -> None:
    judge = Judge(problem)
    whole = build_pool(judge)
    stages = Search(judge, whole, question).stages()
    pool, floor = next(stages)
    while answer.places and floor > answer.places[0].fit:  # the window that the best team was found in
        pool, floor = next(stages)
    figures.cut.append(len(pool.products))
    chosen = greedy_place(judge, whole, question)
    if chosen is None:
        figures.greedy_nothing += 1
    elif answer.places:
        figures.greedy.append((answer.places[0], chosen))
    if not highs or not answer.places:
        return
    model = ModelBuilder(judge, pool, question).build()
    model.cp.add(model.fit >= floor)
    unknowns = sum(variable * weight for variable, weight in model.unknown_terms)
    order = [(model.fit, True), (model.met, True), (unknowns, False), (sum(model.member.values()), False)]
    run = solve_with_highs(model, order, HIGHS_LIMIT)
    place = answer.places[0]
    figures.highs.append(run.seconds)
    figures.differs += run.values is None or run.values != (
        place.fit,
        place.presumption,
        -place.unknowns,
        -place.members,
    )


def main(arguments: list[str] | None = None) -> None:
    """Print a table; every line names its goal."""
    parser = argparse.ArgumentParser(prog="alliedstack bench compose", description="Time the composer.")
    parser.add_argument("--instances", type=int, default=9, help="made-up markets for each size")
    parser.add_argument("--no-highs", action="store_true", help="leave out the second solver")
    given = parser.parse_args(arguments)
    compose(made_up_problem(60, COUNTRY, load_rulebook()), Question())  # loads the solver
    for size in SIZES:
        _print(
            f"{size} products, one country",
            measure(size, COUNTRY, given.instances, highs=not given.no_highs),
            GOALS[size],
        )
    for size in TIGHT_SIZES:
        figures = measure(size, COUNTRY, given.instances, TIGHT, highs=not given.no_highs)
        _print(f"{size} products, at most {TIGHT.max_members} members, presumption required", figures, None)
    few = max(given.instances // 3, 1)
    bloc = _european_union()
    _print(f"2000 products, {len(bloc)} countries", measure(2_000, bloc, few, highs=not given.no_highs), BLOC_GOAL)


def _european_union() -> tuple[str, ...]:
    blocs = yaml.safe_load((_DATA / "markets" / "blocs.yaml").read_text(encoding="utf-8"))["blocs"]
    members = next(bloc["members"] for bloc in blocs if bloc["id"] == "EU")
    return tuple(country for country, since in members.items() if not isinstance(since, dict | list))


def _print(title: str, figures: Figures, goal: float | None) -> None:
    one, five = statistics.median(figures.one), statistics.median(figures.five)
    aim = "" if goal is None else f" (goal {goal:g} s)"
    print(f"{title} ({len(figures.one)} instances; {statistics.median(figures.cut):.0f} products after the cut)")
    one_cpu, five_cpu = statistics.median(figures.one_cpu), statistics.median(figures.five_cpu)
    print(f"  one team    median {one:.2f} s ({one_cpu:.2f} s of processor time){aim}; {_proven(figures)}")
    times = f"{five / one:.1f} times one (goal {DIVERSE_GOAL:g} times)"
    print(f"  five teams  median {five:.2f} s ({five_cpu:.2f} s of processor time), {times}")
    if figures.highs:
        agrees = "the same place in the order" if figures.differs == 0 else f"{figures.differs} in another place"
        print(f"  HiGHS       median {statistics.median(figures.highs):.2f} s for the same cut model alone; {agrees}")
    print(f"  greedy      {_greedy_words(figures)}finds nothing in {figures.greedy_nothing} of {len(figures.one)}")


def _greedy_words(figures: Figures) -> str:
    if not figures.greedy:
        return ""
    fit = statistics.mean(1 - theirs.fit / best.fit for best, theirs in figures.greedy)
    members = statistics.mean(best.members - theirs.members for best, theirs in figures.greedy)
    unknowns = statistics.mean(best.unknowns - theirs.unknowns for best, theirs in figures.greedy)
    lost = sum(best.presumption > theirs.presumption for best, theirs in figures.greedy)
    return (
        f"{fit:.2%} less fit, {unknowns:+.1f} open findings, {members:+.1f} members on average, "
        f"misses the presumption in {lost}; "
    )


def _proven(figures: Figures) -> str:
    return "all proven best" if figures.unproven == 0 else f"{figures.unproven} answers not proven"


if __name__ == "__main__":
    main()
