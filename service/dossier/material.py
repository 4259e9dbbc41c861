"""What a dossier is written from: a judged team with its world, or a package as it stands on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph.catalogue import Catalogue
from graph.model.package import Package
from matching.needs.model import Needs
from matching.rules.findings import Finding
from matching.rules.judge import Judge
from matching.rules.problem import Problem
from matching.teams.content_ways import ContentWay, content_ways
from matching.teams.report import TeamReport
from service.packages.evaluate import Evaluation
from service.replay import Replay
from service.support import BuyerKind, SupportAnswer, load_programs, support_for
from service.teams import Served, TeamsAnswer

if TYPE_CHECKING:
    from matching.teams.resilience import Substitution
    from service.advice import TeamAdvice


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a dossier is written from. ``package`` None: a team composed for a text."""

    title: str
    market: str
    problem: Problem
    team: TeamReport
    destination: tuple[Finding, ...]
    support: tuple[SupportAnswer, ...]
    replay: Replay
    catalogue: Catalogue
    needs: Needs | None = None
    served: tuple[Served, ...] = ()
    package: Package | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    ways: tuple[ContentWay, ...] = ()
    substitutions: tuple[Substitution, ...] | None = None


def material_of_team(
    answer: TeamsAnswer, number: int, buyer: BuyerKind = BuyerKind.UNKNOWN, advice: TeamAdvice | None = None
) -> Material:
    """Team ``number`` (from 0) of a composed answer. ``advice``: made already, perhaps with who replaces whom."""
    team, problem = answer.answer.teams[number], answer.problem
    support = support_for(
        load_programs(),
        [problem.companies[one] for one in team.members if one in problem.companies],
        [problem.products[one] for one in team.products],
        buyer,
        problem.as_of,
    )
    return Material(
        title=f"Full-stack team for {answer.market.name}",
        market=answer.market.name,
        problem=problem,
        team=team,
        destination=answer.answer.destination,
        support=support,
        replay=answer.replay,
        catalogue=answer.snapshot.catalogue,
        needs=answer.needs,
        served=answer.served[number],
        ways=advice.ways if advice is not None else content_ways(answer.judge, team.anchor, team.products),
        substitutions=advice.substitutions if advice is not None else None,
    )


def material_of_package(evaluation: Evaluation, catalogue: Catalogue) -> Material:
    """A package as it stands on the day of its evaluation."""
    package, team = evaluation.package, evaluation.team
    names = [catalogue.markets[one].name if one in catalogue.markets else one for one in package.markets]
    return Material(
        title=package.title,
        market=", ".join(names),
        problem=evaluation.problem,
        team=team,
        destination=evaluation.destination,
        support=evaluation.support,
        replay=evaluation.replay,
        catalogue=catalogue,
        package=package,
        notes=dict(package.notes),
        ways=content_ways(Judge(evaluation.problem), team.anchor, team.products),
    )
