"""One scale of shades for all pictures that are drawn as markup: the darker, the more."""

from __future__ import annotations

import math

# Cividis (Nunez, Anderton and Renslow 2018, doi:10.1371/journal.pone.0199239; values as matplotlib publishes them),
# light to dark: perceptually even, monotone in lightness, so it prints in grey and serves colour-blind readers.
_STOPS = ("#fee838", "#e1cc55", "#c3b369", "#a59c74", "#8a8678", "#707173", "#575d6d", "#35456c", "#00224e")
_DARK = 0.179  # relative luminance below which white writing, and above which black, has at least 4.5 to 1 (WCAG 2.2)
NOTHING = "#f2f2f2"


def share(value: float, most: float) -> float:
    """Where a count stands on the scale, in [0, 1]: logarithmic, since counts differ by orders of magnitude."""
    return math.log1p(value) / math.log1p(most) if most > 0 else 0.0


def shade(value: float, most: float) -> str:
    """The colour of a count, as #rrggbb; nothing has a grey of its own."""
    if value <= 0:
        return NOTHING
    place = share(value, most) * (len(_STOPS) - 1)
    low = min(int(place), len(_STOPS) - 2)
    pairs = zip(_rgb(_STOPS[low]), _rgb(_STOPS[low + 1]), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * (place - low)):02x}" for one, other in pairs)


def ink(value: float, most: float) -> str:
    """The colour of writing on a shade."""
    return "#ffffff" if luminance(shade(value, most)) < _DARK else "#000000"


def luminance(colour: str) -> float:
    """Relative luminance of a colour as WCAG 2.2 defines it, in [0, 1]."""
    parts = [one / 255 for one in _rgb(colour)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def gradient() -> tuple[str, ...]:
    """The scale's colours, light to dark, at even steps."""
    return _STOPS


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
