"""A package under the rules of a day: every member is judged, also one that has no product in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from graph.model import Layer
from graph.model.package import Package
from matching.rules.findings import Finding
from matching.rules.judge import Judge
from matching.rules.problem import Problem, Target
from matching.rules.standing import standing_of
from matching.teams.coverage import open_market
from matching.teams.gaps import gaps_of
from matching.teams.report import TeamReport, check
from service.app import Alliedstack
from service.packages.cases import target_of
from service.replay import Replay
from service.support import SupportAnswer, buyer_kind_of, load_programs, support_for
from service.world import with_linked, with_owners


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``gone``: products of the package that the catalogue no longer holds; they count as absent."""

    package: Package
    problem: Problem
    team: TeamReport
    destination: tuple[Finding, ...]
    support: tuple[SupportAnswer, ...]
    gone: tuple[str, ...]
    replay: Replay


def evaluate(app: Alliedstack, package: Package, as_of: date | None = None, market: Target | None = None) -> Evaluation:
    """Findings, standing, gaps and possible support of a package on a day (today when None).

    ``market``: judge it for this market instead of the package's own ones.
    """
    day = as_of or app.today()
    snapshot = app.snapshot(illustrative=True) if day == app.today() else app.snapshot_of(day, illustrative=True)
    catalogue = snapshot.catalogue
    members = [snapshot.merged.get(one.company, one.company) for one in package.members if one.is_member(day)]
    held = [one.product for one in package.products if one.product in catalogue.products]
    products = with_linked(held, catalogue.products)
    companies = with_owners({*members, *(p.company for p in products.values())}, catalogue.companies)
    markets = [catalogue.markets[one] for one in package.markets if one in catalogue.markets]
    problem = Problem(
        companies=companies,
        products=products,
        market=market or target_of(markets),
        rulebook=app.rulebook,
        as_of=day,
        screening=app.screening_outcomes(),
    )
    problem, closed = open_market(problem)
    judge = Judge(problem)
    team = check(problem, snapshot.merged.get(package.anchor, package.anchor), held, judge)
    layers = {
        snapshot.merged.get(one.company, one.company): frozenset(one.layers) or frozenset(Layer)
        for one in package.members
        if one.is_member(day)
    }
    silent = [company for company in dict.fromkeys(members) if company not in team.members]
    extra = tuple(_silent_findings(judge, {company: layers[company] for company in silent}))
    if silent:
        findings = (*team.findings, *extra)
        team = replace(
            team,
            members=(*team.members, *silent),
            findings=findings,
            standing=standing_of(findings),
            gaps=gaps_of(findings, judge.reading),
        )
    opportunity = catalogue.opportunities.get(package.opportunity) if package.opportunity else None
    support = support_for(
        load_programs(),
        [companies[one] for one in team.members if one in companies],
        [catalogue.products[one] for one in held],
        buyer_kind_of(opportunity.buyer_kind if opportunity is not None else None),
        day,
    )
    gone = tuple(one.product for one in package.products if one.product not in catalogue.products)
    destination = tuple(dict.fromkeys((*closed, *judge.destination())))
    return Evaluation(package, problem, team, destination, support, gone, app.replay(snapshot, day))


def _silent_findings(judge: Judge, members: dict[str, frozenset[Layer]]) -> Iterable[Finding]:
    """The entity rules on members that supply no product: without a stated layer they are held to every layer."""
    for rule in judge.member_rules:
        for company, layers in members.items():
            if not rule.layers.isdisjoint(layers):
                yield rule.finding(company)
