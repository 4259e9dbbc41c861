"""Products that fit a buyer's needs, why and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from api.answers import Answers
from api.ask import match_wish, needs_of
from api.house import House, replay_of
from api.routing import EVERYBODY, Routes, Who
from api.schemas.base import One
from api.schemas.matching import ExplainIn, ExplanationOut, MatchesOut, MatchIn
from graph.errors import NotFound
from service.access import Caller, Forbidden, Role

if TYPE_CHECKING:
    from matching.fit.criteria import CriterionScore
    from service.matching import Explained


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    matches = Routes(router, "matches")
    answers = Answers(house.app)

    @matches.question("/matches", EVERYBODY, response_model=One[MatchesOut])
    async def find_matches(asked: MatchIn, caller: Who) -> Response:
        """Find the products that fit each requirement best, with reasons.

        A company is shown its own products only.
        """
        within = _within_own(asked, caller)
        return await answers.give("matches", within, caller, asked.illustrative, lambda: _matches(within, house))

    @matches.question("/explanations", EVERYBODY)
    def explain_match(asked: ExplainIn, caller: Who) -> One[ExplanationOut]:
        """Say why a product is in the list or not, and what would change it."""
        from service.lookup import find_product
        from service.matching import explain_product

        if caller.role is Role.COMPANY:
            product = find_product(asked.product, house.app.snapshot(illustrative=asked.illustrative))
            if product.company != caller.company:
                raise NotFound(f"Your company has no product {asked.product!r}.", "List them: GET /v1/products")
        explained = explain_product(house.app, needs_of(house.app, asked), asked.product, match_wish(asked))
        return One(data=_explanation(explained, house), replay=replay_of(explained.replay.as_dict()))


def _matches(asked: MatchIn, house: House) -> One[MatchesOut]:
    from service.matching import match_needs
    from service.views import match_view

    view = match_view(match_needs(house.app, needs_of(house.app, asked), match_wish(asked)))
    replay = replay_of(view.pop("replay"))
    return One(data=MatchesOut.model_validate(view), replay=replay)


def _within_own(asked: MatchIn, caller: Caller) -> MatchIn:
    if caller.role is not Role.COMPANY:
        return asked
    own = caller.company or ""
    if asked.companies and asked.companies != [own]:
        raise Forbidden("A company is shown its own products only.", f"Name {own}, or nobody, in companies.")
    return asked.model_copy(update={"companies": [own]})


def _explanation(explained: Explained, house: House) -> ExplanationOut:
    from service.views import needs_view, product_view

    snapshot = house.app.snapshot(illustrative=True)
    matches = explained.matches
    return ExplanationOut.model_validate(
        {
            "product": product_view(explained.product, snapshot),
            "needs": needs_view(explained.needs),
            "places": {
                key: {"place": place[0], "of": place[1]} if place is not None else None
                for key, place in explained.places.items()
            },
            "criteria": {
                key: [_criterion(one) for one in match.criteria] if match is not None else []
                for key, match in matches.items()
            },
            "fits": {key: match.fit if match is not None else None for key, match in matches.items()},
            "removals": [
                {"filter": r.filter, "held": r.held, "asked": r.asked, "offered": r.offered, "change": r.change}
                for r in explained.removals
            ],
        }
    )


def _criterion(one: CriterionScore) -> dict[str, Any]:
    return {"name": one.name, "score": one.score, "detail": one.detail, "asked": one.asked, "offered": one.offered}
