"""Whether a fit of 30 % is right three times in ten: predicted against observed, on queries nobody learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.train_fit import FOLDS, GOOD, SEED, Judged, knots_of

# Borders of the bins of fit. Few products of a catalogue fit any need, so the lower bins are narrow.
BORDERS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs with a fit from ``low`` up to below ``high``: their mean fit, and the share judged to deliver."""

    low: float
    high: float
    predicted: float
    observed: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """``error``: mean distance of predicted and observed over the bins, weighted by pairs; ``shown``: over the bins
    from ``BORDERS[2]`` alone, since the many products that plainly do not fit are easily right. ``brier`` beside
    ``base``, the score of saying the overall share each time."""

    bins: tuple[Bin, ...]
    error: float
    shown: float
    brier: float
    base: float


def held_out_fits(queries: Sequence[Judged], rounds: Sequence[Mapping[str, Floats]]) -> tuple[Floats, Floats]:
    """(fits, 1 or 0 whether the product delivers); the calibration too is learned on other queries than it judges."""
    fits, delivers = [], []
    for number, held in enumerate(rounds):
        shuffled = np.random.default_rng(SEED + number).permutation(len(queries))
        for fold in range(FOLDS):
            mine = set(shuffled[fold::FOLDS].tolist())
            x, y = zip(*knots_of([q for i, q in enumerate(queries) if i not in mine], [held]), strict=True)
            for i in sorted(mine):
                fits.append(np.interp(held[queries[i].id], x, y))
                delivers.append((queries[i].grades >= GOOD).astype(float))
    return np.concatenate(fits), np.concatenate(delivers)


def reliability(fits: Floats, delivers: Floats) -> Reliability:
    """``fits``, ``delivers``: shape (pairs,)."""
    place = np.clip(np.searchsorted(BORDERS, fits, side="right") - 1, 0, len(BORDERS) - 2)
    bins = []
    for at in range(len(BORDERS) - 1):
        inside = place == at
        if inside.any():
            means = float(fits[inside].mean()), float(delivers[inside].mean())
            bins.append(Bin(BORDERS[at], BORDERS[at + 1], *means, int(inside.sum())))
    share = delivers.mean()
    return Reliability(
        tuple(bins),
        _distance(bins),
        _distance([one for one in bins if one.low >= BORDERS[2]]),
        float(((fits - delivers) ** 2).mean()),
        float(share * (1 - share)),
    )


def _distance(bins: Sequence[Bin]) -> float:
    pairs = sum(one.pairs for one in bins)
    return sum(abs(one.predicted - one.observed) * one.pairs for one in bins) / pairs if pairs else 0.0


def reliability_lines(found: Reliability, rounds: int) -> list[str]:
    """A table in Markdown; pairs a round."""
    lines = ["| fit | mean fit | judged to deliver | pairs |", "|---|---|---|---|"]
    lines += [
        f"| {one.low:.2f}-{one.high:.2f} | {one.predicted:.3f} | {one.observed:.3f} | {one.pairs / rounds:.0f} |"
        for one in found.bins
    ]
    return [
        *lines,
        "",
        f"Mean distance {found.error:.3f}, from a fit of {BORDERS[2]} on {found.shown:.3f}; Brier score "
        f"{found.brier:.4f}, of the overall share alone {found.base:.4f}.",
    ]
