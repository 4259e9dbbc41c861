"""Candidates from the graph's own vector and full-text indexes, behind the same protocol as the snapshot's.

For catalogues whose vectors do not fit one machine's memory. What each product is (its layer, markets,
certifications) and what it can do stays in the corpus, which is small; vectors and words are asked for in the graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.search.candidates import DEFAULT_CANDIDATES, FIRST_ROUND, Candidates
from matching.search.corpus import Corpus
from matching.search.filters import Filters
from matching.search.fusion import fuse, top
from matching.search.legs import capability_leg
from matching.search.query import Query

OVERSAMPLING = 3  # products asked of each index for one that is wanted: filters the index does not know come after
GROWTH = 4  # times more are asked for when the filters left too few
_MAX_TERMS = 64  # words of a text that are searched for: a full-text index takes about a thousand clauses


class FoundProduct(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def score(self) -> float: ...


class ProductIndex(Protocol):
    """What the graph's search index answers (:class:`graph.search_index.SearchIndex`)."""

    def nearest(
        self, model: str, vector: NDArray[np.float32], limit: int, layers: Sequence[str] | None = None
    ) -> Sequence[FoundProduct]: ...

    def words(self, text: str, limit: int, layers: Sequence[str] | None = None) -> Sequence[FoundProduct]: ...


class NativeSource:
    """``model``: id of the model whose vectors the index holds."""

    def __init__(self, corpus: Corpus, index: ProductIndex, model: str) -> None:
        self._corpus = corpus
        self._index = index
        self._model = model

    def candidates(self, query: Query, filters: Filters, limit: int = DEFAULT_CANDIDATES) -> Candidates:
        """As the snapshot's: filter first, then the best by all legs. Approximate where the index is."""
        mask = self._corpus.filters.mask(filters)
        passed = np.flatnonzero(mask)
        if passed.size == 0:
            return Candidates(passed, np.zeros(0, dtype=np.float32), 0, complete=True)
        layers = sorted(str(layer) for layer in filters.layers) or None
        fetch = limit * OVERSAMPLING
        while True:
            found = self._legs(query, layers, fetch)
            if not found:
                found = {"capability": {}}
            rows = self._rows(query, found, passed, mask, limit)
            if rows.size >= min(limit, passed.size) or fetch >= len(self._corpus):
                break
            fetch *= GROWTH
        return self._fused(query, found, rows, int(passed.size), limit)

    def _legs(self, query: Query, layers: Sequence[str] | None, fetch: int) -> dict[str, dict[int, float]]:
        """Leg -> row -> score, as the indexes know them."""
        legs: dict[str, Sequence[FoundProduct]] = {}
        vector = query.sense(self._model)
        if vector is not None:
            legs["sense"] = self._index.nearest(self._model, vector, fetch, layers)
        for name, words in (("words", query.terms), ("meant words", query.meant_terms)):
            if words:
                text = " ".join(_spoken(query) if name == "words" else query.meant_labels)
                legs[name] = self._index.words(text, fetch, layers) if text else ()
        place = self._corpus.row
        return {
            name: {place[one.id]: float(one.score) for one in found if one.id in place} for name, found in legs.items()
        }

    def _rows(
        self,
        query: Query,
        found: dict[str, dict[int, float]],
        passed: NDArray[np.int64],
        mask: NDArray[np.bool_],
        limit: int,
    ) -> NDArray[np.int64]:
        """Rows that some index found or that show an asked capability, and pass the filters."""
        known = {row for leg in found.values() for row in leg if mask[row]}
        shown = capability_leg(query, self._corpus, passed)
        best = top(shown, limit)
        known.update(int(passed[place]) for place in best if shown[place] > 0)
        return np.array(sorted(known), dtype=np.int64)

    def _fused(
        self, query: Query, found: dict[str, dict[int, float]], rows: NDArray[np.int64], passed: int, limit: int
    ) -> Candidates:
        legs = {"capability": capability_leg(query, self._corpus, rows)}
        for name, scores in found.items():
            if name == "capability":
                continue
            floor = min(scores.values(), default=0.0)  # what an index did not return is no better than its last
            legs[name] = np.array([scores.get(int(row), floor) for row in rows], dtype=np.float32)
        fused = fuse(legs, FIRST_ROUND)
        best = top(fused, limit)
        return Candidates(rows[best], fused[best], passed, complete=best.size == passed)


def _spoken(query: Query) -> list[str]:
    """The text's telling words, without doubles."""
    from matching.capabilities.words import telling_words

    return list(dict.fromkeys(word.form for word in telling_words(query.text)))[:_MAX_TERMS]
