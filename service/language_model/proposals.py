"""What a language model proposes: read out of its answer, held against the text, and made a requirement by a person."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from graph.model import Layer
from matching.needs.model import Need, Needs
from matching.needs.shape import ReadPiece
from service.language_model.port import LanguageModelFailed, Proposal, Proposals, Said

MAX_PROPOSED = 30  # requirements taken from one answer
COVERED = 0.8  # share of a proposal's words within a requirement from which it is that requirement


def confirm(needs: Needs, proposal: Proposal, read: ReadPiece | None = None, key: str = "") -> Needs:
    """The needs with a proposal that a person has confirmed, as the requirement ``key`` (the next free one when "").

    ``read`` (as :meth:`NeedsReader.piece`): see :func:`proposed_need`.
    """
    key = key or f"c{1 + sum(n.id.startswith('c') for n in needs.requirements)}"
    need = proposed_need(key, proposal, needs.language, read)
    return replace(needs.correct(need), warnings=(*needs.warnings, marked(need.id, proposal.proposed_by)))


def marked(requirement: str, proposed_by: str) -> str:
    """What an answer says of a requirement that comes from a model."""
    return f"{requirement} was proposed by {proposed_by}."


def proposed_need(key: str, proposal: Proposal, language: str, read: ReadPiece | None = None) -> Need:
    """The requirement ``key`` that a proposal makes.

    ``read`` recognises what is asked for: in the buyer's words, or in the English that the model gave for them where
    those say nothing.
    """
    layers = ((proposal.layer, 1.0),) if proposal.layer is not None else ()
    need = Need(key, proposal.text, proposal.span, proposal.layer, layers, mandatory=proposal.mandatory, weight=1.0)
    return need if read is None else _recognised(need, proposal, language, read)


def _recognised(need: Need, proposal: Proposal, language: str, read: ReadPiece) -> Need:
    found = read(proposal.text, proposal.span, language)
    if not found.capabilities and proposal.meaning.strip():
        meant = read(proposal.meaning, proposal.span, "en")
        # The words that show them are the model's and stand nowhere in the text: they are no evidence.
        found = replace(meant, capabilities=tuple(replace(one, evidence=None) for one in meant.capabilities))
    need = replace(need, capabilities=found.capabilities, sector=found.sector)
    return need if need.layer is not None else replace(need, layer=found.layer, layers=found.layers)


def held_by(needs: Needs, proposal: Proposal) -> str | None:
    """The id of the requirement that covers the proposal's words already: counting both would ask twice."""
    start, end = proposal.span
    for need in needs.requirements:
        common = min(end, need.span[1]) - max(start, need.span[0])
        if common >= COVERED * (end - start):
            return need.id
    return None


def read_proposals(said: Said, text: str) -> Proposals:
    """The proposals in an answer of the model.

    Raises:
        LanguageModelFailed: the answer is no JSON of the form asked for.
    """
    raw = said.text
    start, end = raw.find("{"), raw.rfind("}")
    try:
        listed = json.loads(raw[start : end + 1])["requirements"]
        if not isinstance(listed, list):
            raise TypeError("requirements is no list")
    except (ValueError, KeyError, TypeError) as error:
        raise LanguageModelFailed(
            f"{said.model} did not answer in the form asked for.", "Try another model; matching works without."
        ) from error
    found: list[Proposal] = []
    dropped: list[str] = []
    for one in listed[:MAX_PROPOSED]:
        quote = str(one.get("quote") or "").strip() if isinstance(one, dict) else ""
        place = text.find(quote) if quote else -1
        if place < 0:
            dropped.append(_short(one))
            continue
        found.append(
            Proposal(
                quote,
                (place, place + len(quote)),
                str(one.get("meaning") or ""),
                _layer(one.get("layer")),
                one.get("mandatory") is not False,
                said.model,
            )
        )
    return Proposals(tuple(found), tuple(dropped))


def _layer(value: Any) -> Layer | None:
    try:
        return Layer(str(value))
    except ValueError:
        return None


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:200]
