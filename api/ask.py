"""From a request's fields to the questions that the service takes, and from its answers to what the caller may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from api.confidential import hide_in_finding, hide_in_team, withheld
from api.confidential_advice import hide_in_advice, hide_in_why_not
from api.schemas.matching import MatchIn
from api.schemas.needs import CorrectionIn, NeedsFields
from api.schemas.teams import CheckIn, TeamsIn
from service.access import Caller, Forbidden, Role
from service.corrections import Correction, corrected, from_translation

if TYPE_CHECKING:
    from matching.needs.model import Needs
    from matching.rules.problem import Problem
    from service.advice import TeamAdvice, WhyNotInTeam
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
        unsure=one.unsure,
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
        among=tuple(asked.among),
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


def own_why_not(app: Alliedstack, caller: Caller, asked: TeamsIn) -> None:
    """Whether ``why_not`` can be answered, said before anything is composed. A company asks of itself and its products.

    Raises:
        Forbidden: a company asks of another. NotFound: there is no such market, company or product.
    """
    from service.advice import find_subject
    from service.world import World

    snapshot = World(app, team_wish(asked)).snapshot
    for name in asked.why_not:
        subject = find_subject(name, snapshot)
        own = caller.company in (subject.id, *(product.company for product in subject.products))
        if caller.role is Role.COMPANY and not own:
            raise Forbidden(
                "A company asks of itself why it is not in a team.", f"Name {caller.company} or a product of its."
            )


def no_guessing(problem: Problem, asked: TeamsIn, role: Role, company: str | None) -> None:
    """A budget must not tell a value: whether a team keeps within it would, asked often enough.

    Raises:
        Forbidden: there is a budget, and candidates whose value the caller must not learn.
    """
    if asked.budget is not None and not withheld(problem, role, company).isdisjoint(problem.products):
        raise Forbidden(
            "A budget would tell what companies attested in confidence.", "Leave it out, or ask an officer."
        )


def teams_shown(
    answer: TeamsAnswer,
    role: Role,
    company: str | None,
    advice: Sequence[TeamAdvice] | None = None,
    why_not: Sequence[WhyNotInTeam] = (),
) -> dict[str, Any]:
    """A teams answer without what the caller must not learn, and without its replay, which is shown beside it."""
    from service.advice_views import why_not_view
    from service.views import teams_view

    hidden = withheld(answer.problem, role, company)
    unknown = withheld(answer.snapshot.catalogue, role, company) if why_not else hidden
    shown = _hidden(teams_view(answer, advice), hidden)
    return shown | {"why_not": [hide_in_why_not(why_not_view(one), unknown) for one in why_not]}


def _hidden(view: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    inner = view["without_unserved"]
    shown = {name: value for name, value in view.items() if name != "replay"}
    return shown | {
        "teams": [hide_in_advice(hide_in_team(team, hidden), view["teams"][0], hidden) for team in view["teams"]],
        "destination": [hide_in_finding(finding, hidden) for finding in view["destination"]],
        "without_unserved": _hidden(inner, hidden) if inner is not None else None,
    }
