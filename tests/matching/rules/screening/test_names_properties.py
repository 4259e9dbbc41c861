from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.rules.screening.kinds import NameKind
from matching.rules.screening.thresholds import DEFAULT_THRESHOLDS
from service.names import name_matcher

MATCHER = name_matcher()
# fmt: off
_WORDS = st.sampled_from([
    "Siemens", "Gazprom", "Huawei", "Bank", "Oil", "China", "Iran", "Group", "Systems", "International", "II", "3",
    "7th", "Trust", "of", "the", "and", "Müller", "华为", "Газпром", "النفط", "Nordwind", "Ltd", "LLC", "GmbH", "X",
    "A.B.C.", "Orion-Tech", "O'Brien",
])
# fmt: on
_NAMES = st.one_of(st.lists(_WORDS, min_size=1, max_size=6).map(" ".join), st.text(max_size=40))
_KINDS = st.sampled_from([NameKind.ORGANISATION, NameKind.OBJECT])


@given(_NAMES, _NAMES, _KINDS)
@settings(max_examples=300, deadline=None)
def test_symmetric_and_within_bounds(left: str, right: str, kind: NameKind) -> None:
    there, back = MATCHER.compare(left, right, kind), MATCHER.compare(right, left, kind)
    assert there.score == back.score
    assert 0.0 <= there.score <= 1.0
    assert [(x.reason, x.size, x.left, x.right) for x in there.losses] == [
        (x.reason, x.size, x.right, x.left) for x in back.losses
    ]


@given(_NAMES, _KINDS)
@settings(max_examples=200, deadline=None)
def test_the_same_name_is_the_only_perfect_match(name: str, kind: NameKind) -> None:
    assert MATCHER.score(name, name, kind) in (0.0, 1.0)  # 0.0: no letters to compare
    if MATCHER.parse(name, kind).tokens:
        assert MATCHER.score(name, name, kind) == 1.0
        assert MATCHER.score(name, name + " ", kind) < 1.0


@given(st.lists(_WORDS, min_size=1, max_size=4).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_case_and_spacing_hardly_matter(name: str) -> None:
    spaced = "  ".join(name.split())
    assert MATCHER.score(name, spaced) > DEFAULT_THRESHOLDS.match


@given(st.lists(_WORDS, min_size=1, max_size=4).map(" ".join), st.sampled_from(["Ltd", "GmbH", "Inc.", "S.A."]))
@settings(max_examples=200, deadline=None)
def test_a_legal_form_more_costs_less_than_another_word(name: str, form: str) -> None:
    with_form = MATCHER.score(f"Quovadis {name}", f"Quovadis {name} {form}")
    with_word = MATCHER.score(f"Quovadis {name}", f"Quovadis {name} Zarathustra")
    assert with_form > with_word


@given(st.text(alphabet="bcdfglmnprst", min_size=6, max_size=14), st.integers(0, 4))
@settings(max_examples=200, deadline=None)
def test_more_wrong_letters_never_score_higher(stem: str, slips: int) -> None:
    """Replacing ever more letters of a word moves its score down, never up."""
    scores = [MATCHER.score(f"{stem} Shipping", f"{'q' * n}{stem[n:]} Shipping") for n in range(slips + 1)]
    assert scores == sorted(scores, reverse=True)
