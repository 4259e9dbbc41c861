"""Which layer of the stack a product is at, when no source says so: from hints first, from its words otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from graph.model import LAYERS, Layer
from matching.capabilities.product_tags import ProductReader, Provided

SHOWN = 3  # words named in a reason

# What a source says of a product's kind, and the layer that follows from the order's wording (EO 14320 sec. 3(b)(i):
# layer A holds "chips, servers, and accelerators, data center storage, cloud services, and networking").
_HINTS: tuple[tuple[str, Layer, str], ...] = (
    ("ai model", Layer.C, "the source lists it as an AI model"),
    ("accelerator chip", Layer.A, "the source lists it as an accelerator chip"),
    ("ai server", Layer.A, "the source lists it as an AI server system"),
    ("hardware", Layer.A, "the source lists it as hardware"),
)
_OPENINGS: tuple[tuple[str, Layer, str], ...] = (
    ("ai model.", Layer.C, "described as an AI model"),
    ("gpu ai accelerator", Layer.A, "described as an AI accelerator"),
    ("ai accelerator chip", Layer.A, "described as an AI accelerator"),
    ("ai server system", Layer.A, "described as an AI server system"),
)
_INFRASTRUCTURE, _PLATFORM, _SOFTWARE = "iaas", "paas", "saas"
# What a software service says of clouds and data centres is mostly where it runs ("hosted on AWS GovCloud"), not what
# it is; of the 430 services of the FedRAMP copy, a quarter stood at layer A for such words alone.
HOSTING = 0.4


def infer_layer(text: str, hints: Sequence[str] = (), reader: ProductReader | None = None) -> tuple[Layer, str]:
    """The likeliest layer and, in words, why; for ``layer_reason`` with basis INFERRED.

    ``hints``: what the source says of the kind ("SaaS", "IaaS", "AI model", "hardware"). ``text``: name and
    description, the name up to the first full stop. ``reader`` reads what the product can do, by its words and by what
    is known of its family. Software that is neither infrastructure nor recognised is an application: layer E is the
    order's class for "AI applications for specific use cases".
    """
    low_hints = " ".join(hints).casefold()
    opening = text.casefold()[:400]
    for phrase, layer, reason in _OPENINGS:
        if phrase in opening:
            return layer, reason
    for word, layer, reason in _HINTS:
        if word in low_hints:
            return layer, reason
    if _INFRASTRUCTURE in low_hints and _SOFTWARE not in low_hints:
        return Layer.A, "offered as infrastructure as a service: cloud services belong to layer A"
    runs_elsewhere = _SOFTWARE in low_hints and _INFRASTRUCTURE not in low_hints and _PLATFORM not in low_hints
    found = _by_capabilities(text, reader, HOSTING if runs_elsewhere else 1.0) if reader is not None else None
    if found is not None:
        return found
    if _INFRASTRUCTURE in low_hints or _PLATFORM in low_hints:
        return Layer.A, "offered as infrastructure or platform as a service: cloud services belong to layer A"
    return Layer.E, "software for which no capability of another layer was recognised: taken as an application"


def _by_capabilities(text: str, reader: ProductReader, hosting: float) -> tuple[Layer, str] | None:
    """The layer at which most of the recognised capabilities' weight lies; None when nothing is recognised."""
    name, _, description = text.partition(". ")
    shares = dict.fromkeys(LAYERS, 0.0)
    provided = reader.provided(name, description)
    layer_of = {one.capability: reader.tagger.vocabulary[one.capability].layer for one in provided}
    for one in provided:
        layer = layer_of[one.capability]
        shares[layer] += one.weight * (hosting if layer is Layer.A else 1.0)
    best, share = min(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    if share <= 0:
        return None
    return best, _because([one for one in provided if layer_of[one.capability] is best], best)


def _because(shown: Sequence[Provided], layer: Layer) -> str:
    words = list(dict.fromkeys(one.evidence[0].evidence for one in shown if one.evidence))[:SHOWN]
    if words:
        return f"its words name capabilities of layer {layer}: " + ", ".join(f"“{word}”" for word in words)
    return f"what is known of it is of layer {layer}: {shown[0].because}"
