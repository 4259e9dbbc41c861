from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Company, Control, Holding
from matching.rules.exact import Interval
from matching.rules.ownership_view import Above, ultimate_parent, view

DAY = date(2026, 6, 1)


def _companies(*companies: Company) -> dict[str, Company]:
    return {company.id: company for company in companies}


def _exactly(value: str) -> Interval:
    return Interval(Fraction(value), Fraction(value))


def test_shares_multiply_along_a_chain_and_add_over_paths() -> None:
    companies = _companies(
        Company("a", "A", owned_by=(Holding("b", 0.6), Holding("c", 0.4))),
        Company("b", "B", owned_by=(Holding("top", 0.5),)),
        Company("c", "C", owned_by=(Holding("top", 0.5),)),
        Company("top", "Top", owned_by=()),
    )
    seen = view("a", companies, DAY)
    assert seen.shares == {"b": _exactly("0.6"), "c": _exactly("0.4"), "top": _exactly("0.5")}
    assert not seen.truncated
    assert seen.not_known == ()


def test_an_absent_link_is_not_known_and_an_empty_one_is_nobody() -> None:
    companies = _companies(Company("a", "A", owned_by=(Holding("b", 1.0),)), Company("b", "B"))
    seen = view("a", companies, DAY)
    assert (seen.parent.id, seen.parent.path, seen.parent.ends) == ("b", ("a", "b"), Above.NOT_KNOWN)
    assert seen.not_known == ("b",)
    stated = companies | _companies(Company("b", "B", owned_by=()))
    assert view("a", stated, DAY).parent.ends is Above.NOBODY
    assert view("nobody-knows-me", {}, DAY).parent.ends is Above.NOT_KNOWN


def test_an_owner_that_the_data_does_not_hold_stays_in_the_chain() -> None:
    seen = view("a", _companies(Company("a", "A", owned_by=(Holding("ghost", 0.7),))), DAY)
    assert seen.parent.id == "ghost"
    assert seen.not_known == ("ghost",)


def test_circles_survive() -> None:
    companies = _companies(
        Company("a", "A", owned_by=(Holding("b", 0.6),)),
        Company("b", "B", owned_by=(Holding("a", 0.6), Holding("c", 0.4))),
        Company("c", "C", owned_by=(Holding("c", 0.1),)),
    )
    seen = view("a", companies, DAY)
    assert seen.circles == (("a", "b"), ("c",))
    assert seen.parent.ends is Above.CIRCLE
    assert seen.shares["c"] == _exactly("0.24")


def test_dates_decide_what_counts() -> None:
    past = Holding("old", 1.0, until=date(2020, 1, 1))
    companies = _companies(Company("a", "A", owned_by=(past, Holding("new", 1.0, since=date(2020, 1, 2)))))
    assert view("a", companies, DAY).parent.id == "new"
    assert view("a", companies, date(2019, 1, 1)).parent.id == "old"


def test_an_unknown_share_is_an_interval() -> None:
    companies = _companies(Company("a", "A", owned_by=(Holding("b", 0.7), Holding("c", None))))
    assert view("a", companies, DAY).shares["c"] == Interval(Fraction(0), Fraction("0.3"))


def test_control_makes_a_parent_but_no_share() -> None:
    companies = _companies(
        Company("a", "A", owned_by=(Holding("b", 0.5),), controlled_by=(Control("c", "golden share"),)),
    )
    seen = view("a", companies, DAY)
    assert seen.parent.id == "c"
    assert "c" not in seen.shares
    assert [link.how for link in seen.links if link.owner == "c"] == ["golden share"]


_IDS = st.sampled_from("abcdef")
_GRAPHS = st.dictionaries(
    _IDS, st.one_of(st.none(), st.dictionaries(_IDS, st.sampled_from([0.1, 0.25, 0.5, 1.0, None]), max_size=3))
)


@given(_GRAPHS)
@settings(max_examples=200, deadline=None)
def test_any_tangle_gives_shares_within_bounds(graph: dict[str, dict[str, float | None] | None]) -> None:
    companies = _companies(
        *(
            Company(key, key, owned_by=None if owners is None else tuple(Holding(o, s) for o, s in owners.items()))
            for key, owners in graph.items()
        )
    )
    seen = view("a", companies, DAY)
    assert all(0 <= share.low <= share.high <= 1 for share in seen.shares.values())
    assert "a" not in seen.shares
    assert len(seen.parent.path) == len(set(seen.parent.path))


def test_a_dense_tangle_says_that_it_was_cut() -> None:
    ids = [f"n{i:02}" for i in range(14)]
    companies = _companies(*(Company(i, i, owned_by=tuple(Holding(o, 0.05) for o in ids if o != i)) for i in ids))
    seen = view("n00", companies, DAY)
    assert seen.truncated
    assert all(share.high == 1 for share in seen.shares.values())


def test_of_a_direct_and_an_ultimate_parent_the_direct_one_comes_first() -> None:
    day = date(2026, 6, 1)
    both = (Control("top", "ultimate parent, consolidates it"), Control("mid", "direct parent, consolidates it"))
    companies = {
        "low": Company("low", "Low", controlled_by=both),
        "mid": Company("mid", "Mid", controlled_by=(Control("top", "direct parent, consolidates it"),)),
        "top": Company("top", "Top", owned_by=(), controlled_by=()),
    }
    found = ultimate_parent("low", companies, day)
    assert (found.path, found.ends) == (("low", "mid", "top"), Above.NOBODY)


def test_an_ultimate_parent_that_a_source_names_is_found_without_the_chain_between() -> None:
    both = (Control("top", "ultimate parent, consolidates it"), Control("mid", "direct parent, consolidates it"))
    companies = {"low": Company("low", "Low", controlled_by=both)}
    assert ultimate_parent("low", companies, date(2026, 6, 1)).path == ("low", "top")


def test_two_controllers_of_which_none_is_above_the_other_make_no_parent() -> None:
    companies = {"low": Company("low", "Low", controlled_by=(Control("one", "a"), Control("other", "b")))}
    assert ultimate_parent("low", companies, date(2026, 6, 1)).path == ("low",)
