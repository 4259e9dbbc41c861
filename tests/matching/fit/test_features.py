"""Which feature a model's likeness counts for follows from the languages that it reads, never from its name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matching.fit.features import FEATURES, features
from matching.search.corpus import Corpus
from matching.search.embedder import ModelInfo
from matching.search.query import build_query


class Model:
    """Vectors of the test's own embedder under another name and for other languages."""

    def __init__(self, inner: Any, info: ModelInfo) -> None:
        self.info, self._inner = info, inner

    def embed_queries(self, texts: list[str]) -> Any:
        return self._inner.embed_queries(texts)

    embed_passages = embed_queries


def info(name: str, *languages: str) -> ModelInfo:
    return ModelInfo(name, 64, "none", "test", multilingual=not languages, languages=languages)


@pytest.mark.parametrize(
    ("model", "language", "reads"),
    [
        (info("mine"), "sw", True),
        (info("mine"), "en", True),
        (info("mine", "de", "en"), "de", True),
        (info("mine", "de", "en"), "und", True),
        (info("mine", "de", "en"), "sw", False),
        (info("multilingual in name only", "en"), "en", False),
        (info("multilingual in name only", "en"), "sw", False),
    ],
)
def test_by_the_languages_that_it_reads(
    corpus: Corpus, embedder: Any, model: ModelInfo, language: str, reads: bool
) -> None:
    corpus.dense[model.id] = corpus.dense["words"]  # type: ignore[index]
    query = build_query(
        "endpoint protection for laptops", language, (), {}, "", corpus.vocabulary, {model.id: Model(embedder, model)}
    )
    found = features(query, corpus, np.arange(len(corpus)))
    assert bool(found[:, FEATURES.index("wording")].any()) is reads
