"""Teams as the API takes and shows them, composed or given."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.advice import ContentWayOut, SubstituteOut, WhyNotOut
from api.schemas.base import Country, In, Name, Out
from api.schemas.catalogue import MarketShortOut, ProductShortOut
from api.schemas.findings import FindingOut, GapOut, ShareOut
from api.schemas.needs import EXAMPLE_TEXT, MOST_NAMES, Names, NeedsFields, NeedsIn, NeedsOut
from matching.rules.standing import Standing
from matching.teams.answer import Proof
from matching.teams.question import Presumption

MOST_WHY_NOT = 5  # each composes a team with the subject in it

Switches = Annotated[
    dict[str, bool | float | str],
    Field(max_length=MOST_NAMES, description="open points decided otherwise; see /v1/rulebook"),
]


class MarketIn(In):
    market: Name = Field(description="id or any name of a country, region, bloc, or global")
    as_of: date | None = Field(None, description="the day of the rules; today when left out")
    switches: Switches = Field(default_factory=dict)
    buyer: Name | None = Field(None, description="the buying company, for the rules on destinations and end users")


class TeamsIn(NeedsIn, MarketIn):
    """What teams are asked for. Companies and products by id or full name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"text": EXAMPLE_TEXT, "market": "Kenya", "teams": 3},
                {
                    "text": EXAMPLE_TEXT,
                    "market": "Kenya",
                    "teams": 2,
                    "advice": True,
                    "why_not": ["Azure Government (includes Dynamics 365)"],
                },
            ]
        }
    )

    teams: int = Field(3, ge=1, le=10)
    anchor: Name | None = None
    among: Names = Field(default_factory=list, description="only products of these companies; any when empty")
    must_include: Names = Field(default_factory=list)
    must_exclude: Names = Field(default_factory=list)
    must_use: Names = Field(default_factory=list)
    must_not_use: Names = Field(default_factory=list)
    max_members: int | None = Field(None, ge=1, le=1000)
    presumption: Presumption = Presumption.PREFER
    budget: float | None = Field(None, gt=0, le=1e15, description="USD, for the products whose value is known")
    max_layer_share: float | None = Field(None, ge=0, le=1)
    min_small_businesses: int = Field(0, ge=0, le=1000)
    min_allied: int = Field(0, ge=0, le=1000)
    allied: Annotated[list[Country], Field(max_length=250)] = Field(default_factory=list)
    illustrative: bool = False
    strict: bool = False
    advice: bool = Field(False, description="with what the teams trade off, and ways to the content share")
    resilience: bool = Field(False, description="with who replaces each member: composes once or twice a member")
    why_not: Annotated[list[Name], Field(max_length=MOST_WHY_NOT)] = Field(
        default_factory=list, description="companies or products: why they are not in the best team"
    )


class CheckIn(NeedsFields, MarketIn):
    """The team to be judged: its products, and who leads it. With needs, the answer says which of them it serves."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"products": ["AWS GovCloud"], "market": "Kenya", "anchor": "Amazon"}]}
    )

    products: Annotated[list[Name], Field(min_length=1, max_length=MOST_NAMES)]
    anchor: Name | None = None
    illustrative: bool = False


class ServedOut(Out):
    requirement: str
    product: str | None
    fit: float


class TeamOut(Out):
    """A team with its findings. `us_content` null: it rests on values attested in confidence."""

    model_config = ConfigDict(extra="ignore")  # what the service adds is shown once it is documented here

    anchor: str | None
    members: list[str]
    products: list[str]
    standing: Standing
    findings: list[FindingOut]
    us_content: ShareOut | None
    coverage: dict[str, dict[str, list[str]]] = Field(description="place to layer to products")
    gaps: list[GapOut]
    company_names: dict[str, str]
    product_details: list[ProductShortOut]
    served: list[ServedOut]
    illustrative: bool
    fit: float | None
    against_the_first: list[str] | None = Field(
        None, description="with `advice`: what it gains and loses against the first team, nothing for the first itself"
    )
    content_ways: list[ContentWayOut] | None = Field(
        None, description="with `advice`: changes with which its hardware reaches the content share; empty: it does"
    )
    substitutes: list[SubstituteOut] | None = Field(
        None, description="with `resilience`: for each member who would replace it"
    )
    withheld: list[str] = Field(
        default_factory=list, description="advice that is known, but not shown to you, or not all of it"
    )


class TeamsOut(Out):
    """Teams, the best first; without any, gaps and relaxations say what would make one. No team is a determination."""

    model_config = ConfigDict(extra="ignore")  # what the service adds is shown once it is documented here

    needs: NeedsOut
    market: MarketShortOut
    teams: list[TeamOut]
    proof: Proof = Field(description="optimal: proven; gap: something better may exist")
    gaps: list[GapOut]
    relaxations: list[list[str]]
    destination: list[FindingOut]
    unserved: list[str]
    without_unserved: TeamsOut | None
    why_not: list[WhyNotOut] = Field(default_factory=list, description="one for each name in `why_not`, in its order")
