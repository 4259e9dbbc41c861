"""The few predicates that rules are made of, with their parameters. A new threshold, country or date needs no code.

Each predicate is a frozen model told apart by ``kind``; how it is evaluated stands in ``matching.rules.evaluate``.
A parameter may name a switch instead of a value (``{switch: ownership-threshold}``).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from graph.model import Layer


class Strict(BaseModel):
    """Unknown fields are errors, so that a misspelt one is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SwitchRef(Strict):
    """A value that is taken from a named switch."""

    switch: str


Share = Annotated[float, Field(ge=0, le=1)]


class LayersCovered(Strict):
    """Every layer has a product that is available in every country of the market."""

    kind: Literal["layers-covered"]
    layers: tuple[Layer, ...] = Field(min_length=1)


class MarketNamed(Strict):
    """The market names a country, or is the world."""

    kind: Literal["market-named"]


class AnchorIsMember(Strict):
    """The team has an anchor, and it is one of the members."""

    kind: Literal["anchor-is-member"]


class MandatoryServed(Strict):
    """Every mandatory requirement is served, with a fit above 0, in every country of the market."""

    kind: Literal["mandatory-served"]


class FoundationsPresent(Strict):
    """Every product that a product of the team is built on is in the team."""

    kind: Literal["foundations-present"]


class NoConflicts(Strict):
    """No product of the team names another one of the team as conflicting."""

    kind: Literal["no-conflicts"]


class NotLocatedIn(Strict):
    """A member with a product of one of ``layers`` is neither incorporated nor primarily based in ``countries``."""

    kind: Literal["not-located-in"]
    countries: str
    layers: tuple[Layer, ...] = Field(min_length=1)


class NotOfConcern(Strict):
    """A member's share of concern (location, control, ownership along the chain) stays under ``owned_at``."""

    kind: Literal["not-of-concern"]
    countries: str
    owned_at: Share | SwitchRef
    along_chain: bool | SwitchRef
    control_counts: bool | SwitchRef
    service_layers: tuple[Layer, ...] = Field(
        (Layer.B, Layer.C, Layer.D, Layer.E),
        description="when `hardware_too` is off, only members with a product of these layers carry the rule",
    )
    hardware_too: bool | SwitchRef = True


class NotDerivedFrom(Strict):
    """No product of ``layer`` by a company located in ``countries``, and none derived from one."""

    kind: Literal["not-derived-from"]
    countries: str
    layer: Layer


class ContentShare(Strict):
    """The value-weighted U.S. share of the products of ``layer`` is at least ``at_least``."""

    kind: Literal["content-share"]
    layer: Layer
    at_least: Share | SwitchRef
    components: dict[str, bool | SwitchRef] = Field(
        default_factory=dict, description="whether products with this component count; those not named count"
    )


class ListScreened(Strict):
    """Screening of a member against the lists: NO_LIST_MATCH is MET, everything else needs a person."""

    kind: Literal["list-screened"]


class ParentIn(Strict):
    """Headquarters or an ultimate parent in ``countries`` (advisory rules on licences)."""

    kind: Literal["parent-in"]
    countries: str
    layers: tuple[Layer, ...] = tuple(Layer)


class DestinationOpen(Strict):
    """No country of the market is on the list ``countries``."""

    kind: Literal["destination-open"]
    countries: str


class Attested(Strict):
    """The proposal carries a signed statement on ``topic``; evaluated for packages, not for teams."""

    kind: Literal["attested"]
    topic: str


Predicate = Annotated[
    LayersCovered
    | MarketNamed
    | AnchorIsMember
    | MandatoryServed
    | FoundationsPresent
    | NoConflicts
    | NotLocatedIn
    | NotOfConcern
    | NotDerivedFrom
    | ContentShare
    | ListScreened
    | ParentIn
    | DestinationOpen
    | Attested,
    Field(discriminator="kind"),
]
