"""The five layers of the American AI technology stack, in the words of Executive Order 14320, sec. 3(b)(i)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


@dataclass(frozen=True, slots=True)
class StackLayer:
    """``definition`` is the order's wording; ``call_addition`` what the call of 2026-04-10 adds (law-firm summary)."""

    code: Layer
    name: str
    definition: str
    call_addition: str = ""


LAYERS: dict[Layer, StackLayer] = {
    layer.code: layer
    for layer in (
        StackLayer(
            Layer.A,
            "Hardware and infrastructure",
            "AI-optimized computer hardware (e.g., chips, servers, and accelerators), data center storage, "
            "cloud services, and networking",
            "and related infrastructure",
        ),
        StackLayer(Layer.B, "Data", "data pipelines and labeling systems"),
        StackLayer(Layer.C, "Models", "AI models and systems"),
        StackLayer(
            Layer.D,
            "Security",
            "measures to ensure the security and cybersecurity of AI models and systems",
        ),
        StackLayer(
            Layer.E,
            "Applications",
            "AI applications for specific use cases (e.g., software engineering, education, healthcare, "
            "agriculture, or transportation)",
            "sector-specific or functional",
        ),
    )
}
