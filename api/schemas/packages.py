"""Packages and what is done with them, as the API takes and shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.base import Id, In, Name, Out, SourceRefOut
from api.schemas.needs import MOST_TEXT, Names
from graph.model import Basis, Layer
from graph.model.package import PackageKind, PackageScope, PackageStatus
from service.packages.lifecycle import Step

Why = Annotated[
    str, Field(min_length=1, max_length=2_000, pattern=r"\S", description="the reason, kept in the history")
]


class PackageMemberOut(Out):
    company: str
    role: str
    layers: list[Layer]
    joined: date | None
    left: date | None


class PackageProductOut(Out):
    product: str
    value_share: float | None
    value: float | None


class PackageEventOut(Out):
    at: str
    who: str
    what: str
    why: str
    status: PackageStatus | None


class DecisionOut(Out):
    """What the deciding office determined, in its own words."""

    status: PackageStatus
    on: date
    offices: list[str]
    grounds: str
    recorded_by: str
    source: SourceRefOut | None


class PackageOut(Out):
    """A package with its history. It bears no score: designation is a determination that no formula gives."""

    id: str
    kind: PackageKind
    scope: PackageScope
    title: str
    anchor: str
    members: list[PackageMemberOut]
    products: list[PackageProductOut]
    markets: list[str]
    opportunity: str | None
    requirements: str
    status: PackageStatus
    valid_from: date | None
    valid_to: date | None
    history: list[PackageEventOut]
    decision: DecisionOut | None
    basis: Basis
    created_at: str
    updated_at: str
    created_by: str
    owner_company: str | None
    version: int
    illustrative: bool
    withheld: list[str] = Field(default_factory=list, description="fields that are known, but not shown to you")


class PackageIn(In):
    """What a new package is made of; companies, products and markets by id or name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Patient portals for East Africa",
                    "anchor": "Microsoft",
                    "products": ["Azure Government (includes Dynamics 365)"],
                    "markets": ["Kenya"],
                }
            ]
        }
    )

    title: Name
    kind: PackageKind = PackageKind.STANDING
    anchor: Name
    products: Annotated[list[Name], Field(min_length=1, max_length=200)]
    markets: Names = Field(default_factory=list)
    members: Names = Field(default_factory=list)
    opportunity: Id | None = None
    requirements: Annotated[str, Field(max_length=MOST_TEXT)] = ""
    valid_from: date | None = None
    valid_to: date | None = None


class DecisionIn(In):
    """The decision as its document states it."""

    status: PackageStatus
    on: date
    offices: Annotated[list[Name], Field(min_length=1, max_length=20)]
    grounds: Annotated[str, Field(min_length=1, max_length=10_000)]


class StepIn(In):
    """A step in a package's life; `decision` belongs to the step decide, and to no other."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"step": "propose", "why": "Complete, and agreed by all members."}]}
    )

    step: Step
    why: Why
    decision: DecisionIn | None = None


class JoinIn(In):
    """A company joins with some of its products."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"company": "Example Inc.", "products": ["Example Suite"]}]}
    )

    company: Name
    products: Names = Field(default_factory=list)
    role: Annotated[str, Field(max_length=100)] = ""


class LeaveIn(In):
    model_config = ConfigDict(json_schema_extra={"examples": [{"company": "Example Inc.", "why": "It was sold."}]})

    company: Name
    why: Why


class AnchorIn(In):
    model_config = ConfigDict(json_schema_extra={"examples": [{"company": "Example Inc."}]})

    company: Name
