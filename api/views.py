"""Values of the service as the dictionaries that schemas are filled from, less what the caller must not learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.confidential import hide_in_finding, withheld
from graph.model import Market
from matching.teams.scenario.show import finding_as_json

if TYPE_CHECKING:
    from matching.rules.findings import Finding
    from service.access import Role
    from service.demand import DemandBoard
    from service.overview import Overview
    from service.partners import Partner, PartnersAnswer
    from service.support import SupportProgram


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
        "product_names": {key: answer.snapshot.catalogue.products[key].name for key in one.products},
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
