"""The composer's own model on a second solver: every CP-SAT constraint as rows of a mixed-integer program for HiGHS."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matching.teams.model import TeamModel


@dataclass(frozen=True, slots=True)
class HighsRun:
    """``values``: the best value of each objective of the sequence, in order; None when there is no solution."""

    seconds: float
    values: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Row:
    """``low`` <= sum of factor x column <= ``high``."""

    factors: dict[int, float]
    low: float
    high: float


def solve_with_highs(model: TeamModel, objectives: list[tuple[Any, bool]], limit: float) -> HighsRun:
    """Solve the objectives one after the other, each held while the next is improved.

    Args:
        model: the composer's model; its constraints are clauses, implications, at-most-ones and linear ones.
        objectives: CP-SAT expressions, each with whether it is maximised.
        limit: seconds for each objective.
    """
    import highspy
    import numpy as np

    began = time.perf_counter()
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("time_limit", limit)
    highs.setOptionValue("mip_rel_gap", 0.0)
    for variable in model.cp.proto.variables:
        highs.addVar(*_ends(variable.domain))
    count = highs.getNumCol()
    kinds = np.full(count, highspy.HighsVarType.kInteger)
    highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)

    def add(row: Row) -> None:
        factors = {column: factor for column, factor in row.factors.items() if factor != 0}
        columns = np.fromiter(factors, dtype=np.int32, count=len(factors))
        values = np.fromiter(factors.values(), dtype=np.float64, count=len(factors))
        highs.addRow(row.low, row.high, len(factors), columns, values)

    for constraint in model.cp.proto.constraints:
        for row in rows_of(constraint):
            add(row)
    values: list[int] = []
    for expression, maximise in objectives:
        terms, offset = _terms(expression)
        costs = np.zeros(count)
        costs[list(terms)] = list(terms.values())
        highs.changeColsCost(count, np.arange(count, dtype=np.int32), costs)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return HighsRun(time.perf_counter() - began, None)
        reached = round(highs.getInfo().objective_function_value)
        values.append(reached + offset)
        held = (reached - 0.5, math.inf) if maximise else (-math.inf, reached + 0.5)
        add(Row({column: float(factor) for column, factor in terms.items()}, *held))
    return HighsRun(time.perf_counter() - began, tuple(values))


def rows_of(constraint: Any) -> Iterator[Row]:
    """The rows of one CP-SAT constraint. A condition (enforcement literals) becomes a term that frees the row.

    Raises:
        TypeError: a kind of constraint that the composer does not use.
    """
    conditions = [_negated(literal) for literal in constraint.enforcement_literal]
    if constraint.has_bool_or():
        yield _at_least_one([*constraint.bool_or.literals, *conditions])
    elif constraint.has_bool_and():
        for literal in constraint.bool_and.literals:
            yield _at_least_one([literal, *conditions])
    elif constraint.has_at_most_one():
        factors, constant = _sum_of([(literal, 1.0) for literal in constraint.at_most_one.literals])
        yield Row(factors, -math.inf, 1.0 - constant)
    elif constraint.has_linear():
        linear = constraint.linear
        pairs = list(zip(linear.vars, linear.coeffs, strict=True))
        low, high = _ends(linear.domain)
        # Under a condition all columns are booleans, so the factors bound the row.
        reach = float(sum(abs(factor) for _, factor in pairs))
        if low > -_OPEN:
            freed = [(literal, reach + abs(low)) for literal in conditions]
            factors, constant = _sum_of([*pairs, *freed])
            yield Row(factors, low - constant, math.inf)
        if high < _OPEN:
            freed = [(literal, -reach - abs(high)) for literal in conditions]
            factors, constant = _sum_of([*pairs, *freed])
            yield Row(factors, -math.inf, high - constant)
    else:
        raise TypeError(f"a constraint that has no row: {constraint}")


def _negated(literal: int) -> int:
    """CP-SAT writes "not x" as -x - 1."""
    return -literal - 1


def _at_least_one(literals: list[int]) -> Row:
    factors, constant = _sum_of([(literal, 1.0) for literal in literals])
    return Row(factors, 1.0 - constant, math.inf)


def _sum_of(terms: Sequence[tuple[int, float]]) -> tuple[dict[int, float], float]:
    """Factors of the columns and the constant of a sum over literals or variables."""
    factors: dict[int, float] = {}
    constant = 0.0
    for literal, factor in terms:
        column = literal if literal >= 0 else _negated(literal)
        factors[column] = factors.get(column, 0.0) + (factor if literal >= 0 else -factor)
        constant += 0.0 if literal >= 0 else factor
    return factors, constant


def _terms(expression: Any) -> tuple[dict[int, int], int]:
    from ortools.sat.python import cp_model

    flat = cp_model.FlatIntExpr(expression)
    found: dict[int, int] = {}
    for variable, factor in zip(flat.vars, flat.coeffs, strict=True):
        found[variable.index] = found.get(variable.index, 0) + int(factor)
    return found, int(flat.offset)


_OPEN = 2**62  # CP-SAT's domains end near 2**63; beyond this a side is open


def _ends(domain: Any) -> tuple[float, float]:
    ends = list(domain)  # its container takes no negative index
    return float(ends[0]), float(ends[-1])
