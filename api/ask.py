"""From a request's fields to the questions that the service takes, and from its answers to what the caller may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from api.confidential import hide_in_finding, hide_in_team, withheld
from api.schemas.matching import MatchIn
from api.schemas.needs import CorrectionIn, NeedsFields
from api.schemas.teams import CheckIn, TeamsIn
from service.access import Caller, Forbidden, Role
from service.corrections import Correction, corrected, from_translation

if TYPE_CHECKING:
    from matching.needs.model import Needs
    from service.app import Alliedstack
    from service.matching import MatchWish
    from service.teams import TeamsAnswer, TeamWish


def needs_of(app: Alliedstack, asked: NeedsFields) -> Needs:
    """The needs that a request is about, with its corrections.

    Raises:
        NotFound: there is no such opportunity. BadInput: nothing readable, or a correction that cannot be.
    """
    from service.matching import notice_text, read_needs

    text = asked.text if asked.text is not None else notice_text(app, asked.opportunity or "")
    needs = read_needs(app, text)
    if asked.translated_by is not None:
        needs = from_translation(needs, asked.translated_by)
    if asked.requirements is None:
        return needs
    wanted = [_correction(one) for one in asked.requirements]
    return corrected(needs, wanted, app.models.vocabulary, app.models.reader.piece)


def needs_if_any(app: Alliedstack, asked: NeedsFields) -> Needs | None:
    """The same where a request may do without; None when it names neither text nor opportunity."""
    return needs_of(app, asked) if asked.text is not None or asked.opportunity is not None else None


def _correction(one: CorrectionIn) -> Correction:
    return Correction(
        id=one.id,
        text=one.text,
        layer=one.layer,
        capabilities=tuple(one.capabilities) if one.capabilities is not None else None,
        sector=one.sector,
        mandatory=one.mandatory,
        unsure="layer" in one.model_fields_set and one.layer is None,
        meaning=one.meaning,
        proposed_by=one.proposed_by or "",
        confirmed=one.confirmed,
    )


def match_wish(asked: MatchIn) -> MatchWish:
    """The limits of a match."""
    from service.matching import MatchWish

    return MatchWish(
        market=asked.market,
        layers=frozenset(asked.layers),
        certifications=frozenset(asked.certifications),
        deployments=frozenset(asked.deployments),
        sectors=frozenset(asked.sectors),
        languages=frozenset(asked.languages),
        companies=frozenset(asked.companies),
        strict=asked.strict,
        limit=asked.limit,
        buyer_has=frozenset(asked.buyer_has),
        illustrative=asked.illustrative,
    )


def team_wish(asked: TeamsIn) -> TeamWish:
    """What teams are asked for."""
    from service.teams import TeamWish

    return TeamWish(
        market=asked.market,
        teams=asked.teams,
        anchor=asked.anchor,
        must_include=tuple(asked.must_include),
        must_exclude=tuple(asked.must_exclude),
        must_use=tuple(asked.must_use),
        must_not_use=tuple(asked.must_not_use),
        max_members=asked.max_members,
        presumption=asked.presumption,
        budget=asked.budget,
        max_layer_share=asked.max_layer_share,
        min_small_businesses=asked.min_small_businesses,
        min_allied=asked.min_allied,
        allied=tuple(asked.allied),
        switches=dict(asked.switches),
        as_of=asked.as_of,
        illustrative=asked.illustrative,
        strict=asked.strict,
        buyer=asked.buyer,
    )


def check_wish(asked: CheckIn) -> TeamWish:
    """Under which rules a given team is judged."""
    from service.teams import TeamWish

    return TeamWish(
        market=asked.market,
        anchor=asked.anchor,
        switches=dict(asked.switches),
        as_of=asked.as_of,
        illustrative=asked.illustrative,
        buyer=asked.buyer,
    )


def own_team(app: Alliedstack, caller: Caller, named: Iterable[str]) -> None:
    """A company composes and checks teams that it is part of. ``named``: the companies that are sure to be in it.

    Raises:
        Forbidden: none of them is the caller's company.
    """
    if caller.role is not Role.COMPANY:
        return
    from service.lookup import find_company

    snapshot = app.snapshot(illustrative=True)
    if caller.company not in [find_company(one, snapshot).id for one in named]:
        raise Forbidden(
            "A company asks for teams that it is part of.", f"Let {caller.company} be the anchor or must_include."
        )


def teams_shown(answer: TeamsAnswer, role: Role, company: str | None) -> dict[str, Any]:
    """A teams answer without what the caller must not learn, and without its replay, which is shown beside it."""
    from service.views import teams_view

    return _hidden(teams_view(answer), withheld(answer.problem, role, company))


def _hidden(view: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    inner = view["without_unserved"]
    shown = {name: value for name, value in view.items() if name != "replay"}
    return shown | {
        "teams": [hide_in_team(team, hidden) for team in view["teams"]],
        "destination": [hide_in_finding(finding, hidden) for finding in view["destination"]],
        "without_unserved": _hidden(inner, hidden) if inner is not None else None,
    }
