"""Partners as the API takes and shows them."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.schemas.base import In, Name, Out
from api.schemas.catalogue import MarketShortOut
from api.schemas.findings import FindingOut
from api.schemas.teams import TeamsOut
from graph.model import Layer


class PartnersIn(In):
    """Who completes a stack with this company?"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"company": "Microsoft", "market": "ASEAN"}]})

    company: Name
    market: Name
    limit: int = Field(10, ge=1, le=50)
    examples: int = Field(3, ge=0, le=5, description="partners for whom a team is composed as an example")
    demand: bool = Field(True, description="weigh published opportunities there")
    illustrative: bool = False


class OpportunityFitOut(Out):
    opportunity: str
    fit: float


class PartnerOut(Out):
    """A company with what it adds. Ranked by what it adds, never by worth."""

    company: str
    name: str
    adds: list[Layer]
    products: list[str]
    product_names: dict[str, str] = Field(description="the names of `products`, by id")
    opportunities: list[OpportunityFitOut]
    interoperable: list[tuple[str, str]]
    conflicts: list[tuple[str, str]]
    joint_awards: int
    open_findings: list[FindingOut]
    example_team: TeamsOut | None


class PartnersOut(Out):
    """`own`: what the company has by layer; `lacks`: layers it needs partners for; `left_out`: barred companies."""

    company: str
    market: MarketShortOut
    own: dict[Layer, list[str]]
    lacks: list[Layer]
    hindrances: list[FindingOut]
    partners: list[PartnerOut]
    total: int
    left_out: int
