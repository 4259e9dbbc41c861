"""The catalogue: an immutable in-memory snapshot of the graph that matching works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.model import Company, Market, Opportunity, Product, Source


@dataclass(frozen=True, slots=True)
class VectorTable:
    """Embeddings of products by one model: ``matrix`` is float32, shape (len(ids), dimension), rows of unit length."""

    model: str
    ids: tuple[str, ...]
    matrix: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything matching needs, keyed by id, in a stable order (sorted by id).

    ``version`` is the graph's version number at the time of the snapshot: the same version, the same answers.
    """

    version: int
    companies: Mapping[str, Company] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    markets: Mapping[str, Market] = field(default_factory=dict)
    opportunities: Mapping[str, Opportunity] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    vectors: Mapping[str, VectorTable] = field(default_factory=dict)
