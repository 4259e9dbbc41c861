"""What all charts share: readable in grey print, colour never the only sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

# Layers differ in lightness as well as in hue; every use also writes the layer's letter.
LAYER_COLOURS = {"A": "#22304f", "B": "#40568d", "C": "#6f86b8", "D": "#a3b4d6", "E": "#d5deef"}
CONFIG: dict[str, Any] = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d"]}
_INK = "#262730"
_FONT = "Source Sans, sans-serif"  # streamlit's own, already in the page


def plain_figure(data: Sequence[Any], height: int = 420, **layout: Any) -> go.Figure:
    """A figure in the pages' style."""
    figure = go.Figure(data=list(data))
    figure.update_layout(
        height=height,
        margin={"l": 10, "r": 10, "t": 30, "b": 10},
        font={"family": _FONT, "color": _INK},
        template="none",
        **layout,
    )
    return figure
