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
            colours.append(LAYER_COLOURS[product_layer[product]])
    trace = go.Sankey(
        node={"label": [_label(key, labels) for key in places], "pad": 14, "color": "#555555"},
        link={"source": sources, "target": targets, "value": values, "color": colours},
    )
    return plain_figure([trace], height=max(320, 46 * len(served)))


def _label(key: str, labels: Mapping[str, str]) -> str:
    text = labels.get(key[2:], key[2:])
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 2]} …"
