"""What the language model has to say of a buyer's text, beside what was read without it; nothing of it counts yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matching.needs.model import Needs
from service.language_model.openai_compatible import MAX_CHARS
from service.language_model.port import LanguageModel, Proposal, Said
from service.language_model.proposals import held_by

Progress = Callable[[float, str], None]  # how far it is, within [0, 1], and what it is at


@dataclass(frozen=True, slots=True)
class Suggested:
    """``translation`` None: not asked for. ``proposals``: each with the id of the requirement that covers its words
    already, None when it is new; None: not asked for. ``dropped``: proposed without words that stand in the text.
    ``cut``: the model was sent only the beginning of the text."""

    translation: Said | None
    proposals: tuple[tuple[Proposal, str | None], ...] | None
    dropped: tuple[str, ...]
    cut: bool


def suggest(
    model: LanguageModel, needs: Needs, *, translate: bool, propose: bool, said: Progress = lambda _, __: None
) -> Suggested:
    """Ask the model for what is wanted.

    Raises:
        LanguageModelFailed: it does not answer, or in another form than asked for.
    """
    translation: Said | None = None
    proposals: tuple[tuple[Proposal, str | None], ...] | None = None
    dropped: tuple[str, ...] = ()
    if translate:
        said(0.3, "translating")
        translation = model.translate(needs.text)
    if propose:
        said(0.6, "asking for proposals")
        found = model.propose(needs.text)
        proposals = tuple((one, held_by(needs, one)) for one in found.proposals)
        dropped = found.dropped
    return Suggested(translation, proposals, dropped, len(needs.text) > MAX_CHARS)
