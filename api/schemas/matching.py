"""Needs, matches, teams and findings as the API takes and shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from api.schemas.base import Country, Id, In, Name, Out
from graph.model import Basis, Layer, MarketKind
from matching.needs.model import ConstraintKind
from matching.rules.findings import Certainty, Effect, Outcome
from matching.rules.standing import Standing
from matching.search.filters import Held
from matching.teams.answer import Proof
from matching.teams.gaps import GapKind
from matching.teams.question import Presumption

MOST_TEXT = 200_000  # characters; the longest notice of TED that was seen has about 400 kB of XML, far less text
MOST_NAMES = 100  # names in one list of a request
_EXAMPLE = "The ministry of health of Kenya needs a patient portal in Swahili and servers with eight GPUs each."

Text = Annotated[str, Field(min_length=1, max_length=MOST_TEXT, description="a buyer's words, in any language")]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]


# --- needs ---


class CorrectionIn(In):
    """A requirement as you want it; what is left out stays as it was read."""

    id: Id
    text: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    layer: Layer | None = None
    capabilities: Annotated[list[Id], Field(max_length=MOST_NAMES)] | None = None
    sector: Annotated[str, Field(max_length=100)] | None = None
    mandatory: bool | None = None


class NeedsIn(In):
    """Whose needs: a text, or an opportunity of the graph. Exactly one of the two."""

    text: Text | None = None
    opportunity: Id | None = Field(None, description="id of an opportunity")
    requirements: Annotated[list[CorrectionIn], Field(max_length=200)] | None = Field(
        None, description="the requirements as corrected; those left out of the list are dropped"
    )

    @model_validator(mode="after")
    def _one_of(self) -> NeedsIn:
        if (self.text is None) == (self.opportunity is None):
            raise ValueError("give either text or opportunity")
        return self


class ReadNeedsIn(NeedsIn):
    """What to read requirements from."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": _EXAMPLE}]})


class LayerChanceOut(Out):
    layer: Layer
    probability: float


class NeededCapabilityOut(Out):
    id: str
    weight: float
    evidence: str | None = Field(description="the words that show it; null: inferred from the meaning alone")


class NeedOut(Out):
    """One requirement; `span` is its place in the text. A null layer or sector: unsure."""

    id: str
    text: str
    span: tuple[int, int]
    layer: Layer | None
    layers: list[LayerChanceOut]
    capabilities: list[NeededCapabilityOut]
    sector: str | None
    mandatory: bool


class ConstraintOut(Out):
    kind: ConstraintKind
    value: str
    evidence: str
    span: tuple[int, int]
    amount: float | None
    unit: str | None


class NeedsOut(Out):
    """A text understood, for a person to correct."""

    language: str = Field(description="ISO 639-1; und: it cannot be told")
    requirements: list[NeedOut]
    constraints: list[ConstraintOut]
    warnings: list[str]


# --- matches ---


class MatchIn(NeedsIn):
    """What to match, and within which limits."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": _EXAMPLE, "market": "Kenya", "limit": 5}]})

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
        json_schema_extra={"examples": [{"text": _EXAMPLE, "market": "Kenya", "product": "AWS GovCloud"}]}
    )

    product: Name = Field(description="id, or name in full")


class ProductShortOut(Out):
    id: str
    name: str
    company: str
    company_name: str
    layer: Layer
    layer_basis: Basis
    layer_reason: str
    illustrative: bool
    sources: list[str] = Field(description="source id # record")


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


# --- teams ---

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

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": _EXAMPLE, "market": "Kenya", "teams": 3}]})

    teams: int = Field(3, ge=1, le=10)
    anchor: Name | None = None
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


class CheckIn(MarketIn):
    """The team to be judged: its products, and who leads it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"products": ["AWS GovCloud"], "market": "Kenya", "anchor": "Amazon"}]}
    )

    products: Annotated[list[Name], Field(min_length=1, max_length=MOST_NAMES)]
    anchor: Name | None = None
    text: Text | None = Field(None, description="a buyer's words, to see which requirements the team serves")
    illustrative: bool = False


class EvidenceOut(Out):
    subject: str
    fact: str
    value: str
    sources: list[str]


class FindingOut(Out):
    """One rule applied to one subject. UNKNOWN is never counted as MET."""

    rule: str
    subject: str
    effect: Effect
    outcome: Outcome
    explanation: str
    source: str
    certainty: Certainty
    remedy: str
    evidence: list[EvidenceOut]


class GapOut(Out):
    """Something that somebody can go and get; the fields that its kind does not need are null."""

    kind: GapKind
    layer: Layer | None = None
    requirement: str | None = None
    country: str | None = None
    subject: str | None = None
    fact: str | None = None
    product: str | None = None
    field: str | None = None


class ShareOut(Out):
    low: float
    high: float


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


class MarketShortOut(Out):
    id: str
    name: str
    kind: MarketKind


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
