"""Layer x country: who covers what where, what is missing there, and which destinations are closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from graph.model import Layer
from matching.rules.evaluate.destination import barred_destinations
from matching.rules.findings import Finding
from matching.rules.judge import Judge
from matching.rules.problem import Problem
from matching.teams.report import TeamReport


class CellState(StrEnum):
    COVERED = "covered"
    POSSIBLE = "possible"  # a product is there of which it is not known where it is available
    MISSING = "missing"
    CLOSED = "closed"  # a rule bars the destination


@dataclass(frozen=True, slots=True)
class Cell:
    layer: Layer
    place: str
    state: CellState
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageMatrix:
    """``cells`` by place, then layer. ``gaps``: for each place the layers that nobody covers. ``closed``: why."""

    places: tuple[str, ...]
    cells: tuple[Cell, ...]
    gaps: dict[str, tuple[Layer, ...]]
    closed: tuple[Finding, ...]


def coverage_matrix(judge: Judge, team: TeamReport) -> CoverageMatrix:
    """The matrix of a team over the places of its market."""
    closed = barred_destinations(judge.destination())
    shut = {finding.subject for finding in closed}
    places = tuple(team.coverage)
    cells = tuple(_cell(team, layer, place, shut) for place in places for layer in Layer)
    gaps: dict[str, tuple[Layer, ...]] = {}
    for cell in cells:
        if cell.state is CellState.MISSING:
            gaps[cell.place] = (*gaps.get(cell.place, ()), cell.layer)
    return CoverageMatrix(places, cells, gaps, closed)


def _cell(team: TeamReport, layer: Layer, place: str, shut: set[str]) -> Cell:
    there = team.coverage[place].get(layer.value, ())
    perhaps = team.possible[place].get(layer.value, ())
    if place in shut:
        return Cell(layer, place, CellState.CLOSED, there)
    if there:
        return Cell(layer, place, CellState.COVERED, there)
    return Cell(layer, place, CellState.POSSIBLE if perhaps else CellState.MISSING, perhaps)


def open_market(problem: Problem) -> tuple[Problem, tuple[Finding, ...]]:
    """The problem without the destinations that a rule bars, and the findings that name them.

    A market of nothing but barred destinations stays as it is: leaving all of it out would turn it into no market.
    """
    closed = barred_destinations(Judge(problem).destination())
    shut = {finding.subject for finding in closed}
    left = tuple(country for country in problem.market.countries if country not in shut)
    if not shut or not left:
        return problem, closed
    return replace(problem, market=replace(problem.market, countries=left)), closed
