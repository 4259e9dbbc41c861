"""BM25 over the products' words, as one sparse matrix: scoring is a sum of a few columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.capabilities.words import is_unspaced, telling_words

# Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond"; the values used most.
K1 = 1.2
B = 0.75
STEM = 6  # characters kept of a word: a cheap stem that joins "analytics" and "analyze" in many languages
NAME_REPEAT = 2  # the name counts as if it were said twice


def terms(text: str) -> list[str]:
    """Index terms: words cut to their stem; in scripts without spaces, pairs of neighbouring characters."""
    found: list[str] = []
    for word in telling_words(text):
        if is_unspaced(word.form):
            found.extend(word.form[i : i + 2] for i in range(max(1, len(word.form) - 1)))
        elif any(c.isdigit() for c in word.form):
            found.append(word.form)
        else:
            found.append(word.form[:STEM])
    return found


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """``columns``: shape (documents, terms), BM25 weights, rows in order; ``place``: term to column."""

    columns: sparse.csc_matrix
    place: Mapping[str, int]

    def scores(self, query: Mapping[str, float]) -> NDArray[np.float32]:
        """Shape (documents,), >= 0. ``query`` maps a term to its weight; unknown terms add nothing."""
        result = np.zeros(self.columns.shape[0], dtype=np.float32)
        indptr, indices, data = self.columns.indptr, self.columns.indices, self.columns.data
        for term, weight in query.items():
            column = self.place.get(term)
            if column is not None:
                part = slice(indptr[column], indptr[column + 1])
                result[indices[part]] += np.float32(weight) * data[part]
        return result

    def scores_of(self, query: Mapping[str, float], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """:meth:`scores` of a few documents, without looking at the others. Shape (len(rows),)."""
        result = np.zeros(rows.size, dtype=np.float32)
        indptr, indices, data = self.columns.indptr, self.columns.indices, self.columns.data
        for term, weight in query.items():
            column = self.place.get(term)
            if column is not None:
                part = slice(indptr[column], indptr[column + 1])
                held = indices[part]
                if held.size == 0:
                    continue
                at = np.minimum(np.searchsorted(held, rows), held.size - 1)
                result += np.where(held[at] == rows, np.float32(weight) * data[part][at], np.float32(0))
        return result


def build_lexical_index(texts: Sequence[str]) -> LexicalIndex:
    """Index ``texts`` in their order."""
    place: dict[str, int] = {}
    rows: list[int] = []
    cols: list[int] = []
    counts: list[int] = []
    lengths = np.zeros(len(texts), dtype=np.float64)
    for row, text in enumerate(texts):
        bag = Counter(terms(text))
        lengths[row] = sum(bag.values())
        for term, count in bag.items():
            rows.append(row)
            cols.append(place.setdefault(term, len(place)))
            counts.append(count)
    tf = np.asarray(counts, dtype=np.float64)
    col = np.asarray(cols, dtype=np.int64)
    row_of = np.asarray(rows, dtype=np.int64)
    n = len(texts)
    df = np.bincount(col, minlength=len(place)) if len(place) > 0 else np.zeros(0)
    idf = np.log(1.0 + (n - df + 0.5) / (df + 0.5))
    mean = lengths.mean() if n > 0 and lengths.sum() > 0 else 1.0
    weight = idf[col] * tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengths[row_of] / mean)) if n > 0 else tf
    matrix = sparse.csc_matrix((weight.astype(np.float32), (row_of, col)), shape=(n, len(place)))
    return LexicalIndex(matrix, place)
