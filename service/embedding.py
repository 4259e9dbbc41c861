"""Embedding products as a work of its own: after an ingest or a change of model, resumable, nothing computed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.catalogue import Catalogue
from graph.errors import NotFound
from matching.search.embedder import Embedder
from service.app import Alliedstack
from service.product_vectors import Progress, VectorSink, computed, content_keys


@dataclass(frozen=True, slots=True)
class Embedded:
    """One model's products: how many there are, and how many of them were embedded now. The others were held."""

    model: str
    products: int
    computed: int


class VectorStore(VectorSink, Protocol):
    """Where product vectors are kept, as far as embedding needs it."""

    def missing(self, model: str, keys: Mapping[str, str]) -> Sequence[str]:
        """The products among ``keys`` (product id to content key) without a vector of that content."""
        ...

    def forget(self, model: str) -> None: ...


def embed_products(app: Alliedstack, model: str | None = None, *, again: bool = False) -> tuple[Embedded, ...]:
    """Embed every product that has no vector of its present text, by one model or by all that matching uses; what
    their words say that they can do is read too, where it was not.

    ``again``: forget the held vectors first, those of texts too, and compute all of them (a folder of the user's may
    hold other weights under the same name). A killed run goes on where it was when it is called without ``again``.

    Raises:
        NotFound: no such model.
    """
    from service.capabilities import read_capabilities
    from service.stores import vector_keeper

    chosen = chosen_models(app.models.engines if again else app.models.embedders, model)
    read_capabilities(app)
    if again:
        app.models.forget_texts()
    return embed_missing(vector_keeper(app.graph), app.catalogue(), chosen, app.tell, again=again)


def chosen_models(embedders: Mapping[str, Embedder], model: str | None) -> Mapping[str, Embedder]:
    """All of them, or the one that is named.

    Raises:
        NotFound: no such model.
    """
    if model is None:
        return embedders
    if model not in embedders:
        raise NotFound(
            f"There is no model {model!r}.",
            f"One of: {', '.join(embedders)}; a model of your own is named by ALLIEDSTACK_MODEL_DIR.",
        )
    return {model: embedders[model]}


def embed_missing(
    store: VectorStore,
    catalogue: Catalogue,
    embedders: Mapping[str, Embedder],
    progress: Progress,
    *,
    again: bool = False,
) -> tuple[Embedded, ...]:
    """What :func:`embed_products` does, with every part given."""
    found = []
    for name, embedder in embedders.items():
        if again:
            store.forget(name)
        keys = content_keys(catalogue, embedder.info)
        missing = store.missing(name, keys)
        for _ in computed(store, catalogue, embedder, keys, missing, progress):
            pass  # each part is in the store when it comes
        found.append(Embedded(name, len(keys), len(missing)))
    return tuple(found)
