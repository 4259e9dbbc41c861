"""What a person corrects of the requirements that were read out of a text, before anything is matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.errors import BadInput
from graph.model import Layer
from matching.capabilities.vocabulary import Vocabulary
from matching.needs.model import Need, NeededCapability, Needs
from matching.needs.shape import ReadPiece

_SURE = 1.0  # a person's word on a layer or capability


@dataclass(frozen=True, slots=True)
class Correction:
    """One requirement as the person wants it.

    A field that is None stays as it was read, or is read from ``text`` where that is new. ``unsure``: no layer is to be
    settled. ``capabilities`` are ids of the vocabulary. ``proposed_by``: the language model whose proposal it is, with
    the English ``meaning`` that the model gave; it counts only when it is ``confirmed``.
    """

    id: str
    text: str | None = None
    layer: Layer | None = None
    capabilities: tuple[str, ...] | None = None
    sector: str | None = None
    mandatory: bool | None = None
    unsure: bool = False
    meaning: str = ""
    proposed_by: str = ""
    confirmed: bool = False


def corrected(needs: Needs, wanted: Sequence[Correction], vocabulary: Vocabulary, read: ReadPiece) -> Needs:
    """The needs with exactly the requirements of ``wanted``, in their order, less the proposals that nobody confirmed.

    ``read`` (as :meth:`NeedsReader.piece`) recognises what a new or changed text asks for.

    Raises:
        BadInput: an id twice, a new requirement without text, or an unknown capability.
    """
    from service.language_model.proposals import marked

    held = {need.id: need for need in needs.requirements}
    found: dict[str, Need] = {}
    notes: list[str] = []
    for place, one in enumerate(wanted):
        _check(one, f"requirements.{place}", one.id in found, one.id in held, vocabulary)
        if one.proposed_by and not one.confirmed:
            notes.append(f"{one.id} was proposed by {one.proposed_by} and is not confirmed, so it does not count.")
            continue
        if one.proposed_by:
            notes.append(marked(one.id, one.proposed_by))
        found[one.id] = _apply(one, _before(one, held.get(one.id), needs, read))
    return replace(needs, requirements=tuple(found.values()), warnings=(*needs.warnings, *notes))


def from_translation(needs: Needs, translated_by: str) -> Needs:
    """The needs, which were read from a model's translation that a person confirmed, marked as such."""
    note = f"Read from a translation by {translated_by}, which you confirmed; places are in the translation."
    return replace(needs, warnings=(*needs.warnings, note))


def _check(one: Correction, where: str, twice: bool, held: bool, vocabulary: Vocabulary) -> None:
    if twice:
        raise BadInput(f"{where}.id: {one.id!r} is there twice.", "Give each requirement its own id.")
    unknown = next((c for c in one.capabilities or () if c not in vocabulary), None)
    if unknown is not None:
        raise BadInput(f"{where}.capabilities: there is no {unknown!r}.", "List them: GET /v1/capabilities")
    if not held and not (one.text or "").strip():
        raise BadInput(f"{where}.text: a requirement that is new needs a text.", "Say what is needed.")


def _before(one: Correction, held: Need | None, needs: Needs, read: ReadPiece) -> Need:
    """The requirement as it was read, from its new words where the person changed them."""
    from service.language_model.port import Proposal
    from service.language_model.proposals import proposed_need

    text = (one.text or "").strip()
    if held is not None and text in ("", held.text):
        return held
    span = _place(text, needs.text, held)
    if one.proposed_by:
        mandatory = one.mandatory is not False
        proposal = Proposal(text, span, one.meaning, one.layer, mandatory, one.proposed_by)
        return proposed_need(one.id, proposal, needs.language, read)
    return replace(read(text, span, needs.language), id=one.id, weight=_SURE)


def _place(text: str, whole: str, held: Need | None) -> tuple[int, int]:
    """Where the words stand in the buyer's text; the place of what they correct, or none, when they do not."""
    start = whole.find(text)
    if start >= 0:
        return start, start + len(text)
    return held.span if held is not None else (0, 0)


def _apply(one: Correction, need: Need) -> Need:
    if one.layer is not None:
        need = replace(need, layer=one.layer, layers=((one.layer, _SURE),))
    elif one.unsure:
        need = replace(need, layer=None)
    if one.capabilities is not None:
        weights = {c.capability: c for c in need.capabilities}
        chosen = tuple(weights.get(c, NeededCapability(c, _SURE)) for c in dict.fromkeys(one.capabilities))
        need = replace(need, capabilities=chosen)
    if one.sector is not None:
        need = replace(need, sector=one.sector)
    if one.mandatory is not None:
        need = replace(need, mandatory=one.mandatory)
    return need
