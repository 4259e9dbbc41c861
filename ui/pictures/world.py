"""A map of the world as SVG from the program's own outlines: no tile is asked for, and no library has to be loaded."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ui.pictures.shades import NOTHING, gradient, shade, share

_HALF = 180.0  # degrees; no country but one that crosses the antimeridian is wider
_BEYOND = -169.0  # degrees; what lies wholly west of it belongs to the east (Chukotka, islands of the Pacific)
# What is shown: west, east, north, south in degrees. Antarctica buys nothing.
REGIONS: dict[str, tuple[float, float, float, float]] = {
    "world": (-170.0, 190.0, 84.0, -57.0),
    "americas": (-130.0, -30.0, 60.0, -57.0),
    "europe": (-25.0, 45.0, 72.0, 34.0),
    "africa": (-20.0, 65.0, 40.0, -36.0),
    "asia": (60.0, 180.0, 55.0, -48.0),
}
_STRETCH = 1.2  # latitude against longitude, between what the equator and Europe look like on a globe
_SMALL = 0.011  # of the width shown; a country whose box is less wide and high gets a dot, or nobody would see it
_DOT = 0.0036  # of what is shown, the radius of a dot
_LINES = 1_800  # of the width shown, how thin a border is
_Ring = list[list[float]]


@cache
def outlines() -> dict[str, list[_Ring]]:
    """Alpha-2 code to rings of [longitude, latitude]."""
    path = Path(__file__).resolve().parent.parent / "data" / "world.json"
    found: dict[str, list[_Ring]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def world_map(
    values: Mapping[str, float],
    names: Mapping[str, str],
    title: str,
    shown: tuple[float, float, float, float] = REGIONS["world"],
) -> str:
    """Markup of the map: countries shaded by value, each with its name and value to be pointed at."""
    west, east, north, south = shown
    most = max(values.values(), default=0.0)
    valued = {code: value for code, value in values.items() if value > 0 and code in outlines()}
    rest = " ".join(path_of(code) for code in outlines() if code not in valued)
    shapes = [f'<path d="{rest}" fill="{NOTHING}"/>']
    dots = []
    for code in sorted(valued, key=lambda one: valued[one]):
        words = f"<title>{html.escape(names.get(code, code))}: {valued[code]:g}</title>"
        colour = shade(valued[code], most)
        shapes.append(f'<path d="{path_of(code)}" fill="{colour}">{words}</path>')
        centre = _small_centre(code, _SMALL * (east - west))
        if centre is not None:
            x, y = centre
            dots.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT * (east - west):.2f}" fill="{colour}">{words}</circle>'
            )
    box = f"{west} {-north * _STRETCH:.1f} {east - west} {(north - south) * _STRETCH:.1f}"
    label = html.escape(title, quote=True)
    return (
        f'<svg role="img" aria-label="{label}" viewBox="{box}" style="width: 100%; max-height: 34rem">'
        f'<g stroke="#777777" stroke-width="{(east - west) / _LINES:.2f}" fill-rule="evenodd">{"".join(shapes)}'
        f'<g stroke="#262730">{"".join(dots)}</g></g></svg>{_legend(most, label)}'
    )


@cache
def path_of(code: str) -> str:
    """A country's outline as SVG's path data, a tenth of a degree exact."""
    return "".join(
        "M" + "L".join(f"{x:.1f},{-lat * _STRETCH:.1f}" for x, (_, lat) in zip(unfolded(ring), ring, strict=True)) + "Z"
        for ring in outlines()[code]
    )


def unfolded(ring: _Ring) -> list[float]:
    """Longitudes of a ring; on or beyond the antimeridian it is drawn at the right edge: no line may run across."""
    longitudes = [point[0] for point in ring]
    folded = max(longitudes) - min(longitudes) > _HALF
    if folded or max(longitudes) < _BEYOND:
        return [one + 360.0 if one < 0 else one for one in longitudes]
    return longitudes


def _small_centre(code: str, least: float) -> tuple[float, float] | None:
    """The middle of a country that is too small to be seen."""
    xs = [x for ring in outlines()[code] for x in unfolded(ring)]
    ys = [-lat * _STRETCH for ring in outlines()[code] for _, lat in ring]
    if max(xs) - min(xs) >= least or max(ys) - min(ys) >= least:
        return None
    return (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2


def _legend(most: float, label: str) -> str:
    """A bar of shades whose marks stand where the logarithmic scale has them."""
    if most <= 0:
        return ""
    marks = [1.0, *(10.0**power for power in range(1, int(math.log10(most)) + 1)), most]
    ticks = "".join(
        f'<span style="position: absolute; left: {share(one, most):.0%}; transform: translateX(-50%)">{one:g}</span>'
        for one in dict.fromkeys(one for one in marks if one <= most)
    )
    return (
        f'<div style="max-width: 24rem; margin: 0.25rem 1rem; color: #262730; font-size: 0.875rem">{label}'
        f'<div style="height: 0.75rem; background: linear-gradient(to right, {", ".join(gradient())})"></div>'
        f'<div style="position: relative; height: 1.25rem">{ticks}</div></div>'
    )
