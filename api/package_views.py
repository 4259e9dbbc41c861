"""Packages as the dictionaries that schemas are filled from, less what the caller must not learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.confidential import hide_in_finding, hide_in_team, withheld
from api.house import sees_confidential
from api.views import finding_view, market_short, program_view
from matching.teams.scenario.show import team_as_json
from service.access import Role

if TYPE_CHECKING:
    from graph.model.package import Package
    from service.access import Caller
    from service.packages.evaluate import Evaluation
    from service.packages.search import PackageFit, PackageSearch
    from service.support import SupportAnswer


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


def is_own(package: Package, caller: Caller) -> bool:
    """Whether the caller's company is or was a member, or made it."""
    company = caller.company
    return company is not None and (
        company == package.owner_company or any(one.company == company for one in package.members)
    )


def package_view(package: Package, caller: Caller) -> dict[str, Any]:
    """A package; its values are for its members and officers, its history for nobody's competitors."""
    from api.schemas.packages import PackageOut

    shown = PackageOut.model_validate(package).model_dump()
    if caller.role is Role.COMPANY and not is_own(package, caller):
        shown = _from_outside(shown)
    members = {one.company for one in package.members} | {package.owner_company}
    if any(sees_confidential(caller, one) for one in members if one is not None):
        return shown
    priced = any(one.value is not None or one.value_share is not None for one in package.products)
    products = [{"product": one.product, "value_share": None, "value": None} for one in package.products]
    secret = ["products.value", "products.value_share"] if priced else []
    return shown | {"products": products, "withheld": [*shown["withheld"], *secret]}


def _from_outside(shown: dict[str, Any]) -> dict[str, Any]:
    """A package as another company sees it: what it is and what was decided, not who wrote what of it and why."""
    decision = shown["decision"] | {"recorded_by": ""} if shown["decision"] is not None else None
    blank: dict[str, Any] = {"history": [], "requirements": "", "created_by": "", "decision": decision}
    names = ("history", "requirements", "created_by", *(("decision.recorded_by",) if decision is not None else ()))
    return shown | blank | {"withheld": list(names)}


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
