"""Forgetting the vectors of a model, over every engine: the other models' stay, and a refresh sees what comes after."""

from __future__ import annotations

import numpy as np

from graph.catalogue_reader import CatalogueReader
from graph.connection import Graph
from graph.vectors import BLOCK, GraphVectors


def test_forgetting_leaves_other_models_and_what_is_saved_after(graph: Graph) -> None:
    vectors, reader = GraphVectors(graph), CatalogueReader(graph)
    many = {f"p{n:03}": ("k", np.full(4, n, np.float32)) for n in range(BLOCK + 3)}
    for model in ("m", "other"):
        vectors.save(model, many)
    before = reader.read()
    over_read = GraphVectors(graph, before.vectors)
    over_read.forget("m")
    assert over_read.held("m") == {}
    assert vectors.missing("m", {"p000": "k"}) == ["p000"]
    assert vectors.missing("other", {"p000": "k"}) == []
    vectors.save("m", {"p001": ("k", np.zeros(4, np.float32))})
    after = reader.refresh(before)
    assert after.vectors["m"].matrix[1].tolist() == [0, 0, 0, 0]
    assert set(reader.read().vectors["m"].ids) == {"p001"}
