"""From a text to requirements, and from requirements to real products with reasons."""

from __future__ import annotations

from typing import Any

import pytest

from graph.errors import BadInput, NotFound
from matching.fit.match import Matcher, whole
from service.matching import SERVES_FROM, MatchWish, explain_product, match_needs, notice_text, only, read_needs
from service.views import match_view

# German, so that only the multilingual model reads it.
NEED = (
    "Wir brauchen Server mit acht GPUs für unser Rechenzentrum. "
    "Wir brauchen Spracherkennung für Kliniken. "
    "Wir brauchen eine Software für Schwachstellenmanagement."
)


@pytest.fixture(scope="module")
def needs(program: Any) -> Any:
    return read_needs(program.app, NEED)


def test_requirements_have_a_place_in_the_text_and_a_layer(needs: Any) -> None:
    assert needs.language == "de"
    assert [need.layer.value for need in needs.requirements] == ["A", "C", "D"]
    for need in needs.requirements:
        begin, end = need.span
        assert NEED[begin:end].strip() == need.text.strip()


def test_the_best_products_fit_for_a_reason(program: Any, needs: Any) -> None:
    found = match_needs(program.app, needs, MatchWish(market="Kenya", limit=3))
    first, second, third = (found.results[need.id].matches for need in needs.requirements)
    assert first[0].product_id.startswith("mlperf:")
    names = program.app.snapshot().catalogue.products
    assert "Nuance Dragon" in {names[m.product_id].name for m in second}
    assert {names[m.product_id].name.split()[0] for m in third} & {"Qualys", "Tenable.io", "Tenable"}
    for matches in (first, second, third):
        assert len(matches) == 3
        assert list(matches) == sorted(matches, key=lambda m: -m.score)
        assert any(c.score for c in matches[0].criteria)
        assert all(0 <= m.fit <= 1 for m in matches)


def test_that_nothing_fits_is_said(program: Any) -> None:
    asked = read_needs(program.app, "Wir brauchen Streusalz und Winterdienst für Landstraßen.")
    result = match_needs(program.app, asked).whole
    assert result.nothing_fits
    assert "Nothing in the catalogue fits" in result.reason


def test_made_up_products_are_found_only_on_request_and_marked(program: Any, needs: Any) -> None:
    def made_up(illustrative: bool) -> list[bool]:
        view = match_view(match_needs(program.app, needs, MatchWish(limit=50, illustrative=illustrative)))
        shown = [m["product"] for result in view["results"].values() for m in result["matches"]]
        assert all(("(illustrative)" in p["company_name"]) == p["illustrative"] for p in shown)
        return [p["illustrative"] for p in shown]

    assert not any(made_up(False))
    assert any(made_up(True))


def test_json_has_the_documented_keys(program: Any, needs: Any) -> None:
    view = match_view(match_needs(program.app, needs))
    assert set(view) == {"needs", "market", "results", "whole", "replay"}
    assert set(view["results"]["r1"]) == {
        "nothing_fits", "reason", "missing", "considered", "passed", "catalogue", "matches",
    }  # fmt: skip
    assert set(view["replay"]) >= {"catalogue_version", "rulebook_version", "models", "as_of", "seed"}


def test_the_same_question_has_the_same_answer(program: Any, needs: Any) -> None:
    assert match_view(match_needs(program.app, needs)) == match_view(match_needs(program.app, needs))


def test_requirements_can_be_dropped_and_unknown_ones_are_told(needs: Any) -> None:
    assert [need.id for need in only(needs, ["r2"]).requirements] == ["r1", "r3"]
    with pytest.raises(NotFound, match="r9") as caught:
        only(needs, ["r9"])
    assert "r1, r2, r3" in caught.value.hint


def test_a_product_is_explained_for_each_requirement(program: Any, needs: Any) -> None:
    found = explain_product(program.app, needs, "Nuance Dragon", MatchWish(market="Kenya"))
    assert set(found.places) == {"r1", "r2", "r3"}
    place = found.places["r2"]
    assert place is not None
    assert place[0] <= 3 < place[1]
    assert found.matches["r2"] is not None
    assert [one.filter for one in found.removals] == ["market"], "where it is available is not known"


def test_a_product_that_a_filter_removes_says_what_would_change_that(program: Any, needs: Any) -> None:
    wish = MatchWish(market="Kenya", strict=True)
    found = explain_product(program.app, needs, "Nuance Dragon", wish)
    assert found.places == {"r1": None, "r2": None, "r3": None}
    assert "available there" in found.removals[0].change


def test_a_notice_of_the_graph_is_a_text(program: Any) -> None:
    notice = next(iter(program.app.catalogue().opportunities.values()))
    assert notice_text(program.app, notice.id) == notice.text
    with pytest.raises(NotFound):
        notice_text(program.app, "ted:nowhere")


@pytest.mark.parametrize("text", ["", "  \n ", "…!?"])
def test_a_text_without_words_is_refused(program: Any, text: str) -> None:
    with pytest.raises(BadInput):
        read_needs(program.app, text)


@pytest.mark.parametrize("wish", [MatchWish(market="Atlantis")])
def test_an_unknown_market_is_refused(program: Any, needs: Any, wish: MatchWish) -> None:
    with pytest.raises(NotFound):
        match_needs(program.app, needs, wish)


def test_a_text_of_one_requirement_is_matched_once_and_as_a_whole_would_be(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = read_needs(program.app, "Wir brauchen Spracherkennung für Kliniken.")
    assert len(needs.requirements) == 1
    matcher = program.app.snapshot().matcher
    of_whole = matcher.match(whole(needs), needs.language, needs.constraints, limit=3)
    asked: list[str] = []
    match = Matcher.match

    def counted(self: Matcher, need: Any, *values: Any, **options: Any) -> Any:
        asked.append(need.id)
        return match(self, need, *values, **options)

    monkeypatch.setattr(Matcher, "match", counted)
    assert match_needs(program.app, needs, MatchWish(limit=3)).whole == of_whole
    assert len(asked) == 1


def test_the_same_text_is_read_once(program: Any) -> None:
    assert read_needs(program.app, NEED) is read_needs(program.app, NEED)


def test_among_few_products_one_that_fits_is_enough(program: Any) -> None:
    # A catalogue of one supplier: the best three cannot all fit, and the answer must not say both yes and no.
    needs = read_needs(program.app, "speech recognition for call centres")
    companies = program.app.snapshot(illustrative=True).catalogue.companies.values()
    (maker,) = {one.id for one in companies if one.name.startswith("Example Model Works")}
    answer = match_needs(program.app, needs, MatchWish(companies=frozenset({maker}), illustrative=True))
    (result,) = answer.results.values()
    assert result.matches[0].fit >= SERVES_FROM
    assert not result.nothing_fits
    assert answer.whole == result
