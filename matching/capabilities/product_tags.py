"""What a product can do: from its words, from what is known of its family, and from its meaning; one weight each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.capabilities.known import KnownProducts
from matching.capabilities.linear import LinearHead
from matching.capabilities.tagger import Tag, Tagger

NAME_WEIGHT = 1.0  # a capability in the product's name is what the product is
OPENING_WEIGHT = 0.9  # the first sentence says what it is for
BODY_WEIGHT = 0.7  # later text lists features, integrations and customers too
OPENING_CHARS = 240  # about one sentence of a product description
MAX_EVIDENCE = 3  # passages kept a capability
MEANT_FLOOR = 0.1  # an activation below this is no better than chance among a few hundred terms
MEANT_TRUST = 0.7  # meaning alone is weaker evidence than words: a head is right less often than a label


@dataclass(frozen=True, slots=True)
class Provided:
    """``weight`` in (0, 1]: how surely and how centrally the product provides the capability.

    ``evidence``: the words that show it; ``because``: why we know it when no word says so ("" otherwise).
    """

    capability: str
    weight: float
    evidence: tuple[Tag, ...] = ()
    because: str = ""


@dataclass(frozen=True)
class ProductReader:
    """Reads products. ``known`` and ``head`` may be missing: then words alone speak."""

    tagger: Tagger
    known: KnownProducts | None = None
    head: LinearHead | None = None

    def provided(
        self, name: str, description: str, company: str = "", vector: NDArray[np.float32] | None = None
    ) -> tuple[Provided, ...]:
        """Capabilities of a product, the weightiest first (then by id). Spans count from the start of the name."""
        spoken = {p.capability: p for p in provided_capabilities(name, description, self.tagger)}
        families = self.known.of(name, company, description) if self.known is not None else ()
        told: dict[str, tuple[float, str]] = {}
        for family in families:
            for capability, weight in family.provides.items():
                if weight > told.get(capability, (0.0, ""))[0]:
                    told[capability] = (weight, family.because)
        meant = self._meant(vector)
        found = []
        for capability in spoken.keys() | told.keys() | meant.keys():
            shown = spoken.get(capability)
            known, because = told.get(capability, (0.0, ""))
            miss = (
                (1.0 - (shown.weight if shown is not None else 0.0))
                * (1.0 - known)
                * (1.0 - meant.get(capability, 0.0))
            )
            reason = because or ("" if shown is not None else "the meaning of its description")
            evidence = shown.evidence if shown is not None else ()
            found.append(Provided(capability, round(1.0 - miss, 4), evidence, reason))
        return tuple(sorted(found, key=lambda p: (-p.weight, p.capability)))

    def _meant(self, vector: NDArray[np.float32] | None) -> Mapping[str, float]:
        if self.head is None or vector is None or not np.any(vector):
            return {}
        row = self.head.probabilities(vector[None, :])[0]
        return {
            c: MEANT_TRUST * float(p)
            for c, p in zip(self.head.classes, row, strict=True)
            if p >= MEANT_FLOOR and c in self.tagger.vocabulary
        }


def provided_capabilities(name: str, description: str, tagger: Tagger) -> tuple[Provided, ...]:
    """Capabilities of a product from its words alone, the weightiest first (then by id).

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
