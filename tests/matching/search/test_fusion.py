"""Fusion: order, scale and ties, for any scores."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matching.search.fusion import fuse, min_max, top

SCORES = arrays(np.float32, st.integers(1, 60), elements=st.floats(-100, 100, width=32))


@given(SCORES)
def test_scaled_scores_keep_their_order_and_lie_in_the_unit_interval(scores: np.ndarray) -> None:
    scaled = min_max(scores)
    assert scaled.shape == scores.shape
    assert np.all((scaled >= 0) & (scaled <= 1))
    order = np.argsort(scores, kind="stable")
    assert np.all(np.diff(scaled[order]) >= 0)


@given(SCORES, st.integers(1, 80))
def test_top_is_what_a_stable_sort_gives(scores: np.ndarray, count: int) -> None:
    assert top(scores, count).tolist() == np.argsort(-scores, kind="stable")[:count].tolist()


@given(SCORES, st.floats(0.1, 10), st.floats(-50, 50))
def test_a_legs_unit_does_not_matter(scores: np.ndarray, factor: float, shift: float) -> None:
    other = np.linspace(0, 1, scores.size, dtype=np.float32)
    moved = (scores.astype(np.float64) * factor + shift + 1e3).astype(np.float32)
    if np.ptp(scores) < 1 or scores.size < 2:
        return
    left = fuse({"a": scores + 1e3, "b": other}, {"a": 1.0, "b": 0.5})
    right = fuse({"a": moved, "b": other}, {"a": 1.0, "b": 0.5})
    assert np.allclose(left, right, atol=5e-2)


@given(SCORES)
def test_more_in_one_leg_is_never_worse(scores: np.ndarray) -> None:
    other = np.ones_like(scores)
    fused = fuse({"a": scores, "b": other}, {"a": 0.7, "b": 0.3})
    best = int(np.argmax(scores))
    if np.ptp(scores) > 1e-3:
        assert fused[best] >= fused.max() - 1e-6


def test_a_silent_leg_takes_no_weight() -> None:
    leg = np.array([0.1, 0.9], dtype=np.float32)
    alone = fuse({"a": leg}, {"a": 0.2})
    beside = fuse({"a": leg, "b": np.zeros(2, np.float32)}, {"a": 0.2, "b": 0.8})
    assert np.array_equal(alone, beside)
    assert alone.tolist() == [0.0, 1.0]


def test_nothing_to_fuse() -> None:
    assert fuse({}, {}).size == 0
    assert min_max(np.zeros(0, np.float32)).size == 0
