"""Companies, products, layers, capabilities, markets and sources as the API shows them."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict, Field

from api.schemas.base import Out, SourceRefOut
from graph.model import Availability, Basis, Layer, MarketKind, ProductLinkKind


class HoldingOut(Out):
    """`owner` holds `share` (0 to 1, null: not known) of the company."""

    owner: str
    share: float | None
    since: date | None
    until: date | None
    source: SourceRefOut | None


class ControlOut(Out):
    """`owner` controls the company, by the means that `how` says."""

    owner: str
    how: str
    since: date | None
    until: date | None
    source: SourceRefOut | None


class JointAwardOut(Out):
    """The company was awarded a contract together with `partner`."""

    partner: str
    source: SourceRefOut


class CompanyOut(Out):
    """A legal entity. null means not known, never none; an empty list states that there is none."""

    id: str = Field(examples=["fedramp:csp:amazon-web-services"])
    name: str
    aliases: list[str]
    lei: str | None
    uei: str | None
    incorporated_in: str | None = Field(description="ISO 3166-1 alpha-2")
    based_in: str | None = Field(description="ISO 3166-1 alpha-2")
    website: str | None
    size: str | None
    small_business: bool | None
    owned_by: list[HoldingOut] | None
    controlled_by: list[ControlOut] | None
    teamed_with: list[JointAwardOut]
    basis: Basis
    sources: list[SourceRefOut]
    illustrative: bool = Field(description="made up for an example, never real")
    withheld: list[str] = Field(default_factory=list, description="fields that are known, but not shown to you")


class ProductLinkOut(Out):
    kind: ProductLinkKind
    product: str
    source: SourceRefOut | None


class ProductOut(Out):
    """One offer of one company at one layer. null means not known."""

    model_config = ConfigDict(title="Product")

    id: str
    name: str
    company: str
    layer: Layer
    layer_basis: Basis
    layer_reason: str
    description: str
    component: str
    sectors: list[str]
    languages: list[str]
    deployment: list[str]
    certifications: list[str]
    available_in: list[str] | None = Field(description="ISO 3166-1 alpha-2 codes, or global")
    unit_value: float | None = Field(description="USD for the quantity offered")
    us_value_share: tuple[float, float] | None = Field(description="interval within 0 to 1")
    value_basis: Basis | None
    eccn: str | None
    open_weight: bool | None
    status: Availability
    links: list[ProductLinkOut]
    basis: Basis
    sources: list[SourceRefOut]
    illustrative: bool = Field(description="made up for an example, never real")
    withheld: list[str] = Field(default_factory=list, description="fields that are known, but not shown to you")


class LayerOut(Out):
    """A layer of the stack in the words of Executive Order 14320; `call_addition`: what the call adds to them."""

    code: Layer
    name: str
    definition: str
    call_addition: str


class CapabilityOut(Out):
    """A term of the vocabulary that needs and products are both described in."""

    id: str
    layer: Layer
    definition: str
    labels: dict[str, list[str]] = Field(description="language to labels, the preferred one first")
    broader: list[str]
    narrower: list[str]
    cpv: list[str]
    sectors: list[str]
    examples: list[str]


class MembershipOut(Out):
    country: str
    since: date | None
    until: date | None


class MarketOut(Out):
    """A country, a region, a bloc or the world."""

    id: str = Field(examples=["KE"])
    kind: MarketKind
    name: str
    names: list[str]
    countries: list[str]
    valid_from: date | None
    valid_to: date | None
    memberships: list[MembershipOut]
    sources: list[SourceRefOut]


class SourceOut(Out):
    """A dataset as it was read. Facts from a copy older than `max_age_days` are stale; null: they do not age."""

    id: str
    dataset: str
    url: str
    licence: str
    retrieved_at: str
    sha256: str
    illustrative: bool
    max_age_days: int | None
    stale: bool = Field(description="its facts count as not known where a rule needs them")


class RequirementOut(Out):
    id: str
    text: str
    layer: Layer | None
    mandatory: bool
    weight: float
    capabilities: list[str]
    span: tuple[int, int] | None


class OpportunityOut(Out):
    """A published demand."""

    id: str
    title: str
    description: str
    ocid: str | None
    language: str | None
    buyer: str | None
    buyer_kind: str | None
    countries: list[str]
    value: float | None
    currency: str | None
    published: date | None
    deadline: date | None
    status: str | None
    notice_kind: str | None
    codes: list[str]
    awarded_to: list[str]
    requirements: list[RequirementOut]
    basis: Basis
    sources: list[SourceRefOut]


class StaleFactOut(Out):
    """A fact that is too old to count: rules treat it as not known until its source is read anew."""

    subject: str
    field: str
    value: str | None = Field(description="what it said; null: not shown to you")
    source: str
    retrieved_at: str
    max_age_days: int
    since: date


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


class MarketShortOut(Out):
    id: str
    name: str
    kind: MarketKind
