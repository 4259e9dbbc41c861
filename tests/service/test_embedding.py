"""Embedding products: a killed run goes on, a second run computes nothing, a changed text is embedded again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from graph.catalogue import Catalogue
from graph.errors import NotFound
from graph.model import Layer, Product
from matching.search.embedder import ModelInfo, Vectors, unit_rows
from service.embedding import Embedded, chosen_models, embed_missing
from service.product_vectors import product_vectors

COUNT = 600  # more than two writes


class Kept:
    """A store in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, tuple[str, Vectors]]] = {}

    def missing(self, model: str, keys: Mapping[str, str]) -> list[str]:
        held = self.rows.get(model, {})
        return [product for product, key in keys.items() if product not in held or held[product][0] != key]

    def held(self, model: str) -> Mapping[str, tuple[str, Vectors]]:
        return self.rows.get(model, {})

    def save(self, model: str, rows: Mapping[str, tuple[str, Vectors]]) -> None:
        self.rows.setdefault(model, {}).update(rows)

    def forget(self, model: str) -> None:
        self.rows.pop(model, None)


class Counting:
    """Embeds by length; ``dies_after`` texts it is interrupted, as by Ctrl-C."""

    def __init__(self, name: str = "counting", dies_after: int | None = None, dimension: int = 4) -> None:
        self.info = ModelInfo(name, dimension, "none", "test", multilingual=True)
        self.seen: list[str] = []
        self._dies_after = dies_after

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if self._dies_after is not None and len(self.seen) >= self._dies_after:
            raise KeyboardInterrupt
        self.seen += texts
        return unit_rows(np.array([[len(text), hash(text) % 97, *range(1, self.info.dimension - 1)] for text in texts]))

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)


def silent(what: str, done: int, total: int) -> None:
    del what, done, total


@pytest.fixture
def catalogue() -> Catalogue:
    products = (Product(id=f"p{n:03}", name=f"Product {n}", company="c", layer=Layer.E) for n in range(COUNT))
    return Catalogue(1, {}, {product.id: product for product in products})


def test_a_killed_run_goes_on_and_a_second_run_computes_nothing(catalogue: Catalogue) -> None:
    store = Kept()
    with pytest.raises(KeyboardInterrupt):
        embed_missing(store, catalogue, {"counting": Counting(dies_after=256)}, silent)
    after = Counting()
    told: list[tuple[str, int, int]] = []
    done = embed_missing(store, catalogue, {"counting": after}, lambda *one: told.append(one))
    assert done == (Embedded("counting", COUNT, COUNT - 256),)
    assert len(after.seen) == COUNT - 256
    assert told[-1] == ("Embedding products (counting)", COUNT - 256, COUNT - 256)
    idle = Counting()
    assert embed_missing(store, catalogue, {"counting": idle}, silent) == (Embedded("counting", COUNT, 0),)
    assert idle.seen == []


def test_only_what_changed_is_embedded_and_each_model_for_itself(catalogue: Catalogue) -> None:
    store = Kept()
    embed_missing(store, catalogue, {"counting": Counting()}, silent)
    changed = {**catalogue.products, "p007": replace(catalogue.products["p007"], description="Now with words.")}
    one, two = Counting(), Counting("another")
    embed_missing(store, replace(catalogue, products=changed), {"counting": one, "another": two}, silent)
    assert one.seen == ["Product 7. Now with words."]
    assert len(two.seen) == COUNT


def test_again_forgets_one_model_and_can_be_killed_too(catalogue: Catalogue) -> None:
    store = Kept()
    embed_missing(store, catalogue, {"counting": Counting(), "another": Counting("another")}, silent)
    with pytest.raises(KeyboardInterrupt):
        embed_missing(store, catalogue, {"counting": Counting(dies_after=256)}, silent, again=True)
    assert (len(store.rows["counting"]), len(store.rows["another"])) == (256, COUNT)
    rest = Counting()
    embed_missing(store, catalogue, {"counting": rest}, silent)
    assert len(rest.seen) == COUNT - 256


def test_an_unknown_model_is_told_with_those_there_are() -> None:
    embedders = {"counting": Counting(), "another": Counting("another")}
    assert chosen_models(embedders, None) == embedders
    assert list(chosen_models(embedders, "another")) == ["another"]
    with pytest.raises(NotFound, match="no model 'nothing'") as caught:
        chosen_models(embedders, "nothing")
    assert "counting, another" in str(caught.value.hint)


def test_tables_hold_what_was_kept_and_are_not_copied_when_all_is_there(catalogue: Catalogue) -> None:
    store, embedder = Kept(), Counting()
    first = product_vectors(store, catalogue, {"counting": embedder}, silent)["counting"]
    assert first.ids == tuple(catalogue.products)
    assert np.array_equal(first.matrix, np.stack([store.rows["counting"][one][1] for one in first.ids]))
    fewer = replace(catalogue, products={key: catalogue.products[key] for key in ("p001", "p300")})
    part = product_vectors(store, fewer, {"counting": embedder}, silent)["counting"]
    assert np.array_equal(part.matrix, first.matrix[[1, 300]])
    brought = replace(catalogue, vectors={"counting": first})
    assert product_vectors(store, brought, {"counting": embedder}, silent)["counting"] is first
    assert len(embedder.seen) == COUNT


def test_vectors_of_another_dimension_under_the_same_name_are_computed_anew(catalogue: Catalogue) -> None:
    store = Kept()
    product_vectors(store, catalogue, {"counting": Counting()}, silent)
    wider = Counting(dimension=6)
    table = product_vectors(store, catalogue, {"counting": wider}, silent)["counting"]
    assert (table.matrix.shape, len(wider.seen)) == ((COUNT, 6), COUNT)
