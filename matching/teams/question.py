"""What is asked of the composer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Presumption(StrEnum):
    REQUIRE = "require"  # only teams whose content presumption is MET
    PREFER = "prefer"  # such teams come first among equally fitting ones
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Question:
    """Up to ``teams`` different teams, within limits.

    ``fit_floor``: a fit under it does not serve. ``budget``: USD, for the products whose value is known (unknown
    values are reported, not guessed). ``max_layer_share``: at most this part of the stack's layers by one company.
    ``min_small_businesses``, ``min_allied`` (members located only in ``allied``): at least so many; a company of which
    it is not known does not count. ``must_use``, ``must_not_use``: products. ``candidates``: per requirement, how many
    products are looked at first; None looks at all. ``seconds``: bound of the whole search, after which the answer
    says "gap".
    """

    teams: int = 1
    anchor: str | None = None
    must_include: tuple[str, ...] = ()
    must_exclude: tuple[str, ...] = ()
    max_members: int | None = None
    presumption: Presumption = Presumption.PREFER
    fit_floor: float = 0.0
    budget: float | None = None
    max_layer_share: float | None = None
    min_small_businesses: int = 0
    min_allied: int = 0
    allied: tuple[str, ...] = ()
    must_use: tuple[str, ...] = ()
    must_not_use: tuple[str, ...] = ()
    candidates: int | None = 6
    seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """Judge one given team."""

    anchor: str | None
    products: tuple[str, ...]
