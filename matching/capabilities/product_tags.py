"""What a product can do, from its words: one weight a capability, with the passages that show it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from matching.capabilities.tagger import Tag, Tagger

NAME_WEIGHT = 1.0  # a capability in the product's name is what the product is
OPENING_WEIGHT = 0.9  # the first sentence says what it is for
BODY_WEIGHT = 0.7  # later text lists features, integrations and customers too
OPENING_CHARS = 240  # about one sentence of a product description
MAX_EVIDENCE = 3  # passages kept a capability


@dataclass(frozen=True, slots=True)
class Provided:
    """``weight`` in (0, 1]: how surely and how centrally the product provides the capability."""

    capability: str
    weight: float
    evidence: tuple[Tag, ...]


def provided_capabilities(name: str, description: str, tagger: Tagger) -> tuple[Provided, ...]:
    """Capabilities of a product, the weightiest first (then by id). Spans count from the start of the name.

    The text read is ``f"{name}. {description}"``, as :attr:`graph.model.Product.text` has it. Independent hits
    strengthen each other as independent chances do: 1 - product of (1 - each).
    """
    text = f"{name}. {description}".strip()
    by_capability: dict[str, list[Tag]] = defaultdict(list)
    for tag in tagger.tags(text):
        by_capability[tag.capability].append(tag)
    found = []
    for capability, tags in by_capability.items():
        miss = 1.0
        for tag in tags:
            miss *= 1.0 - tag.confidence * _place_weight(tag, len(name))
        strongest = sorted(tags, key=lambda t: (-t.confidence * _place_weight(t, len(name)), t.span))
        found.append(Provided(capability, round(1.0 - miss, 4), tuple(strongest[:MAX_EVIDENCE])))
    return tuple(sorted(found, key=lambda p: (-p.weight, p.capability)))


def _place_weight(tag: Tag, name_end: int) -> float:
    if tag.span[1] <= name_end:
        return NAME_WEIGHT
    return OPENING_WEIGHT if tag.span[0] <= name_end + OPENING_CHARS else BODY_WEIGHT
