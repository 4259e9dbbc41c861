"""Counts and pictures as the API shows them."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.schemas.base import In, Out
from graph.model import Layer


class DemandIn(In):
    """Nothing needs to be said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class DemandItemOut(Out):
    """One opportunity understood. `fits`: product to fit, the best ones; empty when nothing fits."""

    opportunity: str
    layers: dict[Layer, float] = Field(description="probability that the text asks for each layer")
    fits: dict[str, float]
    nothing_fits: bool
    missing: list[str]


class DemandOut(Out):
    """All published demand against the catalogue. `unread`: notices whose text could not be read, with why."""

    items: list[DemandItemOut]
    unread: dict[str, str]


class OverviewIn(In):
    """What to count."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"demand": False}]})

    demand: bool = Field(False, description="read the demand as well, which takes longer the first time")
    illustrative: bool = False


class CountryCountOut(Out):
    """`supply`: products known to be available there by layer; `layers` and `unmet` null: demand was not read."""

    country: str
    name: str
    supply: dict[Layer, int]
    demand: int
    layers: dict[Layer, float] | None
    unmet: int | None


class OverviewOut(Out):
    """Supply and demand counted. `unknown`: products of which it is not known where they are available."""

    countries: list[CountryCountOut]
    products: dict[Layer, int]
    unknown: dict[Layer, int]
    worldwide: dict[Layer, int]
    opportunities: int
    companies: int


class NodeOut(Out):
    id: str
    kind: str
    name: str
    illustrative: bool


class EdgeOut(Out):
    """`evidence`: the words of the product from which a PROVIDES was read; empty for what a source states."""

    source: str
    target: str
    kind: str
    evidence: list[str]


class NeighbourhoodOut(Out):
    """The centre first, then its neighbours, and the links among them. `truncated`: there are more."""

    nodes: list[NodeOut]
    edges: list[EdgeOut]
    truncated: bool
