"""The port to a language model, what it says, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from graph.errors import AlliedstackError, BadInput
from graph.model import Layer


class LanguageModelFailed(AlliedstackError):
    """The endpoint did not answer, or not as the protocol has it. Everything works without it."""

    code = "language_model_failed"
    http_status = 502


class LanguageModelSlow(LanguageModelFailed):
    """The endpoint did not answer in time."""

    code = "language_model_slow"
    http_status = 504


class NoLanguageModel(BadInput):
    """A language model is asked for, and none is set."""

    code = "no_language_model"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Said:
    """What the model said, and which one. ``cached``: it was asked before."""

    text: str
    model: str
    cached: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A requirement that the model proposes: ``span`` is the place of its words in the buyer's text.

    ``proposed_by`` marks it as no person's; ``confirm`` makes a requirement of it.
    """

    text: str
    span: tuple[int, int]
    meaning: str
    layer: Layer | None
    mandatory: bool
    proposed_by: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """``dropped``: what was proposed without words that stand in the text; such things may be invented."""

    proposals: tuple[Proposal, ...]
    dropped: tuple[str, ...]


class LanguageModel(Protocol):
    """The port."""

    def translate(self, text: str) -> Said: ...

    def propose(self, text: str) -> Proposals: ...
