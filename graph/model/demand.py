"""Demand: opportunities (notices, calls) and the requirements inside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from graph.model.layer import Layer
from graph.model.source import Basis, SourceRef


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a buyer asks for; ``span`` is its place (start, end) in the text it was read from."""

    id: str
    text: str
    layer: Layer | None = None
    mandatory: bool = True
    weight: float = 1.0
    capabilities: tuple[str, ...] = ()
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A published demand. ``language`` is ISO 639-1; ``deadline``, ``published`` are dates; value in ``currency``."""

    id: str
    title: str
    description: str = ""
    ocid: str | None = None
    language: str | None = None
    buyer: str | None = None
    buyer_kind: str | None = None
    countries: tuple[str, ...] = ()
    value: float | None = None
    currency: str | None = None
    published: date | None = None
    deadline: date | None = None
    status: str | None = None
    notice_kind: str | None = None
    codes: tuple[str, ...] = ()  # "CPV:48000000"
    awarded_to: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = field(default=())
    basis: Basis = Basis.STATED
    sources: tuple[SourceRef, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.description}".strip()
