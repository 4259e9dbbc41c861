"""Layer by market: how much is there, as numbers on a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from ui.pictures.base import SCALE, plain_figure


def heat_map(
    markets: Sequence[str], layers: Sequence[str], counts: Mapping[tuple[str, str], float], title: str
) -> go.Figure:
    """One row a market, one column a layer; the number stands in every cell."""
    rows = [[counts.get((market, layer), 0.0) for layer in layers] for market in markets]
    most = max((max(row, default=0.0) for row in rows), default=0.0) or 1.0  # all zero is light, not the middle
    trace = go.Heatmap(
        z=rows, x=list(layers), y=list(markets), colorscale=SCALE, texttemplate="%{z:.0f}", hoverongaps=False,
        zmin=0, zmax=most, colorbar={"title": title},
    )  # fmt: skip
    figure = plain_figure([trace], height=max(260, 26 * len(markets) + 120))
    figure.update_yaxes(autorange="reversed", automargin=True)
    return figure
