"""Solving the model in the stated order, and going on to different teams.

Finding the k best different lean teams: after each team two clauses go into the model.
(1) Not the same members again.
(2) Not all of its products again: a later team that holds them all is never better placed (the order of preference is
    the order in which teams are found), so what it holds beyond them could be left out: it is not lean.
One case is left: a team that contains a poorer combination of an earlier team's members and something idle. Where that
can be, the team is solved once more within its own products, and such a combination is excluded as in (2).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from matching.rules.judge import Judge
from matching.teams.answer import Place
from matching.teams.cut import narrowed, windows
from matching.teams.model import ModelBuilder, TeamModel, place_in, tie_weight
from matching.teams.pool import Pool
from matching.teams.question import Question

_WHOLE = 100  # products; so few are composed as they are
_SMALL = 4000  # variables; under it one thread is faster than starting eight (measured on two cores)
_WORKERS = 8  # even on two cores: the portfolio matters more than the threads (7.0 s to 0.2 s on one large model)
_SUMMED = 200  # variables; see levels()
_LARGEST_WEIGHT = 2**50  # far inside the solver's 64 bits
_SEED = 7
_LEAN_TIME = 1.0  # seconds; a team's own products are a model of a few dozen variables
_PROOF_TIME = 0.6  # of the time, before a good team without proof is looked for instead
_LINEARIZED = 2  # all constraints in the linear relaxation: it proves limits on members ten times faster (measured)


@dataclass(frozen=True, slots=True)
class FoundTeam:
    products: frozenset[str]
    members: frozenset[str]
    place: Place


@dataclass(slots=True)
class Search:
    """One search; ``proven`` turns False when a bound of time cut something short."""

    judge: Judge
    pool: Pool
    question: Question
    proven: bool = True
    deadline: float = field(default=0.0)
    inexact: bool = False

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.question.seconds * (1 if self._looks_at_all() else _PROOF_TIME)
        self.pool = self.pool.only(self.pool.products)  # without what is built on nothing that is there

    def teams(self) -> Iterator[FoundTeam]:
        """Different lean teams, the best first, until there is none or time is up."""
        ceiling = sum(self.pool.best(requirement) for requirement in self.pool.wishes)
        found: list[FoundTeam] = []
        idle: list[frozenset[str]] = []
        for pool, floor in self.stages():
            model = ModelBuilder(self.judge, pool, self.question).build()
            self.inexact = self.inexact or model.inexact
            if model.wish and floor > 0:
                model.cp.add(model.fit >= floor)
            for old in found:
                _forbid(model, old)
            for products in idle:
                _forbid_products(model, products)
            while True:
                team = self._best(model, ceiling, found[-1].products if found else frozenset())
                if team is None:
                    break
                ceiling = team.place.fit
                if not self.proven:  # time was up before what it can do without was settled
                    self.deadline = max(self.deadline, time.monotonic() + _LEAN_TIME)
                    team = self._lean_within(team, self.pool)
                lean = self._lean_within(team, pool) if _may_be_idle(team, found, pool) else team
                if lean.products != team.products:
                    idle.append(lean.products)
                    _forbid_products(model, lean.products)
                    continue
                found.append(team)
                _forbid(model, team)
                yield team
            if not self.proven:
                if not found:
                    yield from self._anything(pool)
                return

    def _anything(self, pool: Pool) -> Iterator[FoundTeam]:
        """Good teams of a narrow pool when the time to prove the best is up: nothing is claimed about the others."""
        self.deadline = time.monotonic() + self.question.seconds * (1 - _PROOF_TIME)
        whole = self._admitted()
        ceiling = sum(whole.best(requirement) for requirement in whole.wishes)
        model = ModelBuilder(self.judge, whole.only(pool.products), self.question).build()
        while (team := self._best(model, ceiling, frozenset())) is not None:
            self.deadline = max(self.deadline, time.monotonic() + _LEAN_TIME)
            lean = self._lean_within(team, self.pool)
            _forbid(model, lean)
            yield lean

    def stages(self) -> Iterator[tuple[Pool, int]]:
        """Pools that grow, each with the fit from which it is sure to hold the best teams."""
        pool = self._admitted()
        if self._looks_at_all() or self.question.candidates is None:
            yield pool, 0
            return
        best = sum(pool.best(requirement) for requirement in pool.wishes)
        for window in windows(pool, self.question.candidates):
            yield narrowed(self.judge, pool, self.question, window), best - window

    def _looks_at_all(self) -> bool:
        return self.question.candidates is None or len(self.pool.products) <= _WHOLE

    def _admitted(self) -> Pool:
        """The pool without what the question excludes."""
        out = set(self.question.must_exclude)
        unwanted = set(self.question.must_not_use)
        if not out and not unwanted:
            return self.pool
        return self.pool.only(p for p in self.pool.products if self.pool.company(p) not in out and p not in unwanted)

    def feasible(self) -> bool | None:
        """Whether there is any team at all; None when time is up before that is known."""
        model = ModelBuilder(self.judge, self.pool, self.question).build()
        return self.solve(model) is not None if self.proven else None

    def _best(self, model: TeamModel, ceiling: int, hint: frozenset[str]) -> FoundTeam | None:
        """The best team of the model, level by level; ``ceiling`` bounds the fit."""
        stage = model.copy()
        for product, variable in stage.use.items():
            stage.cp.add_hint(variable, product in hint)
        if stage.wish:
            stage.cp.add(stage.fit <= ceiling)
        first, *later = levels(stage)
        stage.cp.minimize(first.expression)
        solver = self.solve(stage)
        if solver is None:
            return None
        stage.cp.add(first.expression <= solver.value(first.expression))
        for level in later:
            solver = self._improve(stage, solver, level) or solver
        products = frozenset(p for p, variable in stage.use.items() if solver.value(variable))
        members = frozenset(self.pool.company(p) for p in products)
        return FoundTeam(products, members, place_in(stage, solver))

    def _improve(self, stage: TeamModel, solver: Any, level: Level) -> Any:
        """Minimise one level from the present solution, and hold it there for the levels below."""
        if solver.value(level.expression) == level.least:
            stage.cp.add(level.expression == level.least)
            return solver
        stage.cp.clear_hints()
        for variable in (*stage.use.values(), *stage.member.values()):
            stage.cp.add_hint(variable, solver.value(variable))
        stage.cp.minimize(level.expression)
        better = self.solve(stage)
        if better is not None:
            stage.cp.add(level.expression <= better.value(level.expression))
        return better

    def solve(self, model: TeamModel) -> Any:
        """A solver that holds an optimal (or, in time trouble, some) solution; None when there is none."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1 if len(model.cp.proto.variables) < _SMALL else _WORKERS
        solver.parameters.random_seed = _SEED
        solver.parameters.linearization_level = _LINEARIZED
        solver.parameters.cp_model_probing_level = 0  # teams are few decisions: probing and symmetry cost a third of
        solver.parameters.symmetry_level = 0  # the time and find nothing (measured)
        solver.parameters.max_time_in_seconds = max(self.deadline - time.monotonic(), 0.01)
        status = solver.solve(model.cp)
        if status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
            self.proven = False
        return solver if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _lean_within(self, team: FoundTeam, pool: Pool) -> FoundTeam:
        """The team without the products that it can do without at no worse place."""
        inner = ModelBuilder(self.judge, pool.only(team.products), self.question).build()
        best = self._best(inner, team.place.fit, team.products)
        return best if best is not None and best.place >= team.place else team


