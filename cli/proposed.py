"""What an optional language model says of a text: shown as its own words, and counted only once a person agrees."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from matching.needs.model import Needs
    from service.app import Alliedstack
    from service.language_model import LanguageModel

Translate = Annotated[
    bool, typer.Option("--translate", help="Let the language model of ALLIEDSTACK_LLM_URL translate; you confirm.")
]
Propose = Annotated[
    bool, typer.Option("--propose", help="Let that model propose further requirements; you confirm each.")
]
YesProposed = Annotated[bool, typer.Option("--yes-proposed", help="Confirm what the model says without being asked.")]


@dataclass(frozen=True)
class Proposed:
    """The needs to go on with. ``said``: what the model said, confirmed or not, ready for JSON; None: not asked."""

    needs: Needs
    said: dict[str, Any] | None = None


@dataclass(frozen=True)
class _Asking:
    """How confirmations are got: from a flag, from the terminal, or (neither) not at all."""

    yes: bool
    terminal: bool = field(default_factory=lambda: sys.stdin.isatty())

    def confirmed(self, question: str) -> bool:
        if self.yes:
            return True
        return self.terminal and typer.confirm(question, default=False, err=True)

    @property
    def possible(self) -> bool:
        return self.yes or self.terminal


def read_proposed(app: Alliedstack, text: str, *, translate: bool, propose: bool, yes: bool) -> Proposed:
    """The needs of a text, read by the program alone unless a model is asked for.

    What the model says goes to the error stream; without a terminal and without ``yes`` nothing of it counts.

    Raises:
        BadInput: a model is asked for and none is set, or ``yes`` without anything to confirm.
        LanguageModelFailed: it does not answer.
    """
    from graph.errors import BadInput
    from service.matching import read_needs

    if not (translate or propose):
        if yes:
            raise BadInput("--yes-proposed has nothing to confirm.", "Add --translate or --propose.")
        return Proposed(read_needs(app, text))
    from service.corrections import from_translation
    from service.language_model import language_model

    model, asking = language_model(app.settings), _Asking(yes)
    said: dict[str, Any] = {"translation": None, "proposals": None, "dropped": [], "cut": False}
    translated_by = ""
    if translate:
        text, translated_by = _translated(model, text, asking, said)
    needs = read_needs(app, text)
    if translated_by:
        needs = from_translation(needs, translated_by)
    if propose:
        needs = _with_proposals(app, model, needs, asking, said)
    if not asking.possible:
        _tell("Nothing of this was counted: confirm it on a terminal, or with --yes-proposed.")
    return Proposed(needs, said)


def _tell(line: str) -> None:
    typer.echo(line, err=True)


def _translated(model: LanguageModel, text: str, asking: _Asking, said: dict[str, Any]) -> tuple[str, str]:
    """The text to read, and who translated it ("" when the translation does not count)."""
    from service.views import translation_view

    answer = model.translate(text)
    _tell(f"Translated by the model {answer.model}, not checked:\n{answer.text}\n")
    confirmed = asking.confirmed("Read the requirements from this translation?")
    said["translation"] = translation_view(answer, confirmed=confirmed)
    return (answer.text, answer.model) if confirmed else (text, "")


def _with_proposals(
    app: Alliedstack, model: LanguageModel, needs: Needs, asking: _Asking, said: dict[str, Any]
) -> Needs:
    from service.language_model import confirm, suggest
    from service.views import proposal_view

    found = suggest(model, needs, translate=False, propose=True)
    said["proposals"] = []
    for number, (one, held) in enumerate(found.proposals or (), start=1):
        key = f"c{number}"
        line = f"Proposed by the model {one.proposed_by}: “{one.text}” ({one.meaning or 'no meaning given'})"
        confirmed = False
        if held is not None:
            _tell(f"{line}: read already, as {held}.")
        else:
            _tell(line)
            confirmed = asking.confirmed("Add it as a requirement?")
        if confirmed:
            needs = confirm(needs, one, app.models.reader.piece, key)
        said["proposals"].append(proposal_view(key, one, held, confirmed=confirmed))
    said |= {"dropped": list(found.dropped), "cut": found.cut}
    if found.dropped:
        _tell(f"{len(found.dropped)} proposals were dropped: their words do not stand in the text.")
    if found.cut:
        _tell("The text is long: the model was sent only its beginning.")
    return needs
