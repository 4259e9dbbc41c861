"""A buyer's needs as the API takes and shows them: a text or a notice, and what was read out of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from api.schemas.base import Id, In, Name, Out
from graph.model import Layer
from matching.needs.model import ConstraintKind

MOST_TEXT = 200_000  # characters; the longest notice of TED that was seen has about 400 kB of XML, far less text
MOST_NAMES = 100  # names in one list of a request
EXAMPLE_TEXT = "The ministry of health of Kenya needs a patient portal in Swahili and servers with eight GPUs each."

Text = Annotated[str, Field(min_length=1, max_length=MOST_TEXT, description="a buyer's words, in any language")]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]


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

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": EXAMPLE_TEXT}]})


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
