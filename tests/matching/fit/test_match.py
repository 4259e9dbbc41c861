"""The whole match over a small catalogue: order, criteria, nothing fits, why not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graph.catalogue import Catalogue
from graph.errors import BadInput, NotFound
from graph.model import Layer, Product
from matching.capabilities.tagger import Tagger
from matching.fit.features import FEATURES
from matching.fit.match import Matcher, whole
from matching.fit.model import FitModel, parse_fit_model
from matching.needs.model import Constraint, ConstraintKind, Need, NeededCapability
from matching.needs.parse import NeedsReader
from matching.search.corpus import Corpus, build_corpus
from matching.search.embedder import ModelInfo
from matching.search.filters import Filters

WEIGHTS = np.array([3.0 if name == "capability" else 0.3 for name in FEATURES], dtype=np.float32)
MODEL = FitModel("t", WEIGHTS, -2.0, ((-2.0, 0.0), (1.0, 0.6), (3.0, 0.9)), -1.9)


@pytest.fixture
def matcher(corpus: Corpus, embedder: object) -> Matcher:
    return Matcher(corpus, {"words": embedder}, MODEL)  # type: ignore[dict-item]


def need(text: str, *capabilities: str, sector: str = "", layer: Layer = Layer.D) -> Need:
    wanted = tuple(NeededCapability(c, 0.9) for c in capabilities)
    return Need("r1", text, (0, len(text)), layer, ((layer, 0.8),), wanted, sector)


def test_the_fitting_product_comes_first_with_its_reasons(matcher: Matcher) -> None:
    result = matcher.match(need("protect our laptops", "endpoint"))
    best = result.matches[0]
    assert best.product_id == "p1"
    assert not result.nothing_fits
    criteria = {c.name: c for c in best.criteria}
    assert "Endpoint protection" in criteria["capability"].detail
    assert criteria["capability"].score == pytest.approx(0.9, abs=0.1)
    assert criteria["layer"].score == 0.8


def test_a_need_in_another_language_finds_the_same(matcher: Matcher, corpus: Corpus, tagger: Tagger) -> None:
    reader = NeedsReader(corpus.vocabulary, tagger=tagger)
    for text in ("Wir suchen einen Endgeräteschutz für alle Rechner.", "エンドポイント保護を導入したい。"):
        needs = reader.read(text)
        assert matcher.match(whole(needs), needs.language).matches[0].product_id == "p1", text


def test_nothing_fits_is_said_with_what_is_missing(matcher: Matcher) -> None:
    fussy = replace(matcher, model=replace(MODEL, nothing_below=9.0))
    result = fussy.match(need("a patient portal and sign-on", "patient-portal", "sign-on"), limit=1)
    assert result.nothing_fits
    assert "nearest product reaches" in result.reason
    assert len(result.matches) == 1


def test_no_product_passes_the_filters(matcher: Matcher) -> None:
    result = matcher.match(need("x", "endpoint"), filters=Filters(companies=frozenset({"nobody"})))
    assert (result.matches, result.nothing_fits, result.passed) == ((), True, 0)
    assert result.missing == ("endpoint protection",)


def test_both_values_of_each_criterion_are_shown(matcher: Matcher) -> None:
    def asked(kind: ConstraintKind, value: str) -> Constraint:
        return Constraint(kind, value, value, (0, 1))

    constraints = [
        asked(ConstraintKind.LANGUAGE, "de"),
        asked(ConstraintKind.CERTIFICATION, "FedRAMP"),
        asked(ConstraintKind.DEPLOYMENT, "on-premise"),
    ]
    filters = Filters(markets=frozenset({"KE"}))
    result = matcher.match(need("protect", "endpoint", sector="health"), constraints=constraints, filters=filters)
    criteria = {c.name: c for c in result.matches[0].criteria}
    assert (criteria["language"].score, criteria["language"].offered) == (1.0, "en, de")
    assert criteria["certification"].score == 1.0
    assert (criteria["deployment"].score, criteria["deployment"].offered) == (0.0, "cloud")
    assert criteria["market"].score == 1.0
    assert criteria["proven use"].score is None, "no known award is no evidence against anybody"
    assert "proven use" in result.matches[0].missing


def test_proven_use_comes_from_awards(matcher: Matcher) -> None:
    filters = Filters(markets=frozenset({"KE"}))
    result = matcher.match(need("track lorries", "fleet", sector="transport", layer=Layer.E), filters=filters)
    assert result.matches[0].product_id == "p4"
    proven = {c.name: c for c in result.matches[0].criteria}["proven use"]
    assert proven.score == 1.0
    assert "Vehicle tracking for the post" in proven.detail


def test_what_is_missing_adds_nothing(matcher: Matcher) -> None:
    plain = matcher.match(need("protect", "endpoint"))
    asked = [Constraint(ConstraintKind.QUANTITY, "64 GPU", "64 GPUs", (0, 2), 64, "GPU")]
    with_quantity = matcher.match(need("protect", "endpoint"), constraints=asked)
    assert [m.score for m in plain.matches] == [m.score for m in with_quantity.matches]
    assert "capacity" in with_quantity.matches[0].missing


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_deterministic_and_without_a_mass_of_ties(matcher: Matcher, limit: int) -> None:
    first = matcher.match(need("protection of laptops", "endpoint"), limit=limit)
    second = matcher.match(need("protection of laptops", "endpoint"), limit=limit)
    assert first == second
    scores = [m.score for m in first.matches]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_top_of_many_like_products_is_no_mass_of_ties(
    make_product: Callable[..., Product], tagger: Tagger, embedder: object
) -> None:
    products = [
        make_product(f"x{i:03}", f"Guard {i}", f"Endpoint protection for {word} number {i}.", Layer.D)
        for i, word in enumerate(["laptops", "servers", "phones", "kiosks"] * 25)
    ]
    from graph.catalogue import VectorTable

    ids = tuple(p.id for p in products)
    table = VectorTable("words", ids, embedder.embed_passages([p.text for p in products]))  # type: ignore[attr-defined]
    corpus = build_corpus(Catalogue(1, {}, {p.id: p for p in products}, vectors={"words": table}), tagger)
    result = Matcher(corpus, {"words": embedder}, MODEL).match(need("protect our kiosks", "endpoint"), limit=10)  # type: ignore[dict-item]
    scores = [m.score for m in result.matches]
    assert max(scores.count(score) for score in scores) <= 2


class TestWhyNot:
    def test_a_filter_removed_it(self, matcher: Matcher) -> None:
        told = matcher.why_not("p3", need("portal", "patient-portal"), filters=Filters(markets=frozenset({"KE"})))
        assert [r.filter for r in told.removed] == ["market"]
        assert told.place is None
        assert "removed by the filter “market”" in told.sentences[0]
        assert "available there" in told.sentences[0]

    def test_others_come_before_it(self, matcher: Matcher) -> None:
        told = matcher.why_not("p5", need("protect laptops", "endpoint"), limit=1)
        assert told.place is not None
        assert told.place > 1
        assert not told.listed
        assert [gap.criterion for gap in told.behind][:1] == ["capability"]
        assert "place" in told.sentences[0]

    def test_it_is_in_the_list(self, matcher: Matcher) -> None:
        told = matcher.why_not("p1", need("protect laptops", "endpoint"), limit=3)
        assert told.listed
        assert told.place == 1

    def test_there_is_no_such_product(self, matcher: Matcher) -> None:
        with pytest.raises(NotFound, match="p99"):
            matcher.why_not("p99", need("x"))

    def test_its_place_is_the_place_in_the_list(self, matcher: Matcher) -> None:
        asked = need("protect laptops and patients", "endpoint", "patient-portal")
        listed = [m.product_id for m in matcher.match(asked, limit=5).matches]
        places = [matcher.why_not(one, asked, limit=5).place for one in listed]
        assert places == [1, 2, 3, 4, 5]


def test_the_fit_rises_with_the_score_and_is_a_probability() -> None:
    fits = MODEL.fit(np.linspace(-10, 10, 200, dtype=np.float32))
    assert np.all(np.diff(fits) >= 0)
    assert fits.min() >= 0.0
    assert fits.max() <= 1.0


def test_the_model_survives_its_file() -> None:
    again = parse_fit_model("fit.json", MODEL.as_json())
    assert np.allclose(again.weights, MODEL.weights)
    assert (again.bias, again.knots, again.nothing_below) == (MODEL.bias, MODEL.knots, MODEL.nothing_below)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"weights": {}}', "nonsense"])
def test_a_file_that_is_no_model(text: str) -> None:
    with pytest.raises(BadInput):
        parse_fit_model("fit.json", text)


def test_a_model_of_other_features_is_refused() -> None:
    document = json.loads(MODEL.as_json())
    document["weights"]["new"] = 1.0
    with pytest.raises(BadInput, match="new"):
        parse_fit_model("fit.json", json.dumps(document))


def test_the_bundled_model_is_of_this_program() -> None:
    file = Path(__file__).parents[3] / "data" / "models" / "fit.json"
    assert parse_fit_model("fit.json", file.read_text(encoding="utf-8")).weights.shape == (len(FEATURES),)


def test_an_english_model_reads_what_is_asked_for_and_not_the_text(corpus: Corpus) -> None:
    class English:
        info = ModelInfo("english", 4, "none", "test", multilingual=False)

        def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
            return np.ones((len(texts), 4), dtype=np.float32) / 2

        def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
            raise AssertionError(texts)

    query = Matcher(corpus, {"english": English()}, MODEL).query(need("Single sign-on for all staff", "sign-on"), "en")
    assert (set(query.dense), set(query.meant)) == (set(), {"english"})
