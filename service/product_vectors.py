"""One vector a product and model: from the graph where it holds them, computed and kept there otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from graph.catalogue import Catalogue, VectorTable
from matching.search.embedder import Embedder, ModelInfo, Vectors, content_key

_CHUNK = 256  # products embedded between two writes: a kill loses at most these

Progress = Callable[[str, int, int], None]


class VectorSink(Protocol):
    """Where computed vectors go: by model and content, so that the same text is never embedded twice."""

    def save(self, model: str, rows: Mapping[str, tuple[str, Vectors]]) -> None: ...


class VectorKeeper(VectorSink, Protocol):
    """Where product vectors are kept."""

    def held(self, model: str) -> Mapping[str, tuple[str, Vectors]]:
        """Product id to (content key, unit vector of float32)."""
        ...


def content_keys(catalogue: Catalogue, info: ModelInfo) -> dict[str, str]:
    """Product id to the key of the text that stands for it, in the order of ``catalogue.products``."""
    return {p.id: content_key(info.id, info.passage_prefix, p.text) for p in catalogue.products.values()}


def computed(
    sink: VectorSink,
    catalogue: Catalogue,
    embedder: Embedder,
    keys: Mapping[str, str],
    missing: Sequence[str],
    progress: Progress,
) -> Iterator[tuple[Sequence[str], Vectors]]:
    """Embed the products ``missing`` part by part; each part is kept before it is handed on, so that a kill loses one.

    ``keys``: as :func:`content_keys` gives them.
    """
    model = embedder.info.id
    for start in range(0, len(missing), _CHUNK):
        part = missing[start : start + _CHUNK]
        vectors = embedder.embed_passages([catalogue.products[product].text for product in part])
        sink.save(model, {product: (keys[product], vector) for product, vector in zip(part, vectors, strict=True)})
        progress(f"Embedding products ({model})", start + len(part), len(missing))
        yield part, vectors


def product_vectors(
    keeper: VectorKeeper, catalogue: Catalogue, embedders: Mapping[str, Embedder], progress: Progress
) -> dict[str, VectorTable]:
    """A table for each model, rows in the order of ``catalogue.products``."""
    return {model: _table(keeper, catalogue, embedder, progress) for model, embedder in embedders.items()}


def _table(keeper: VectorKeeper, catalogue: Catalogue, embedder: Embedder, progress: Progress) -> VectorTable:
    info = embedder.info
    keys = content_keys(catalogue, info)
    ids, contents = tuple(keys), tuple(keys.values())
    brought = catalogue.vectors.get(info.id)
    if brought is not None and (brought.ids, brought.keys) == (ids, contents):
        return brought  # read with the catalogue: nothing is missing, and a hundred megabytes need no copy
    matrix = np.empty((len(ids), info.dimension), dtype=np.float32)
    held = keeper.held(info.id)
    missing = []
    for row, (product, key) in enumerate(keys.items()):
        kept = held.get(product)
        if kept is not None and kept[0] == key and kept[1].shape == (info.dimension,):
            matrix[row] = kept[1]
        else:
            missing.append(product)
    if missing:
        place = {product: row for row, product in enumerate(ids)}
        for part, vectors in computed(keeper, catalogue, embedder, keys, missing, progress):
            matrix[[place[product] for product in part]] = vectors
    return VectorTable(info.id, ids, matrix, contents)
