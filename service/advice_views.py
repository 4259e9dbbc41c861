"""Advice on teams as JSON values, one shape for the command line and the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matching.teams.scenario.show import finding_as_json, team_as_json

if TYPE_CHECKING:
    from matching.teams.content_ways import ContentWay
    from matching.teams.resilience import Substitution
    from service.advice import TeamAdvice, WhyNotInTeam


def advice_view(advice: TeamAdvice) -> dict[str, Any]:
    """Keys that stand beside a team's own. ``substitutes`` null: not asked for."""
    return {
        "against_the_first": list(advice.against_the_first),
        "content_ways": [_way(way) for way in advice.ways],
        "substitutes": [_substitution(one) for one in advice.substitutions]
        if advice.substitutions is not None
        else None,
    }


def _way(way: ContentWay) -> dict[str, Any]:
    return {
        "kind": way.kind.value,
        "words": way.words,
        "removed": list(way.removed),
        "added": list(way.added),
        "attest": [{"product": fact.product, "fact": fact.fact, "at_least": fact.value} for fact in way.attest],
        "fit_change": way.fit_change,
    }


def _substitution(one: Substitution) -> dict[str, Any]:
    return {
        "member": one.member,
        "substitutes": list(one.substitutes),
        "kept": one.kept,
        "irreplaceable": one.irreplaceable,
        "settled": one.settled,
        "words": one.words,
        "differences": list(one.differences),
        "team_products": list(one.team.products) if one.team is not None else [],
    }


def why_not_view(found: WhyNotInTeam) -> dict[str, Any]:
    """Why a company or product is not in the best team."""
    answer = found.answer
    return {
        "subject": found.subject,
        "name": found.name,
        "verdict": answer.verdict.value,
        "words": answer.words,
        "best_products": list(answer.best.products) if answer.best is not None else [],
        "rules": [finding_as_json(finding) for finding in answer.rules],
        "differences": list(answer.differences),
        "relaxations": [list(one.actions) for one in answer.relaxations],
        "fits": dict(found.fits),
        "removals": [
            {"filter": one.filter, "asked": one.asked, "offered": one.offered, "change": one.change}
            for one in found.removals
        ],
        "team": team_as_json(answer.forced) if answer.forced is not None else None,
    }
