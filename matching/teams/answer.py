"""What the composer answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from matching.rules.findings import Finding
from matching.teams.gaps import Gap
from matching.teams.report import TeamReport


class Proof(StrEnum):
    OPTIMAL = "optimal"  # proven: nothing better exists within the question
    GAP = "gap"  # the search ended first: something better may exist


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A team's place in the stated order; greater is better. ``fit`` is a sum over requirements, scaled to whole
    numbers; ``unknowns`` and ``members`` are negated counts."""

    fit: int
    presumption: int
    unknowns: int
    members: int


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A smallest set of changes that together would make a team, each as an action in words."""

    actions: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Teams, the best first; without any, ``gaps`` say what would make one.

    ``fits``: for each team the sum of fits in the worst-served country, per requirement within [0, 1].
    ``bound``: no team outside the answer fits better than this sum (equal to the best fit when proven).
    """

    teams: tuple[TeamReport, ...]
    proof: Proof
    gaps: tuple[Gap, ...] = ()
    places: tuple[Place, ...] = ()
    fits: tuple[float, ...] = ()
    bound: float | None = None
    relaxations: tuple[Relaxation, ...] = ()
    destination: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
