"""Facts over time: when each was stated."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from ui.pictures.base import plain_figure

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")  # told apart without colour


def timeline(facts: Sequence[tuple[str, str, str]]) -> go.Figure:
    """``facts``: (ISO date, kind, what), one mark each."""
    data = []
    for number, kind in enumerate(dict.fromkeys(kind for _, kind, _ in facts)):
        mine = [(day, what) for day, of, what in facts if of == kind]
        data.append(
            go.Scatter(
                x=[day for day, _ in mine],
                y=[kind] * len(mine),
                mode="markers",
                name=kind,
                marker={"symbol": _SYMBOLS[number % len(_SYMBOLS)], "size": 11, "color": "#22304f"},
                text=[what for _, what in mine],
                hoverinfo="text+x",
            )
        )
    figure = plain_figure(data, height=max(220, 60 * len(data) + 120), showlegend=False)
    figure.update_yaxes(automargin=True)
    return figure
