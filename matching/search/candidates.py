"""Where candidates come from: the snapshot (exact, here) or a graph's own indexes, behind one protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.search.corpus import Corpus
from matching.search.filters import Filters
from matching.search.fusion import fuse, top
from matching.search.legs import first_legs
from matching.search.query import Query

DEFAULT_CANDIDATES = 300  # products judged closely: four times what recall on the benchmark needed
# Weights of the legs in the first round. The dense and lexical ones are the proportions that were best on three public
# test sets; a capability in common says more than any likeness of wording.
FIRST_ROUND: Mapping[str, float] = {
    "capability": 1.0,
    "words": 0.3,
    "meant words": 0.3,
    "sense": 0.7,
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """``rows``: places in the corpus, best first; ``scores``: the fused score (orders, means nothing else).

    ``passed``: how many products passed the filters; ``complete``: whether all of them are in ``rows``.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    passed: int
    complete: bool


class CandidateSource(Protocol):
    """Filter first, then the best by all legs together."""

    def candidates(self, query: Query, filters: Filters, limit: int) -> Candidates: ...


class SnapshotSource:
    """Exact search over a corpus in memory."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def candidates(self, query: Query, filters: Filters, limit: int = DEFAULT_CANDIDATES) -> Candidates:
        """The ``limit`` best of the products that pass ``filters``. Products that no leg speaks for come last."""
        rows = np.flatnonzero(self._corpus.filters.mask(filters))
        if rows.size == 0:
            return Candidates(rows, np.zeros(0, dtype=np.float32), 0, complete=True)
        fused = fuse(first_legs(query, self._corpus, rows), FIRST_ROUND)
        best = top(fused, limit)
        return Candidates(rows[best], fused[best], int(rows.size), complete=best.size == rows.size)
