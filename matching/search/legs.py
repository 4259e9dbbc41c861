"""The legs of the search: each gives one score a product, higher is likelier, 0 says nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.search.corpus import Corpus
from matching.search.query import Query

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

FIRST_MODELS = 1  # embedding models that speak in the first round; the others speak where products are judged closely
GATHER_SHARE = 0.3  # below this share of all rows, copying them out is cheaper than multiplying everything
# Rows multiplied at once: 0.8 MB at 384 dimensions stay in a core's own cache for the next vector, and so small a
# product is not shared among threads, which on a busy machine wait for each other far longer than they compute.
BLOCK_ROWS = 512


def dense_legs(vectors: Sequence[Floats], matrix: Floats, rows: Rows) -> list[Floats]:
    """Cosine of each vector with each row, exact; every block of the matrix is read once for all of them.

    Shapes (len(rows),), one a vector.
    """
    if not vectors:
        return []
    gathered = rows.size < GATHER_SHARE * matrix.shape[0]
    size = rows.size if gathered else matrix.shape[0]
    scores = [np.empty(size, dtype=np.float32) for _ in vectors]
    for start in range(0, size, BLOCK_ROWS):
        part = slice(start, start + BLOCK_ROWS)
        block = matrix[rows[part]] if gathered else matrix[part]
        for leg, vector in zip(scores, vectors, strict=True):
            leg[part] = block @ vector
    return scores if gathered or rows.size == matrix.shape[0] else [leg[rows] for leg in scores]


def capability_cover(corpus: Corpus, column: int) -> Floats:
    """How far each product shows one capability (a column): itself and narrower ones fully, broader ones less.

    Shape (products,), in [0, 1].
    """
    matrix = corpus.capability_columns
    covered = np.zeros(len(corpus), dtype=np.float32)
    answers = np.flatnonzero(corpus.vocabulary_reach[:, column])
    for at in answers:
        part = slice(matrix.indptr[at], matrix.indptr[at + 1])
        held = matrix.indices[part]
        share = corpus.vocabulary_reach[at, column]
        covered[held] = np.maximum(covered[held], share * matrix.data[part])
    return covered


def covers(corpus: Corpus, rows: Rows, columns: Rows) -> Floats:
    """:func:`capability_cover` of a few rows for several columns. Shape (len(rows), len(columns))."""
    held = np.asarray(corpus.capability[rows].toarray(), dtype=np.float32)
    return np.stack([(held * corpus.vocabulary_reach[:, column]).max(axis=1) for column in columns], axis=1)


def capability_leg(query: Query, corpus: Corpus, rows: Rows) -> Floats:
    """The share of what is asked for that a product shows, telling capabilities counting more. In [0, 1]."""
    asked = np.flatnonzero(query.capability)
    if asked.size == 0 or rows.size == 0:
        return np.zeros(rows.size, dtype=np.float32)
    weights = query.capability[asked] * corpus.rarity[asked]
    if rows.size < GATHER_SHARE * len(corpus):
        return np.asarray(covers(corpus, rows, asked) @ (weights / weights.sum()), dtype=np.float32)
    total = np.zeros(len(corpus), dtype=np.float32)
    for column, weight in zip(asked, weights, strict=True):
        total += np.float32(weight) * capability_cover(corpus, int(column))
    return np.asarray(total[rows] / np.float32(weights.sum()), dtype=np.float32)


def first_legs(query: Query, corpus: Corpus, rows: Rows) -> dict[str, Floats]:
    """The legs of the first round, by name. Shapes (len(rows),).

    Of the embedding models only the first speaks, and what it makes of the text and of its capabilities is compared
    at once: to read every product's vector is nearly all the time that a match over a large catalogue takes.
    """
    found = _wordings(query, corpus, rows)
    for model, matrix in list(corpus.dense.items())[:FIRST_MODELS]:
        vector = query.sense(model)
        if vector is not None:
            found["sense"] = dense_legs([vector], matrix, rows)[0]
    return found


def legs(query: Query, corpus: Corpus, rows: Rows) -> dict[str, Floats]:
    """Every leg that can speak for this query, by name. Shapes (len(rows),)."""
    found = _wordings(query, corpus, rows)
    for model, matrix in corpus.dense.items():
        spoken = {"dense": query.dense.get(model), "meant": query.meant.get(model)}
        asked = {f"{kind} {model}": vector for kind, vector in spoken.items() if vector is not None}
        found.update(zip(asked, dense_legs(list(asked.values()), matrix, rows), strict=True))
    return found


def _wordings(query: Query, corpus: Corpus, rows: Rows) -> dict[str, Floats]:
    """Capabilities and words in common."""
    found = {"capability": capability_leg(query, corpus, rows)}
    few = rows.size < GATHER_SHARE * len(corpus)
    for name, terms in (("words", query.terms), ("meant words", query.meant_terms)):
        found[name] = corpus.lexical.scores_of(terms, rows) if few else corpus.lexical.scores(terms)[rows]
    return found
