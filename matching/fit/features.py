"""What the fit model looks at, per requirement and product: a fixed list of numbers, 0 where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matching.search.corpus import Corpus
from matching.search.fusion import min_max
from matching.search.legs import legs
from matching.search.query import Query

Floats = NDArray[np.float32]

FEATURES = (
    "capability",  # share of the asked capabilities that the product shows
    "purpose",  # how far what the product mainly is, is what is asked
    "layer",  # probability that the buyer means the product's layer
    "wording",  # likeness of the whole texts, within the candidates
    "meaning",  # likeness to the capabilities' English meaning, within the candidates
    "words",  # words in common (BM25), within the candidates
    "meant words",  # words in common with the capabilities' English labels
    "sector",  # the product serves the sector
)


def features(query: Query, corpus: Corpus, rows: NDArray[np.int64]) -> Floats:
    """Shape (len(rows), len(FEATURES)), each in [0, 1]."""
    spoken = legs(query, corpus, rows)
    zero = np.zeros(rows.size, dtype=np.float32)
    columns: Mapping[str, Floats] = {
        "capability": spoken["capability"],
        "purpose": _purpose(query, corpus, rows),
        "layer": query.layers[corpus.layer_index[rows]],
        "wording": _mean_leg(spoken, "dense", zero),
        "meaning": _mean_leg(spoken, "meant", zero),
        "words": min_max(spoken["words"]),
        "meant words": min_max(spoken["meant words"]),
        "sector": corpus.serves(query.sector)[rows] if query.sector else zero,
    }
    return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)


def _mean_leg(spoken: Mapping[str, Floats], kind: str, zero: Floats) -> Floats:
    """The middle of the legs of one kind, whichever models speak."""
    found = [min_max(leg) for name, leg in spoken.items() if name.startswith(f"{kind} ")]
    return np.asarray(np.mean(found, axis=0), dtype=np.float32) if found else zero


def _purpose(query: Query, corpus: Corpus, rows: NDArray[np.int64]) -> Floats:
    """The weight that the query gives to each product's own weightiest capability (hierarchy counted)."""
    asked = corpus.vocabulary_reach @ query.capability
    main = corpus.main_capability[rows]
    return np.where(main >= 0, np.minimum(asked[main], 1.0), 0.0).astype(np.float32)
