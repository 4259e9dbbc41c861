"""Numbers as the sources write them."""

from __future__ import annotations

import math


def parse_number(value: object) -> float | None:
    """A finite number, from a number or from text with thousands separators (``1,234.5`` or ``1 234.5``); else None."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    text = str(value).strip().replace("\u00a0", "").replace(" ", "").replace(",", "")
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def plain(number: float) -> str:
    """Without a trailing ``.0`` and without an exponent: for texts."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"