@dataclass(frozen=True, slots=True)
class Level:
    """Something to minimise; ``least`` is a value that nothing goes under."""

    expression: Any
    least: int


def levels(model: TeamModel) -> tuple[Level, ...]:
    """The order of preference, and below it the tie-break.

    A small model takes all but the tie-break as one weighted sum, which spares the start of a solver for each level.
    In a large one the levels follow each other: as a sum they took six times as long (measured on 20,000 products).
    """
    members, products = sum(model.member.values()), sum(model.use.values())
    unknowns = sum(variable * weight for variable, weight in model.unknown_terms)
    crowd = members * (len(model.use) + 1) + products
    tie = Level(sum(tie_weight(p) * v for p, v in model.use.items()), 0)
    if len(model.cp.proto.variables) < _SUMMED:
        by_unknown = (len(model.member) + 1) * (len(model.use) + 1)
        by_presumption = by_unknown * (sum(weight for _, weight in model.unknown_terms) + 1)
        by_fit = by_presumption * 2
        if by_fit * model.most_fit < _LARGEST_WEIGHT:
            preferred = crowd + by_unknown * unknowns - by_presumption * model.met - by_fit * model.fit
            return Level(preferred, -_LARGEST_WEIGHT), tie
    found = [Level(-model.fit, -model.most_fit)] if model.wish else []
    if not isinstance(model.met, int):
        found.append(Level(-model.met, -1))
    if model.unknown_terms:
        found.append(Level(unknowns, 0))
    return *found, Level(crowd, 0), tie


def _may_be_idle(team: FoundTeam, found: list[FoundTeam], pool: Pool) -> bool:
    """Whether a smaller team inside this one may stand as high.

    It would have been found first, so it is one of those that are excluded: it has the members of an earlier team,
    hence at most the products that these members bring here.
    """
    for old in found:
        if old.members < team.members:
            brought = {product for product in team.products if pool.company(product) in old.members}
            if _fit_of(brought, pool) >= team.place.fit:
                return True
    return False


def _fit_of(products: set[str], pool: Pool) -> int:
    """The sum of fits in the worst-served places."""
    return sum(
        min((max((pool.fit[r, p] for p in c & products), default=0) for c in classes), default=0)
        for r, classes in pool.wishes.items()
    )


def _forbid(model: TeamModel, team: FoundTeam) -> None:
    """Neither all of its products nor exactly its members again."""
    _forbid_products(model, team.products)
    if team.members <= model.member.keys():
        model.cp.add_bool_or([~var if company in team.members else var for company, var in model.member.items()])


def _forbid_products(model: TeamModel, products: frozenset[str]) -> None:
    if products <= model.use.keys():
        model.cp.add_bool_or([~model.use[product] for product in sorted(products)])
