"""Filter and search together: only what passed comes back, the fitting first, the same each time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.catalogue import Catalogue, VectorTable
from graph.model import Layer
from matching.capabilities.tagger import Tagger
from matching.search.candidates import SnapshotSource
from matching.search.corpus import Corpus, build_corpus
from matching.search.filters import Filters
from matching.search.lexical import build_lexical_index, terms
from matching.search.query import AskedCapability, Query, build_query


def query_for(corpus: Corpus, text: str, *asked: str, embedder: object = None) -> Query:
    models = {"words": embedder} if embedder is not None else {}
    wanted = [AskedCapability(one, 0.9) for one in asked]
    return build_query(text, "en", wanted, {Layer.D: 0.9}, "", corpus.vocabulary, models)  # type: ignore[arg-type]


def ids(corpus: Corpus, rows: np.ndarray) -> list[str]:
    return [corpus.products[row].id for row in rows]


def test_every_leg_alone_finds_the_product(corpus: Corpus, embedder: object) -> None:
    source = SnapshotSource(corpus)
    by_capability = source.candidates(query_for(corpus, "etwas", "endpoint"), Filters(), 5)
    by_words = source.candidates(query_for(corpus, "papers in order"), Filters(), 5)
    by_vector = source.candidates(query_for(corpus, "lorries tracking", embedder=embedder), Filters(), 5)
    assert ids(corpus, by_capability.rows)[0] == "p1"
    assert ids(corpus, by_words.rows)[0] == "p5"
    assert ids(corpus, by_vector.rows)[0] == "p4"


@pytest.mark.parametrize("limit", [1, 3, 5, 50])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(layers=frozenset({Layer.E})),
        Filters(markets=frozenset({"KE"}), strict=True),
        Filters(companies=frozenset({"nobody"})),
    ],
)
def test_filter_and_hybrid_always_work_together(corpus: Corpus, embedder: object, filters: Filters, limit: int) -> None:
    query = query_for(corpus, "endpoint protection for laptops", "endpoint", embedder=embedder)
    found = SnapshotSource(corpus).candidates(query, filters, limit)
    allowed = set(np.flatnonzero(corpus.filters.mask(filters)).tolist())
    assert set(found.rows.tolist()) <= allowed
    assert len(found.rows) == min(limit, len(allowed))
    assert found.passed == len(allowed)
    assert found.complete == (len(found.rows) == len(allowed))
    assert np.all(np.diff(found.scores) <= 0)


def test_a_broader_need_is_met_by_the_narrower_product(corpus: Corpus) -> None:
    found = SnapshotSource(corpus).candidates(query_for(corpus, "x", "security"), Filters(), 2)
    assert set(ids(corpus, found.rows)) == {"p1", "p2"}


def test_the_same_question_the_same_answer(corpus: Corpus, embedder: object) -> None:
    query = query_for(corpus, "portal for patients", "patient-portal", embedder=embedder)
    first, second = (SnapshotSource(corpus).candidates(query, Filters(), 5) for _ in range(2))
    assert first.rows.tolist() == second.rows.tolist()
    assert first.scores.tolist() == second.scores.tolist()


def test_products_without_vectors_are_found_by_words(catalogue: Catalogue, tagger: Tagger, embedder: object) -> None:
    table = catalogue.vectors["words"]
    half = VectorTable("words", table.ids[:2], table.matrix[:2])
    corpus = build_corpus(replace(catalogue, vectors={"words": half}), tagger)
    assert not corpus.dense["words"][3].any()
    found = SnapshotSource(corpus).candidates(query_for(corpus, "papers in order", embedder=embedder), Filters(), 5)
    assert ids(corpus, found.rows)[0] == "p5"


def test_no_products_at_all(tagger: Tagger) -> None:
    corpus = build_corpus(Catalogue(1), tagger)
    found = SnapshotSource(corpus).candidates(query_for(corpus, "x", "endpoint"), Filters(), 5)
    assert (found.rows.size, found.passed, found.complete) == (0, 0, True)


def test_lexical_weights_rare_words_and_stems() -> None:
    index = build_lexical_index(["analytics of data", "data data", "papers"])
    scores = index.scores(dict.fromkeys(terms("analyze data"), 1.0))
    assert scores[2] == 0.0
    assert index.scores({"unheard": 1.0}).tolist() == [0.0, 0.0, 0.0]
    rare = index.scores(dict.fromkeys(terms("analytics"), 1.0))
    assert rare.argmax() == 0
    assert rare[1] == 0.0


@given(
    texts=st.lists(st.text("abc ", max_size=12), min_size=1, max_size=8),
    query=st.dictionaries(st.sampled_from(("a", "b", "ab", "abc", "zz")), st.floats(0.1, 1.0)),
    pick=st.data(),
)
def test_a_few_documents_score_what_they_score_among_all(
    texts: list[str], query: dict[str, float], pick: st.DataObject
) -> None:
    index = build_lexical_index(texts)
    rows = np.array(pick.draw(st.lists(st.integers(0, len(texts) - 1), unique=True)), dtype=np.int64)
    assert np.array_equal(index.scores_of(query, rows), index.scores(query)[rows])


def test_unspaced_script_is_cut_into_pairs() -> None:
    assert terms("監視機器") == ["監視", "視機", "機器"]
