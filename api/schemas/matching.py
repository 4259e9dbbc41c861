"""Matches and explanations as the API takes and shows them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.base import Id, Name, Out
from api.schemas.catalogue import ProductShortOut
from api.schemas.needs import EXAMPLE_TEXT, MOST_NAMES, Names, NeedsIn, NeedsOut
from graph.model import Layer
from matching.search.filters import Held


class MatchIn(NeedsIn):
    """What to match, and within which limits."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": EXAMPLE_TEXT, "market": "Kenya", "limit": 5}]})

    market: Annotated[str, Field(max_length=500)] = ""
    layers: list[Layer] = Field(default_factory=list, max_length=5)
    certifications: Names = Field(default_factory=list)
    deployments: Names = Field(default_factory=list)
    sectors: Names = Field(default_factory=list)
    languages: Names = Field(default_factory=list)
    companies: Annotated[list[Id], Field(max_length=MOST_NAMES)] = Field(default_factory=list)
    buyer_has: Annotated[list[Id], Field(max_length=MOST_NAMES)] = Field(
        default_factory=list, description="products that the buyer has already"
    )
    strict: bool = Field(False, description="leave out products of which a filter's fact is not known")
    limit: int = Field(5, ge=1, le=100, description="products shown a requirement")
    illustrative: bool = Field(False, description="with the made-up example companies, which are marked")


class ExplainIn(MatchIn):
    """Why is this product in the list, or not?"""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": EXAMPLE_TEXT, "market": "Kenya", "product": "AWS GovCloud"}]}
    )

    product: Name = Field(description="id, or name in full")


class CriterionOut(Out):
    """`score` in 0 to 1; null: one of the sides does not say, so it adds nothing."""

    name: str
    score: float | None
    detail: str
    asked: str
    offered: str


class MatchOut(Out):
    """`fit`: calibrated probability that the product delivers a substantial part of the need; `score` only orders."""

    product: ProductShortOut
    fit: float
    score: float
    criteria: list[CriterionOut]
    missing: list[str]


class MatchResultOut(Out):
    """Matches for one requirement. `nothing_fits`: they are then only the nearest there are."""

    nothing_fits: bool
    reason: str
    missing: list[str]
    considered: int
    passed: int
    catalogue: int
    matches: list[MatchOut]


class MatchesOut(Out):
    """`results` by requirement id; `whole`: the text taken as one."""

    needs: NeedsOut
    market: str | None
    results: dict[str, MatchResultOut]
    whole: MatchResultOut


class PlaceOut(Out):
    place: int
    of: int


class RemovalOut(Out):
    filter: str
    held: Held
    asked: str
    offered: str
    change: str


class ExplanationOut(Out):
    """The product's place for each requirement (null: a filter removed it), and what stands against it."""

    product: ProductShortOut
    needs: NeedsOut
    places: dict[str, PlaceOut | None]
    criteria: dict[str, list[CriterionOut]]
    fits: dict[str, float | None]
    removals: list[RemovalOut]
