"""A buyer's needs as the API takes and shows them: a text or a notice, and what was read out of it."""

from __future__ import annotations

from typing import Annotated, Self

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
    """A requirement as you want it. What is left out stays as it was read, or is read from `text` where that is new.

    A proposal of the language model is sent back with `proposed_by` and counts only when it is `confirmed`.
    """

    id: Id
    text: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    layer: Layer | None = None
    unsure: bool = Field(False, description="no layer is to be settled, whatever was read")
    capabilities: Annotated[list[Id], Field(max_length=MOST_NAMES)] | None = None
    sector: Annotated[str, Field(max_length=100)] | None = None
    mandatory: bool | None = None
    meaning: Annotated[str, Field(max_length=10_000)] = ""
    proposed_by: Name | None = Field(None, description="the language model whose proposal it is; null: nobody's")
    confirmed: bool = Field(False, description="whether a person agreed to the proposal")


Corrections = Annotated[list[CorrectionIn], Field(max_length=200)]


class NeedsFields(In):
    """Whose needs, and what of the reading was corrected: the same wherever a buyer's words are taken."""

    text: Text | None = None
    opportunity: Id | None = Field(None, description="id of an opportunity, whose words are taken")
    translated_by: Name | None = Field(
        None, description="the language model whose translation `text` is, confirmed by a person; the answer says so"
    )
    requirements: Corrections | None = Field(
        None, description="the requirements as corrected; those left out of the list are dropped"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.text is not None and self.opportunity is not None:
            raise ValueError("give text or opportunity, not both")
        if self.text is None and self.translated_by is not None:
            raise ValueError("translated_by speaks of text, which is missing")
        if self.text is None and self.opportunity is None and self.requirements is not None:
            raise ValueError("requirements correct what is read from text or opportunity; give one of the two")
        return self


class NeedsIn(NeedsFields):
    """Whose needs: a text, or an opportunity of the graph. Exactly one of the two."""

    @model_validator(mode="after")
    def _is_there(self) -> Self:
        if self.text is None and self.opportunity is None:
            raise ValueError("give either text or opportunity")
        return self


class ReadNeedsIn(NeedsIn):
    """What to read requirements from, and whether the language model that the operator set is asked about it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"text": EXAMPLE_TEXT},
                {
                    "text": EXAMPLE_TEXT,
                    "requirements": [
                        {"id": "r1", "layer": "E", "mandatory": False},
                        {
                            "id": "c1",
                            "text": "servers with eight GPUs each",
                            "meaning": "Servers with eight GPUs each.",
                            "proposed_by": "example-model",
                            "confirmed": True,
                        },
                    ],
                },
            ]
        }
    )

    translate: bool = Field(False, description="let the language model translate the text; you confirm")
    propose: bool = Field(False, description="let it propose further requirements; you confirm each")


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


class TranslationOut(Out):
    """The text in English, as the model put it. To use it, send it as `text` with `translated_by`."""

    text: str
    translated_by: str
    confirmed: bool = Field(description="false: nobody checked it, and nothing was read from it")


class ProposalOut(Out):
    """A requirement that the model proposes. It counts only once it is sent back, `confirmed`, among `requirements`."""

    id: str
    text: str = Field(description="the buyer's words, as they stand in the text")
    span: tuple[int, int]
    meaning: str = Field(description="in English, in the model's words")
    layer: Layer | None
    mandatory: bool
    proposed_by: str
    confirmed: bool = Field(description="false: it is counted nowhere")
    read_as: str | None = Field(description="the requirement that covers these words already; null: it is new")


class SuggestedOut(Out):
    """What the language model said, and nobody confirmed yet; null where it was not asked."""

    translation: TranslationOut | None
    proposals: list[ProposalOut] | None
    dropped: list[str] = Field(description="proposals whose words do not stand in the text, so that they are left out")
    cut: bool = Field(description="the model was sent only the beginning of the text")


class RequirementsOut(NeedsOut):
    """A text understood, beside it what the language model said of it."""

    proposed_by_model: SuggestedOut | None = Field(description="null: it was not asked")


class LanguageModelOut(Out):
    """The language model that the operator set."""

    model: str | None = Field(description="its name; null: none is set, so nothing can be translated or proposed")
