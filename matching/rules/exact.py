"""Exact numbers: thresholds such as 0.5 and 0.51 must not hang on binary rounding (0.1 + 0.2 > 0.3 in floats)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_REMEMBERED = 65_536  # distinct numbers kept; real data repeats few values


@lru_cache(maxsize=_REMEMBERED)
def exact(number: float) -> Fraction:
    """The decimal that a person wrote: ``exact(0.1) == Fraction(1, 10)``."""
    return Fraction(repr(float(number)))


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from ``low`` to ``high``; a single value when they are equal."""

    low: Fraction
    high: Fraction

    @property
    def known(self) -> bool:
        return self.low == self.high


ZERO = Fraction(0)
ONE = Fraction(1)
NOTHING = Interval(ZERO, ZERO)
WHOLE = Interval(ONE, ONE)
ANYTHING = Interval(ZERO, ONE)
