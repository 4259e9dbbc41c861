"""The catalogue: an immutable in-memory snapshot of the graph that matching works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.model import Company, Market, Opportunity, Product, Source


@dataclass(frozen=True, slots=True)
class VectorTable:
    """Embeddings of products by one model: ``matrix`` is float32, shape (len(ids), dimension), rows of unit length.

    ``keys``: for each row the content key of the text that was embedded, so that a vector of an older text is told
    from one that still holds; empty where nobody needs to ask.
    """

    model: str
    ids: tuple[str, ...]
    matrix: NDArray[np.float32]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything matching needs, keyed by id, in a stable order (sorted by id).

    ``version`` is the graph's version number at the time of the snapshot: the same version, the same answers. What was
    withdrawn is not in it; ``as_of``: it stands as it did on that day (None: as it stands now).
    ``vectors`` are all that the graph holds, those of withdrawn products and of older texts too; they follow
    ``vectors_version`` instead, since a vector adds nothing to what is known. ``epoch`` tells this graph from the one
    that was there before it was emptied.
    """

    version: int
    companies: Mapping[str, Company] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    markets: Mapping[str, Market] = field(default_factory=dict)
    opportunities: Mapping[str, Opportunity] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    vectors: Mapping[str, VectorTable] = field(default_factory=dict)
    as_of: date | None = None
    vectors_version: int = 0
    epoch: str = ""
