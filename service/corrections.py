"""What a person corrects of the requirements that were read out of a text, before anything is matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.errors import BadInput
from graph.model import Layer
from matching.capabilities.vocabulary import Vocabulary
from matching.needs.model import Need, NeededCapability, Needs

_SURE = 1.0  # a person's word on a layer or capability


@dataclass(frozen=True, slots=True)
class Correction:
    """One requirement as the person wants it. A field that is None stays as it was read; ``text`` is needed for a
    requirement that the text did not hold. ``capabilities`` are ids of the vocabulary."""

    id: str
    text: str | None = None
    layer: Layer | None = None
    capabilities: tuple[str, ...] | None = None
    sector: str | None = None
    mandatory: bool | None = None


def corrected(needs: Needs, wanted: Sequence[Correction], vocabulary: Vocabulary) -> Needs:
    """The needs with exactly the requirements of ``wanted``, in their order.

    Raises:
        BadInput: an id twice, a new requirement without text, or an unknown capability.
    """
    held = {need.id: need for need in needs.requirements}
    found: dict[str, Need] = {}
    for place, one in enumerate(wanted):
        where = f"requirements.{place}"
        if one.id in found:
            raise BadInput(f"{where}.id: {one.id!r} is there twice.", "Give each requirement its own id.")
        unknown = next((c for c in one.capabilities or () if c not in vocabulary), None)
        if unknown is not None:
            raise BadInput(f"{where}.capabilities: there is no {unknown!r}.", "List them: GET /v1/capabilities")
        if one.id not in held and not (one.text or "").strip():
            raise BadInput(f"{where}.text: a requirement that is new needs a text.", "Say what is needed.")
        found[one.id] = _apply(one, held.get(one.id))
    return replace(needs, requirements=tuple(found.values()))


def _apply(one: Correction, before: Need | None) -> Need:
    need = before or Need(id=one.id, text=one.text or "", span=(0, 0), layer=None)
    if one.text is not None:
        need = replace(need, text=one.text)
    if one.layer is not None:
        need = replace(need, layer=one.layer, layers=((one.layer, _SURE),))
    if one.capabilities is not None:
        weights = {c.capability: c for c in need.capabilities}
        chosen = tuple(weights.get(c, NeededCapability(c, _SURE)) for c in dict.fromkeys(one.capabilities))
        need = replace(need, capabilities=chosen)
    if one.sector is not None:
        need = replace(need, sector=one.sector)
    if one.mandatory is not None:
        need = replace(need, mandatory=one.mandatory)
    return need
