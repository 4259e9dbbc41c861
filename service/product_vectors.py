"""One vector a product and model: from the graph where it holds them, computed and kept there otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from graph.catalogue import Catalogue, VectorTable
from matching.search.embedder import Embedder, Vectors, content_key

_CHUNK = 256  # products embedded between two writes: a kill loses at most these

Progress = Callable[[str, int, int], None]


class VectorKeeper(Protocol):
    """Where product vectors are kept: by model and content, so that the same text is never embedded twice."""

    def held(self, model: str) -> Mapping[str, tuple[str, Vectors]]:
        """Product id to (content key, unit vector of float32)."""
        ...

    def save(self, model: str, rows: Mapping[str, tuple[str, Vectors]]) -> None: ...


def product_vectors(
    keeper: VectorKeeper, catalogue: Catalogue, embedders: Mapping[str, Embedder], progress: Progress
) -> dict[str, VectorTable]:
    """A table for each model, rows in the order of ``catalogue.products``."""
    return {model: _table(keeper, catalogue, embedder, progress) for model, embedder in embedders.items()}


def _table(keeper: VectorKeeper, catalogue: Catalogue, embedder: Embedder, progress: Progress) -> VectorTable:
    info = embedder.info
    keys = {p.id: content_key(info.id, info.passage_prefix, p.text) for p in catalogue.products.values()}
    held = keeper.held(info.id)
    rows = {product: held[product][1] for product, key in keys.items() if product in held and held[product][0] == key}
    missing = [product for product in keys if product not in rows]
    for start in range(0, len(missing), _CHUNK):
        part = missing[start : start + _CHUNK]
        vectors = embedder.embed_passages([catalogue.products[product].text for product in part])
        fresh = {product: (keys[product], vector) for product, vector in zip(part, vectors, strict=True)}
        keeper.save(info.id, fresh)
        rows.update({product: vector for product, (_, vector) in fresh.items()})
        progress(f"Embedding products ({info.id})", start + len(part), len(missing))
    ids = tuple(catalogue.products)
    matrix = np.stack([rows[product] for product in ids]) if ids else np.zeros((0, info.dimension))
    return VectorTable(info.id, ids, matrix.astype(np.float32))
