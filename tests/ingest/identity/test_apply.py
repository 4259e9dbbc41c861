from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Conflict, NotFound
from graph.merged import fold_companies, survivor_of
from graph.model import Company
from ingest.identity.apply import apply, undo
from ingest.identity.model import Merge, Rule


def _merge(into: str, merged: str) -> Merge:
    return Merge(into, merged, Rule.SAME_NAME, ("A", "A"), 1.0)


COMPANIES = {key: Company(key, f"Company {key}", aliases=(key.upper(),)) for key in "abcdef"}


def test_a_merge_leaves_a_pointer_and_nothing_else() -> None:
    after = apply(COMPANIES, [_merge("a", "b")])
    assert after["b"].merged_into == "a"
    assert after["a"] == COMPANIES["a"]
    assert COMPANIES["b"].merged_into is None
    assert fold_companies(after)["a"].aliases == ("A", "Company b", "B")


def test_applying_again_changes_nothing() -> None:
    once = apply(COMPANIES, [_merge("a", "b")])
    assert apply(once, [_merge("a", "b")]) == once


def test_a_merge_into_a_merged_company_reaches_its_survivor() -> None:
    after = apply(COMPANIES, [_merge("a", "b"), _merge("b", "c")])
    assert survivor_of("c", after) == "a"


@pytest.mark.parametrize(
    ("merges", "error"),
    [
        ([("a", "a")], Conflict),
        ([("a", "b"), ("b", "a")], Conflict),
        ([("a", "b"), ("c", "b")], Conflict),
        ([("a", "zz")], NotFound),
        ([("zz", "a")], NotFound),
    ],
)
def test_what_cannot_be_merged_is_refused(merges: list[tuple[str, str]], error: type[Exception]) -> None:
    with pytest.raises(error):
        apply(COMPANIES, [_merge(*pair) for pair in merges])


def test_what_was_not_merged_cannot_be_split() -> None:
    with pytest.raises(Conflict):
        undo(COMPANIES, "a")
    with pytest.raises(NotFound):
        undo(COMPANIES, "zz")


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=8), st.randoms())
def test_splitting_in_any_order_restores_every_company_exactly(pairs: list[tuple[str, str]], chooser) -> None:
    state = COMPANIES
    for pair in pairs:
        try:
            state = apply(state, [_merge(*pair)])
        except Conflict:
            continue
    fold_companies(state)  # never a circle
    merged = [key for key, company in state.items() if company.merged_into is not None]
    chooser.shuffle(merged)
    for key in merged:
        state = undo(state, key)
    assert state == COMPANIES
