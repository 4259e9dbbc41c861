"""Facts over time as SVG: when each was stated, one row a kind, one mark a fact."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from datetime import date

_WIDTH, _LEFT, _RIGHT = 1_000.0, 150.0, 20.0  # drawing units; the left margin holds the rows' names
_ROW, _TOP, _FOOT = 56.0, 16.0, 30.0
_HALF = 6.0  # half of a mark's width
_MOST_YEARS = 16  # labels that stand beside each other without touching
_INK, _LINE = "#22304f", "#cccccc"
Mark = Callable[[float, float], str]


def timeline(facts: Sequence[tuple[str, str, str]], title: str) -> str:
    """Markup of the picture. ``facts``: (ISO date, kind, what), one mark each, at least one."""
    kinds = list(dict.fromkeys(kind for _, kind, _ in facts))
    days = [date.fromisoformat(day) for day, _, _ in facts]
    first, last = min(days).year, max(days).year + 1
    begin, span = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal() - date(first, 1, 1).toordinal()

    def across(day: date) -> float:
        return _LEFT + (day.toordinal() - begin) / span * (_WIDTH - _LEFT - _RIGHT)

    foot = _TOP + _ROW * len(kinds)
    step = -(-(last - first) // _MOST_YEARS)
    years = "".join(_year(year, across(date(year, 1, 1)), foot) for year in range(first, last + 1, step))
    rows = "".join(_row(kind, _TOP + _ROW * (number + 0.5)) for number, kind in enumerate(kinds))
    marks = "".join(
        f"{_MARKS[kinds.index(kind) % len(_MARKS)](across(day), _TOP + _ROW * (kinds.index(kind) + 0.5))}"
        f"<title>{day.isoformat()}: {html.escape(what)}</title></path>"
        for day, (_, kind, what) in zip(days, facts, strict=True)
    )
    return (
        f'<svg role="img" aria-label="{html.escape(title, quote=True)}" viewBox="0 0 {_WIDTH:g} {foot + _FOOT:g}" '
        f'style="width: 100%; max-width: 75rem" font-size="14" fill="#262730">{years}{rows}'
        f'<g fill="{_INK}" fill-opacity="0.75" stroke="#ffffff" stroke-width="0.5">{marks}</g></svg>'
    )


def _year(year: int, x: float, foot: float) -> str:
    line = f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{foot}" stroke="{_LINE}"/>'
    return f'{line}<text x="{x:.1f}" y="{foot + 20}" text-anchor="middle">{year}</text>'


def _row(kind: str, y: float) -> str:
    line = f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="{_LINE}"/>'
    return f'{line}<text x="{_LEFT - 14}" y="{y + 5}" text-anchor="end">{html.escape(kind)}</text>'


# Kinds are told apart by the form of their mark, without colour. Each opens a path that its caller closes.
def _circle(x: float, y: float) -> str:
    return f'<path d="M{x - _HALF:.1f},{y}a{_HALF},{_HALF} 0 1 0 {2 * _HALF},0a{_HALF},{_HALF} 0 1 0 {-2 * _HALF},0Z">'


def _square(x: float, y: float) -> str:
    return f'<path d="M{x - _HALF:.1f},{y - _HALF}h{2 * _HALF}v{2 * _HALF}h{-2 * _HALF}Z">'


def _diamond(x: float, y: float) -> str:
    side = _HALF * 1.2
    return f'<path d="M{x:.1f},{y - side}l{side},{side}l{-side},{side}l{-side},{-side}Z">'


def _triangle(x: float, y: float) -> str:
    return f'<path d="M{x:.1f},{y - _HALF}l{_HALF},{2 * _HALF}h{-2 * _HALF}Z">'


_MARKS: tuple[Mark, ...] = (_circle, _square, _diamond, _triangle)
