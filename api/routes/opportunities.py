"""Published demand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.document import etag_header
from api.etags import content_tag
from api.house import House
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of
from api.routing import EVERYBODY, Routes
from api.schemas.base import Id, One, Page
from api.schemas.catalogue import OpportunityOut
from api.words import has_all, wanted_words
from graph.errors import NotFound
from graph.model import Opportunity
from service.markets import find_market


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    routes = Routes(router, "opportunities")

    @routes.get("/opportunities", EVERYBODY)
    def list_opportunities(
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        words: Annotated[str, Query(max_length=200, description="all of these words in its text")] = "",
        market: Annotated[Id | None, Query(description="in this market, by any of its names")] = None,
    ) -> Page[OpportunityOut]:
        """List opportunities, by id."""
        catalogue = house.app.snapshot().catalogue
        countries = set(find_market(market, catalogue.markets).countries) if market is not None else set()
        wanted = wanted_words(words)

        def keep(one: Opportunity) -> bool:
            if countries and countries.isdisjoint(one.countries):
                return False
            return has_all(wanted, (one.text,))

        held = catalogue.opportunities
        found = slice_of(list(held), held.__getitem__, keep, cursor, limit, ("opportunities", words, market))
        return house.page(found.shown(OpportunityOut.model_validate))

    @routes.get("/opportunities/{opportunity_id:path}", EVERYBODY, responses=etag_header())
    def get_opportunity(opportunity_id: Id, response: Response) -> One[OpportunityOut]:
        """One opportunity."""
        found = house.app.snapshot().catalogue.opportunities.get(opportunity_id)
        if found is None:
            raise NotFound(f"There is no opportunity {opportunity_id!r}.", "List them: GET /v1/opportunities")
        shown = OpportunityOut.model_validate(found)
        response.headers["ETag"] = content_tag(shown)
        return house.one(shown)
