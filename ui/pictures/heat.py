"""Layer by market: a table whose cells are shaded by their numbers, so that it reads as a picture and as a table."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.pictures.shades import ink, shade

_CELL = "padding: 0.2rem 0.6rem; border: 1px solid #ffffff; text-align: right"
_HEAD = "padding: 0.2rem 0.6rem; border: 0; text-align: left; font-weight: 600"


@dataclass(frozen=True)
class HeatRow:
    """One market: its name, a number for each shaded column, and numbers that stand beside them unshaded."""

    name: str
    shaded: Mapping[str, float]
    beside: Mapping[str, str]


def heat_map(rows: Sequence[HeatRow], columns: Mapping[str, str], beside: Sequence[str], title: str) -> str:
    """Markup of the table. ``columns``: key of a shaded column to its heading."""
    most = max((value for row in rows for value in row.shaded.values()), default=0.0)
    heads = "".join(f'<th scope="col" style="{_HEAD}">{html.escape(one)}</th>' for one in (*columns.values(), *beside))
    body = "".join(_row(row, list(columns), beside, most) for row in rows)
    return (
        f'<table style="border-collapse: collapse; color: #262730; font-size: 0.9rem">'
        f'<caption style="text-align: left; color: #262730">{html.escape(title)}</caption>'
        f'<thead><tr><td style="border: 0"></td>{heads}</tr></thead><tbody>{body}</tbody></table>'
    )


def _row(row: HeatRow, columns: Sequence[str], beside: Sequence[str], most: float) -> str:
    shaded = "".join(_cell(row.shaded.get(column, 0.0), most) for column in columns)
    plain = "".join(f'<td style="{_CELL}">{html.escape(row.beside.get(column, ""))}</td>' for column in beside)
    return f'<tr><th scope="row" style="{_HEAD}">{html.escape(row.name)}</th>{shaded}{plain}</tr>'


def _cell(value: float, most: float) -> str:
    words = f"{value:g}" if value == int(value) else f"{value:.1f}"
    return f'<td style="{_CELL}; background: {shade(value, most)}; color: {ink(value, most)}">{words}</td>'
