"""Products and services that companies offer at one layer of the stack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph.model.layer import Layer
from graph.model.source import Basis, SourceRef


class Availability(StrEnum):
    ACTIVE = "active"
    PLANNED = "planned"
    WITHDRAWN = "withdrawn"


class ProductLinkKind(StrEnum):
    BUILT_ON = "BUILT_ON"  # needs the other product in the team
    WORKS_WITH = "WORKS_WITH"
    CONFLICTS_WITH = "CONFLICTS_WITH"
    DERIVED_FROM = "DERIVED_FROM"  # model lineage, e.g. a fine-tune of an open-weight model


@dataclass(frozen=True, slots=True)
class ProductLink:
    kind: ProductLinkKind
    product: str
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One offer of one company.

    ``layer_basis`` says whether a source states the layer or we inferred it (then ``layer_reason`` says from what).
    ``available_in``: ISO 3166-1 alpha-2 codes or ``"global"``; None = not known.
    ``unit_value``: USD for the quantity offered, None = not known.
    ``us_value_share``: interval within [0, 1]; None = not known (any share is possible).
    ``certifications``: names as the source gives them, e.g. ``"FedRAMP High"``.
    """

    id: str
    name: str
    company: str
    layer: Layer
    description: str = ""
    layer_basis: Basis = Basis.STATED
    layer_reason: str = ""
    component: str = ""
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    deployment: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    available_in: tuple[str, ...] | None = None
    unit_value: float | None = None
    us_value_share: tuple[float, float] | None = None
    value_basis: Basis | None = None
    eccn: str | None = None
    open_weight: bool | None = None
    status: Availability = Availability.ACTIVE
    links: tuple[ProductLink, ...] = ()
    basis: Basis = Basis.STATED
    sources: tuple[SourceRef, ...] = ()

    def linked(self, kind: ProductLinkKind) -> tuple[str, ...]:
        """Ids of the products that this one names with ``kind``."""
        return tuple(link.product for link in self.links if link.kind is kind)

    @property
    def illustrative(self) -> bool:
        return self.basis is Basis.ILLUSTRATIVE

    @property
    def text(self) -> str:
        """What search and tagging read: the name, then the description."""
        return f"{self.name}. {self.description}".strip()
