"""What a word weighs beside the meaning of the text that it stands in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInput
from matching.needs.weigh import Weigher, parse_weigher

LEARNED = Weigher(bias=-0.5, meaning=0.85, word=3.6)


def test_a_word_that_the_meaning_contradicts_counts_for_little() -> None:
    assert LEARNED(0.95, 0.0) < 0.1
    assert LEARNED(0.95, 0.3) > 0.8
    assert LEARNED(0.0, 0.3) < 0.4


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_more_evidence_never_weighs_less(trust: float, more: float, p: float, q: float) -> None:
    low, high = sorted((p, q))
    assert LEARNED(trust, low) <= LEARNED(trust, high)
    assert LEARNED(min(trust, more), p) <= LEARNED(max(trust, more), p)
    assert 0.0 < LEARNED(trust, p) < 1.0


def test_what_is_written_is_read_back() -> None:
    assert parse_weigher("w", LEARNED.as_json()) == LEARNED
    with pytest.raises(BadInput, match=r"weigher.json"):
        parse_weigher("weigher.json", '{"bias": 1}')
