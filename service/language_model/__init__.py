"""An optional language model behind an OpenAI-compatible endpoint: it translates and proposes, people confirm.

Off unless an address is set, and never needed. What it says is marked as its own, kept by content so that a question
is asked once, and decides nothing: a proposed requirement counts only after a person has confirmed it.
"""

from service.language_model.openai_compatible import Endpoint, OpenAICompatible, endpoint_of, language_model
from service.language_model.port import (
    LanguageModel,
    LanguageModelFailed,
    LanguageModelSlow,
    NoLanguageModel,
    Proposal,
    Proposals,
    Said,
)
from service.language_model.proposals import confirm, held_by, proposed_need
from service.language_model.suggest import Suggested, suggest

__all__ = [
    "Endpoint",
    "LanguageModel",
    "LanguageModelFailed",
    "LanguageModelSlow",
    "NoLanguageModel",
    "OpenAICompatible",
    "Proposal",
    "Proposals",
    "Said",
    "Suggested",
    "confirm",
    "endpoint_of",
    "held_by",
    "language_model",
    "proposed_need",
    "suggest",
]
