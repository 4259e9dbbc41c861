"""Which layer of the stack a product is at, when no source says so: from hints first, from its words otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.model import LAYERS, Layer
from matching.capabilities.product_tags import provided_capabilities
from matching.capabilities.tagger import Tagger

# What a source says of a product's kind, and the layer that follows from the order's wording (EO 14320 sec. 3(b)(i):
# layer A holds "chips, servers, and accelerators, data center storage, cloud services, and networking").
_HINTS: tuple[tuple[str, Layer, str], ...] = (
    ("ai model", Layer.C, "the source lists it as an AI model"),
    ("accelerator chip", Layer.A, "the source lists it as an accelerator chip"),
    ("ai server", Layer.A, "the source lists it as an AI server system"),
    ("hardware", Layer.A, "the source lists it as hardware"),
    ("iaas", Layer.A, "offered as infrastructure as a service: cloud services belong to layer A"),
    ("paas", Layer.A, "offered as platform as a service: cloud services belong to layer A"),
)
_OPENINGS: tuple[tuple[str, Layer, str], ...] = (
    ("ai model.", Layer.C, "described as an AI model"),
    ("gpu ai accelerator", Layer.A, "described as an AI accelerator"),
    ("ai accelerator chip", Layer.A, "described as an AI accelerator"),
    ("ai server system", Layer.A, "described as an AI server system"),
)


def infer_layer(text: str, hints: Sequence[str] = (), tagger: Tagger | None = None) -> tuple[Layer, str]:
    """The likeliest layer and, in words, why; for ``layer_reason`` with basis INFERRED.

    ``hints``: what the source says of the kind ("SaaS", "IaaS", "AI model", "hardware"). ``text``: name and
    description, the name up to the first full stop. Software that is neither infrastructure nor recognised is an
    application: layer E is the order's class for "AI applications for specific use cases".
    """
    low_hints = [hint.casefold() for hint in hints]
    opening = text.casefold()[:400]
    for phrase, layer, reason in _OPENINGS:
        if phrase in opening:
            return layer, reason
    software = "saas" in low_hints
    for word, layer, reason in _HINTS:
        if any(word in hint for hint in low_hints) and not (software and layer is Layer.A and word in {"iaas", "paas"}):
            return layer, reason
    if tagger is not None:
        shares = layer_shares(text, tagger)
        ordered = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
        if ordered and ordered[0][1] > 0:
            evidence = ", ".join(f"“{word}”" for word in _evidence(text, tagger, ordered[0][0]))
            return ordered[0][0], f"its words name capabilities of layer {ordered[0][0]}: {evidence}"
    if any(hint in {"iaas", "paas"} for hint in low_hints):
        return Layer.A, "offered as infrastructure or platform as a service: cloud services belong to layer A"
    return Layer.E, "software for which no capability of another layer was recognised: taken as an application"


def _split(text: str) -> tuple[str, str]:
    name, _, description = text.partition(". ")
    return name, description


def layer_shares(text: str, tagger: Tagger) -> Mapping[Layer, float]:
    """How much of the recognised capabilities' weight lies at each layer; all zero when nothing is recognised."""
    shares = dict.fromkeys(LAYERS, 0.0)
    for provided in provided_capabilities(*_split(text), tagger):
        shares[tagger.vocabulary[provided.capability].layer] += provided.weight
    total = sum(shares.values())
    return {layer: share / total if total > 0 else 0.0 for layer, share in shares.items()}


def _evidence(text: str, tagger: Tagger, layer: Layer) -> list[str]:
    found = [p for p in provided_capabilities(*_split(text), tagger) if tagger.vocabulary[p.capability].layer is layer]
    return [p.evidence[0].evidence for p in found[:3]]
