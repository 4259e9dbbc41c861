"""Putting the legs of a search together. A fused score orders products; it is never shown as a probability."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def min_max(scores: Scores) -> Scores:
    """Scaled to [0, 1] within the given rows; all zeros when every score is the same (nothing to tell apart)."""
    if scores.size == 0:
        return scores.astype(np.float32)
    low, high = float(scores.min()), float(scores.max())
    if high - low <= 1e-9:
        return np.zeros_like(scores, dtype=np.float32)
    return np.asarray((scores - low) / (high - low), dtype=np.float32)


def fuse(legs: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Weighted sum of min-max scaled legs (measured better than reciprocal ranks on three test sets).

    A leg that is zero everywhere says nothing and is left out; the other weights then share the whole.
    """
    speaking = {name: leg for name, leg in legs.items() if weights.get(name, 0.0) > 0 and np.any(leg != 0)}
    total = sum(weights[name] for name in speaking)
    size = len(next(iter(legs.values()))) if legs else 0
    result = np.zeros(size, dtype=np.float32)
    for name, leg in speaking.items():
        result += np.float32(weights[name] / total) * min_max(leg)
    return result


def top(scores: Scores, count: int) -> NDArray[np.int64]:
    """Positions of the ``count`` highest scores, highest first; equal scores in the order of their position."""
    if count >= scores.size:
        return np.argsort(-scores, kind="stable")
    border = -np.partition(-scores, count - 1)[count - 1]
    above = np.flatnonzero(scores > border)
    ties = np.flatnonzero(scores == border)[: count - above.size]
    chosen = np.sort(np.concatenate([above, ties]))
    return np.asarray(chosen[np.argsort(-scores[chosen], kind="stable")], dtype=np.int64)
