"""A map of the world drawn from the program's own outlines: filled polygons, so that no tile is asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import plotly.colors
import plotly.graph_objects as go

from ui.pictures.base import SCALE, plain_figure

_EMPTY = "#f2f2f2"
_HALF = 180.0  # degrees; no country but one that crosses the antimeridian is wider
_BEYOND = -169.0  # degrees; what lies wholly west of it belongs to the east (Chukotka, islands of the Pacific)
_LINE = {"color": "#777777", "width": 0.5}


@cache
def outlines() -> dict[str, list[list[list[float]]]]:
    """Alpha-2 code to rings of [longitude, latitude]."""
    path = Path(__file__).resolve().parent.parent / "data" / "world.json"
    found: dict[str, list[list[list[float]]]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def world_map(values: Mapping[str, float], names: Mapping[str, str], title: str) -> go.Figure:
    """Countries shaded by value, on a logarithmic scale since counts differ by orders of magnitude."""
    most = max(values.values(), default=0.0)
    valued = [code for code in outlines() if values.get(code, 0.0) > 0]
    # Whatever has nothing is one shape: two hundred of them would take seconds to draw.
    rest = [ring for code, rings in outlines().items() if code not in valued for ring in rings]
    data: list[Any] = [_shape(rest, _EMPTY, "")]
    for code in valued:
        words = f"{names.get(code, code)}: {values[code]:g}"
        data.append(_shape(outlines()[code], _colour(values[code], most), words))
    if most > 0:
        data.append(_scale(most, title))
    figure = plain_figure(data, height=430)
    figure.update_xaxes(visible=False, range=[-170, 190])
    figure.update_yaxes(visible=False, range=[-58, 85], scaleanchor="x", scaleratio=1.2)
    return figure


def _shape(rings: list[list[list[float]]], colour: str, words: str) -> go.Scatter:
    x, y = _path(rings)
    return go.Scatter(
        x=x, y=y, mode="lines", fill="toself", line=_LINE, fillcolor=colour, hoveron="fills", name=words, text=words,
        hoverinfo="text" if words else "skip", showlegend=False,
    )  # fmt: skip


def _path(rings: list[list[list[float]]]) -> tuple[list[float | None], list[float | None]]:
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in rings:
        x += [*_unfolded([point[0] for point in ring]), None]
        y += [*(point[1] for point in ring), None]
    return x, y


def _unfolded(longitudes: list[float]) -> list[float]:
    """A ring on or beyond the antimeridian is drawn at the right edge: no line may run across the whole map."""
    folded = max(longitudes) - min(longitudes) > _HALF
    if folded or max(longitudes) < _BEYOND:
        return [one + 360.0 if one < 0 else one for one in longitudes]
    return longitudes


def _share(value: float, most: float) -> float:
    return math.log1p(value) / math.log1p(most) if most > 0 else 0.0


def _colour(value: float, most: float) -> str:
    return str(plotly.colors.sample_colorscale(SCALE, [_share(value, most)])[0])


def _scale(most: float, title: str) -> go.Scatter:
    """An unseen point that brings the colour bar, whose marks stand where the logarithmic scale has them."""
    marks = [10.0**power for power in range(int(math.log10(most)) + 1)] if most >= 1 else []
    ticks = [*(one for one in marks if one < most), most]
    bar = {"title": title, "thickness": 12, "tickvals": [_share(one, most) for one in ticks],
           "ticktext": [f"{one:g}" for one in ticks]}  # fmt: skip
    return go.Scatter(
        x=[None], y=[None], mode="markers", showlegend=False, hoverinfo="skip",
        marker={"colorscale": SCALE, "showscale": True, "cmin": 0, "cmax": 1, "color": [0], "colorbar": bar},
    )  # fmt: skip
