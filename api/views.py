"""Values of the service as the dictionaries that schemas are filled from, less what the caller must not learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.confidential import hide_in_finding, hide_in_team, withheld
from api.house import sees_confidential
from graph.model import Market
from matching.teams.scenario.show import finding_as_json, team_as_json

if TYPE_CHECKING:
    from graph.model.package import Package
    from matching.rules.findings import Finding
    from service.access import Caller, Role
    from service.demand import DemandBoard
    from service.overview import Overview
    from service.packages.evaluate import Evaluation
    from service.packages.search import PackageFit, PackageSearch
    from service.partners import Partner, PartnersAnswer
    from service.support import SupportAnswer, SupportProgram


def market_short(market: Market) -> dict[str, Any]:
    """Id, name and kind."""
    return {"id": market.id, "name": market.name, "kind": market.kind}


def finding_view(finding: Finding) -> dict[str, Any]:
    """As the command line prints it."""
    return finding_as_json(finding)


def program_view(program: SupportProgram) -> dict[str, Any]:
    """A support program with ``since`` for ``from``, which is no name in most languages of clients."""
    fields = program.model_dump(mode="json", by_alias=False)
    fields["since"] = fields.pop("from_")
    return fields


def _support_view(answer: SupportAnswer) -> dict[str, Any]:
    return {"program": program_view(answer.program), "possibility": answer.possibility, "reason": answer.reason}


def evaluation_view(evaluation: Evaluation, role: Role, company: str | None) -> dict[str, Any]:
    """A package's evaluation."""
    hidden = withheld(evaluation.problem, role, company)
    team = hide_in_team(team_as_json(evaluation.team), hidden)
    kept = ("standing", "members", "products", "findings", "us_content", "coverage", "gaps")
    return {name: team[name] for name in kept} | {
        "package": evaluation.package.id,
        "as_of": evaluation.problem.as_of,
        "destination": [hide_in_finding(finding_view(one), hidden) for one in evaluation.destination],
        "support": [_support_view(one) for one in evaluation.support],
        "gone": list(evaluation.gone),
    }


def package_view(package: Package, caller: Caller) -> dict[str, Any]:
    """A package; its values are for its members and officers."""
    from api.schemas.packages import PackageOut

    shown = PackageOut.model_validate(package).model_dump()
    members = {one.company for one in package.members} | {package.owner_company}
    if any(sees_confidential(caller, one) for one in members if one is not None):
        return shown
    priced = any(one.value is not None or one.value_share is not None for one in package.products)
    products = [{"product": one.product, "value_share": None, "value": None} for one in package.products]
    return shown | {"products": products, "withheld": ["products.value", "products.value_share"] if priced else []}


def package_search_view(found: PackageSearch, caller: Caller) -> dict[str, Any]:
    """The standing menu for a buyer."""
    from service.views import needs_view

    return {
        "needs": needs_view(found.needs),
        "market": market_short(found.market),
        "found": [_package_fit(one, caller) for one in found.found],
        "elsewhere": found.elsewhere,
    }


def _package_fit(one: PackageFit, caller: Caller) -> dict[str, Any]:
    return {
        "package": package_view(one.package, caller),
        "fit": one.fit,
        "served": [{"requirement": s.requirement, "product": s.product, "fit": s.fit} for s in one.served],
        "unserved": list(one.unserved),
        "evaluation": evaluation_view(one.evaluation, caller.role, caller.company),
        "swaps": [
            {"add": s.add, "drop": s.drop, "closes": s.closes, "fit": s.fit, "standing": s.standing} for s in one.swaps
        ],
    }


def partners_view(answer: PartnersAnswer, role: Role, company: str | None) -> dict[str, Any]:
    """Partners with example teams."""
    hidden = withheld(answer.snapshot.catalogue, role, company)
    return {
        "company": answer.company.id,
        "market": market_short(answer.market),
        "own": {layer.value: list(ids) for layer, ids in answer.own.items()},
        "lacks": [layer.value for layer in answer.lacks],
        "hindrances": [hide_in_finding(finding_view(one), hidden) for one in answer.hindrances],
        "partners": [_partner(one, answer, hidden, role, company) for one in answer.partners],
        "total": answer.total,
        "left_out": answer.left_out,
    }


def _partner(
    one: Partner, answer: PartnersAnswer, hidden: frozenset[str], role: Role, company: str | None
) -> dict[str, Any]:
    from api.ask import teams_shown

    example = answer.teams.get(one.company.id)
    return {
        "company": one.company.id,
        "name": one.company.name,
        "adds": [layer.value for layer in one.adds],
        "products": list(one.products),
        "opportunities": [{"opportunity": key, "fit": fit} for key, fit in one.opportunities],
        "interoperable": [list(pair) for pair in one.interoperable],
        "conflicts": [list(pair) for pair in one.conflicts],
        "joint_awards": one.joint_awards,
        "open_findings": [hide_in_finding(finding_view(finding), hidden) for finding in one.open_findings],
        "example_team": teams_shown(example, role, company) if example is not None else None,
    }


def demand_view(board: DemandBoard) -> dict[str, Any]:
    """What published demand asks for, and how far it is answered."""
    return {
        "items": [
            {
                "opportunity": key,
                "layers": {layer.value: chance for layer, chance in one.layers.items()},
                "fits": dict(one.fits),
                "nothing_fits": one.nothing_fits,
                "missing": list(one.missing),
            }
            for key, one in board.items.items()
        ],
        "unread": dict(board.unread),
    }


def overview_view(found: Overview) -> dict[str, Any]:
    """Supply and demand counted."""
    return {
        "countries": [
            {
                "country": one.country,
                "name": one.name,
                "supply": {layer.value: count for layer, count in one.supply.items()},
                "demand": one.demand,
                "layers": {k.value: round(v, 4) for k, v in one.layers.items()} if one.layers is not None else None,
                "unmet": one.unmet,
            }
            for one in found.countries
        ],
        "products": {layer.value: count for layer, count in found.products.items()},
        "unknown": {layer.value: count for layer, count in found.unknown.items()},
        "worldwide": {layer.value: count for layer, count in found.worldwide.items()},
        "opportunities": found.opportunities,
        "companies": found.companies,
    }
