"""From requirement to product to company, as flows as wide as the fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from ui.pictures.base import LAYER_COLOURS, plain_figure

_SHORT = 42  # characters of a label


def sankey(
    served: Sequence[tuple[str, str, float]], product_layer: Mapping[str, str], company_of: Mapping[str, str],
    labels: Mapping[str, str],
) -> go.Figure:  # fmt: skip
    """``served``: requirement, product, fit in (0, 1]."""
    places: dict[str, int] = {}
    sources, targets, values, colours = [], [], [], []

    def place(key: str) -> int:
        return places.setdefault(key, len(places))

    for requirement, product, fit in served:
        for left, right in ((f"r:{requirement}", f"p:{product}"), (f"p:{product}", f"c:{company_of[product]}")):
            sources.append(place(left))
            targets.append(place(right))
            values.append(max(fit, 0.02))  # a thinner flow could not be seen
            colours.append(_pale(LAYER_COLOURS[product_layer[product]]))
    trace = go.Sankey(
        node={
            "label": [_label(key, labels, product_layer) for key in places],
            "pad": 18,
            "thickness": 10,
            "color": "#22304f",
        },
        link={"source": sources, "target": targets, "value": values, "color": colours},
    )
    return plain_figure([trace], height=max(160, 64 * len(served) + 60))


def _pale(colour: str) -> str:
    """So light that writing on it can be read."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.3)"


def _label(key: str, labels: Mapping[str, str], product_layer: Mapping[str, str]) -> str:
    """A name, with its layer where it is a product's."""
    layer = product_layer.get(key[2:]) if key.startswith("p:") else None
    text = (f"{layer}: " if layer else "") + labels.get(key[2:], key[2:])
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 2]} …"
