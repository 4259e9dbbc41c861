"""Answers as JSON values, one shape for the command line and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.model import Product
from matching.fit.match import MatchResult
from matching.needs.model import Needs
from matching.teams.scenario.show import finding_as_json, team_as_json
from service.advice_views import advice_view
from service.matching import MatchAnswer
from service.snapshot import Snapshot
from service.teams import Served, TeamsAnswer

if TYPE_CHECKING:
    from service.advice import TeamAdvice
    from service.language_model import Proposal, Said, Suggested


def needs_view(needs: Needs) -> dict[str, Any]:
    """Requirements with their places in the text, and constraints."""
    return {
        "language": needs.language,
        "requirements": [
            {
                "id": need.id,
                "text": need.text,
                "span": list(need.span),
                "layer": need.layer.value if need.layer is not None else None,
                "layers": [{"layer": layer.value, "probability": p} for layer, p in need.layers],
                "capabilities": [
                    {
                        "id": one.capability,
                        "weight": one.weight,
                        "evidence": one.evidence.evidence if one.evidence is not None else None,
                    }
                    for one in need.capabilities
                ],
                "sector": need.sector or None,
                "mandatory": need.mandatory,
            }
            for need in needs.requirements
        ],
        "constraints": [
            {
                "kind": one.kind.value,
                "value": one.value,
                "evidence": one.evidence,
                "span": list(one.span),
                "amount": one.amount,
                "unit": one.unit or None,
            }
            for one in needs.constraints
        ],
        "warnings": list(needs.warnings),
    }


def suggested_view(found: Suggested) -> dict[str, Any]:
    """What a language model said of a text, and nobody confirmed yet."""
    said, proposals = found.translation, found.proposals
    return {
        "translation": translation_view(said, confirmed=False) if said is not None else None,
        "proposals": [proposal_view(f"c{n}", one, held, confirmed=False) for n, (one, held) in enumerate(proposals, 1)]
        if proposals is not None
        else None,
        "dropped": list(found.dropped),
        "cut": found.cut,
    }


def translation_view(said: Said, *, confirmed: bool) -> dict[str, Any]:
    """A model's translation; ``confirmed``: a person agreed to it."""
    return {"text": said.text, "translated_by": said.model, "confirmed": confirmed}


def proposal_view(key: str, one: Proposal, held: str | None, *, confirmed: bool) -> dict[str, Any]:
    """A proposed requirement. ``held``: the requirement that covers its words already."""
    return {
        "id": key,
        "text": one.text,
        "span": list(one.span),
        "meaning": one.meaning,
        "layer": one.layer.value if one.layer is not None else None,
        "mandatory": one.mandatory,
        "proposed_by": one.proposed_by,
        "confirmed": confirmed,
        "read_as": held,
    }


def product_view(product: Product, snapshot: Snapshot) -> dict[str, Any]:
    """A product in short, with its company and its source."""
    company = snapshot.catalogue.companies.get(product.company)
    return {
        "id": product.id,
        "name": product.name,
        "company": product.company,
        "company_name": company.name if company is not None else product.company,
        "layer": product.layer.value,
        "layer_basis": product.layer_basis.value,
        "layer_reason": product.layer_reason,
        "illustrative": product.illustrative,
        "sources": [f"{ref.source_id}#{ref.locator}" for ref in product.sources],
    }


def result_view(result: MatchResult, snapshot: Snapshot) -> dict[str, Any]:
    """One requirement's matches. ``fit`` is a calibrated probability, ``score`` only orders."""
    return {
        "nothing_fits": result.nothing_fits,
        "reason": result.reason,
        "missing": list(result.missing),
        "considered": result.considered,
        "passed": result.passed,
        "catalogue": result.catalogue,
        "matches": [
            {
                "product": product_view(snapshot.catalogue.products[match.product_id], snapshot),
                "fit": match.fit,
                "score": match.score,
                "criteria": [
                    {"name": c.name, "score": c.score, "detail": c.detail, "asked": c.asked, "offered": c.offered}
                    for c in match.criteria
                ],
                "missing": list(match.missing),
            }
            for match in result.matches
        ],
    }


def match_view(answer: MatchAnswer) -> dict[str, Any]:
    """A whole match."""
    return {
        "needs": needs_view(answer.needs),
        "market": answer.market.id if answer.market is not None else None,
        "results": {key: result_view(result, answer.snapshot) for key, result in answer.results.items()},
        "whole": result_view(answer.whole, answer.snapshot),
        "replay": answer.replay.as_dict(),
    }


def teams_view(answer: TeamsAnswer, advice: Sequence[TeamAdvice] | None = None) -> dict[str, Any]:
    """Teams with findings, who serves what, and gaps; with ``advice`` on each team where it was asked for.

    Advice speaks of values and shares, also of those attested in confidence: give it only to whom may see them all.
    """
    return {
        "needs": needs_view(answer.needs),
        "market": {"id": answer.market.id, "name": answer.market.name, "kind": answer.market.kind.value},
        "teams": [
            _team(answer, number)
            | {"fit": answer.answer.fits[number] if answer.answer.fits else None}
            | (advice_view(advice[number]) if advice is not None else {})
            for number in range(len(answer.answer.teams))
        ],
        "proof": answer.answer.proof.value,
        "gaps": [gap.as_dict() for gap in answer.answer.gaps],
        "relaxations": [list(one.actions) for one in answer.answer.relaxations],
        "destination": [finding_as_json(finding) for finding in answer.answer.destination],
        "unserved": list(answer.unserved),
        "without_unserved": teams_view(answer.without) if answer.without is not None else None,
        "replay": answer.replay.as_dict(),
    }


def _team(answer: TeamsAnswer, number: int) -> dict[str, Any]:
    team, snapshot = answer.answer.teams[number], answer.snapshot
    companies = snapshot.catalogue.companies
    named: Mapping[str, str] = {key: companies[key].name if key in companies else key for key in team.members}
    return team_as_json(team) | {
        "company_names": named,
        "product_details": [product_view(answer.problem.products[key], snapshot) for key in team.products],
        "served": [_served(one) for one in answer.served[number]],
        "illustrative": any(answer.problem.products[key].illustrative for key in team.products),
    }


def _served(one: Served) -> dict[str, Any]:
    return {"requirement": one.requirement, "product": one.product, "fit": one.fit}
