"""What analysts look at: demand against supply, counts by country and layer, and what stands around a thing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.confidential import without_secrets
from api.document import etag_header
from api.house import House
from api.questions import DEMAND, OVERVIEW, asked_of
from api.routing import INSIDERS, Routes, Who
from api.schemas.base import Id, One
from api.schemas.exploring import DemandIn, DemandOut, NeighbourhoodOut, OverviewIn, OverviewOut
from api.schemas.operation import JobOut
from api.waiting import DEFAULT_WAIT, Wait, accepted, answer_or_job
from service.neighbourhood import MOST_NODES, neighbourhood


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    routes = Routes(router, "exploring")

    @routes.post("/demand", INSIDERS, response_model=One[DemandOut], responses=accepted(One[JobOut]))
    async def read_demand(asked: DemandIn, caller: Who, wait: Wait = DEFAULT_WAIT) -> One[DemandOut] | Response:
        """Read all published demand, and say how far the catalogue answers it."""
        del asked
        return await answer_or_job(house, DEMAND, {}, caller.subject, wait, DemandOut)

    @routes.post("/overview", INSIDERS, response_model=One[OverviewOut], responses=accepted(One[JobOut]))
    async def count_overview(asked: OverviewIn, caller: Who, wait: Wait = DEFAULT_WAIT) -> One[OverviewOut] | Response:
        """Count supply and demand by country and layer."""
        return await answer_or_job(house, OVERVIEW, {"asked": asked_of(asked)}, caller.subject, wait, OverviewOut)

    @routes.get("/neighbourhood", INSIDERS, responses=etag_header())
    def get_neighbourhood(
        caller: Who,
        response: Response,
        node: Annotated[Id, Query(description="id of a company, product, market, opportunity, layer or capability")],
        most: Annotated[int, Query(ge=1, le=1_000, description="nodes shown")] = MOST_NODES,
        illustrative: Annotated[bool, Query(description="with the made-up example companies")] = True,
    ) -> One[NeighbourhoodOut]:
        """Show what stands around a thing in the graph."""
        catalogue = without_secrets(house.app.snapshot(illustrative=illustrative).catalogue, caller)
        found = neighbourhood(catalogue, node, most, house.stores.capabilities)
        return house.tagged(NeighbourhoodOut.model_validate(found), response)
