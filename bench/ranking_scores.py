"""Measures of a ranking: nDCG, recall and reciprocal rank, as the relevance benchmark's scorer has them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

DEPTH = 10
RECALL_DEPTH = 20
RELEVANT = 2.0


def dcg_at(grades: Sequence[float], depth: int = DEPTH) -> float:
    """Discounted cumulative gain, gain 2^grade - 1."""
    return float(sum((2.0**g - 1.0) / math.log2(place + 2) for place, g in enumerate(grades[:depth])))


def ndcg(ranked: Sequence[str], grades: Mapping[str, float], depth: int = DEPTH) -> float:
    """Of the ideal ranking's gain, the share that this one has; 0 when nothing has a grade."""
    ideal = dcg_at(sorted(grades.values(), reverse=True), depth)
    return dcg_at([grades.get(p, 0.0) for p in ranked], depth) / ideal if ideal > 0 else 0.0


def recall(ranked: Sequence[str], grades: Mapping[str, float], depth: int = RECALL_DEPTH) -> float:
    """Of the relevant products (of at most ``depth``), the share within the first ``depth``."""
    relevant = {p for p, g in grades.items() if g >= RELEVANT}
    return len(relevant & set(ranked[:depth])) / min(len(relevant), depth) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, float], depth: int = DEPTH) -> float:
    """1 / place of the first relevant product within ``depth``, 0 when there is none."""
    return next((1.0 / (i + 1) for i, p in enumerate(ranked[:depth]) if grades.get(p, 0.0) >= RELEVANT), 0.0)
