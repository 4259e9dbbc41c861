"""Packages, partners and dossiers as the API takes and shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.base import Id, In, Name, Out, SourceRefOut
from api.schemas.matching import (
    MOST_TEXT,
    CheckIn,
    FindingOut,
    GapOut,
    MarketShortOut,
    Names,
    NeedsIn,
    NeedsOut,
    ServedOut,
    ShareOut,
    TeamsOut,
)
from api.schemas.rules import SupportProgramOut
from graph.model import Basis, Layer
from graph.model.package import PackageKind, PackageScope, PackageStatus
from matching.rules.standing import Standing
from service.packages.lifecycle import Step
from service.support import Possibility

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
                    "anchor": "Microsoft Corporation",
                    "products": ["Azure Government"],
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


class SupportAnswerOut(Out):
    """A program that the package may ask for, or not, with the reason."""

    program: SupportProgramOut
    possibility: Possibility
    reason: str


class EvaluationOut(Out):
    """A package under the rules of a day. `gone`: products that the catalogue no longer holds."""

    package: str
    as_of: date
    standing: Standing
    members: list[str]
    products: list[str]
    findings: list[FindingOut]
    destination: list[FindingOut]
    us_content: ShareOut | None = Field(description="null: it rests on values attested in confidence")
    coverage: dict[str, dict[str, list[str]]]
    gaps: list[GapOut]
    support: list[SupportAnswerOut]
    gone: list[str]


class SearchPackagesIn(NeedsIn):
    """A buyer's needs, to find standing packages for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "A cloud region with a patient portal in Swahili", "market": "Kenya"}]}
    )

    market: Name
    drafts: bool = Field(False, description="with drafts")
    limit: int = Field(10, ge=1, le=100)


class SwapOut(Out):
    """One change that closes a gap: `add` comes in, `drop` (null: nothing) goes out."""

    add: str
    drop: str | None
    closes: str
    fit: float
    standing: Standing


class PackageFitOut(Out):
    """`fit`: mean over the requirements of the best fit among the package's products. It says nothing of worth."""

    package: PackageOut
    fit: float
    served: list[ServedOut]
    unserved: list[str]
    evaluation: EvaluationOut
    swaps: list[SwapOut]


class PackagesFoundOut(Out):
    """The best fitting first. `elsewhere`: packages left out because they do not target the market."""

    needs: NeedsOut
    market: MarketShortOut
    found: list[PackageFitOut]
    elsewhere: int


# --- partners ---


class PartnersIn(In):
    """Who completes a stack with this company?"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"company": "Microsoft Corporation", "market": "ASEAN"}]})

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


class DossierIn(In):
    """Of what to write a dossier: a package, or a team. Exactly one of the two."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"team": {"products": ["Azure Government"], "market": "Kenya"}}]}
    )

    package: Id | None = None
    team: CheckIn | None = None
    as_of: date | None = None
