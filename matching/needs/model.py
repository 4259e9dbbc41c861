"""What was understood of a buyer's text. Every value can be corrected: the types are frozen, ``dataclasses.replace``
makes the corrected copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from graph.model import Layer, Requirement
from matching.capabilities.tagger import Tag


class ConstraintKind(StrEnum):
    COUNTRY = "country"  # a country that the text names; value: ISO 3166-1 alpha-2
    DATA_RESIDENCY = "data_residency"  # data must stay there; value: alpha-2, or "in-country"
    LANGUAGE = "language"  # the product must speak it; value: ISO 639-1
    CERTIFICATION = "certification"
    DEPLOYMENT = "deployment"  # value: "on-premise", "cloud", "air-gapped", "edge"
    BUDGET = "budget"
    DEADLINE = "deadline"  # value: ISO date, or a span such as "6 months"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class Constraint:
    """``amount`` and ``unit`` are set for budgets (unit: ISO 4217) and quantities ("GPU", "TB", "users")."""

    kind: ConstraintKind
    value: str
    evidence: str
    span: tuple[int, int]
    amount: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NeededCapability:
    """``weight`` in (0, 1]; ``evidence``: the words that show it, None when inferred from the meaning alone."""

    capability: str
    weight: float
    evidence: Tag | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement. ``span`` is its place in the text; ``layers`` the likely ones with probability, best first.

    ``layer`` is None when unsure: then ``layers`` still says what it may be. ``sector`` is "" when unsure.
    """

    id: str
    text: str
    span: tuple[int, int]
    layer: Layer | None
    layers: tuple[tuple[Layer, float], ...] = ()
    capabilities: tuple[NeededCapability, ...] = ()
    sector: str = ""
    mandatory: bool = True
    weight: float = 1.0

    def as_requirement(self) -> Requirement:
        """The domain's requirement: what the composer and the graph keep."""
        return Requirement(
            id=self.id,
            text=self.text,
            layer=self.layer,
            mandatory=self.mandatory,
            weight=self.weight,
            capabilities=tuple(c.capability for c in self.capabilities),
            span=self.span,
        )


@dataclass(frozen=True, slots=True)
class Needs:
    """A whole text understood. ``language``: ISO 639-1, "und" when it cannot be told."""

    text: str
    language: str
    requirements: tuple[Need, ...]
    constraints: tuple[Constraint, ...] = ()
    warnings: tuple[str, ...] = ()

    def correct(self, need: Need) -> Needs:
        """A copy in which ``need`` takes the place of the requirement with its id, or is added."""
        ids = [n.id for n in self.requirements]
        if need.id not in ids:
            return replace(self, requirements=(*self.requirements, need))
        return replace(self, requirements=tuple(need if n.id == need.id else n for n in self.requirements))
