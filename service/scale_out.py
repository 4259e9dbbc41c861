"""Matching out of a graph that one machine's memory does not hold: the graph's own indexes name a few hundred
candidates, and only these become a catalogue, which matching reads like any other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from graph.catalogue import Catalogue
from graph.errors import BadInput
from graph.model import Company, Market, Product
from graph.search_index import SearchIndex
from graph.store import GraphStore
from matching.search.embedder import content_key

if TYPE_CHECKING:
    from graph.connection import Graph
    from matching.search.embedder import Embedder

EACH = 300  # candidates by meaning and as many by words: what the search in memory judges closely
OWNERS = 10  # steps up a chain of owners; a longer one is cut there, as an owner that is not known
_PAGE = 256  # products embedded between two writes

Progress = Callable[[int, int], None]  # products looked at, of how many


class ScaleOut:
    """``embedder``: the model whose vectors are in the index; one of many languages, where buyers write in many."""

    def __init__(self, graph: Graph, embedder: Embedder) -> None:
        self._store = GraphStore(graph)
        self._index = SearchIndex(graph)
        self._embedder = embedder

    def index(self, progress: Progress = lambda done, total: None) -> int:  # noqa: ARG005 (says nothing)
        """Bring the index up to date with the products' texts; how many were embedded. A killed run goes on."""
        info = self._embedder.info
        held = self._index.keys(info.id)
        ids, embedded = sorted(held), 0
        for start in range(0, len(ids), _PAGE):
            products = self._store.held(Product, ids[start : start + _PAGE])
            keys = {p.id: content_key(info.id, info.passage_prefix, p.text) for p in products.values()}
            stale = [id for id, key in keys.items() if held[id] != key]
            if stale:
                matrix = self._embedder.embed_passages([products[id].text for id in stale])
                self._index.put_vectors(info.id, stale, matrix, [keys[id] for id in stale])
                embedded += len(stale)
            progress(min(start + _PAGE, len(ids)), len(ids))
        return embedded

    def catalogue(self, text: str, layers: Sequence[str] | None = None, each: int = EACH) -> Catalogue:
        """The products nearest to ``text`` by meaning and by words, with their companies, owners and all markets.

        Raises:
            BadInput: ``text`` says nothing.
        """
        if not text.strip():
            raise BadInput("The need is empty.", "Say what the buyer asks for.")
        info = self._embedder.info
        version = self._store.version()
        near = self._index.nearest(info.id, self._embedder.embed_queries([text])[0], each, layers)
        ids = sorted({found.id for found in (*near, *self._index.words(text, each, layers))})
        products = self._store.held(Product, ids)
        return Catalogue(
            version,
            companies=self._companies({product.company for product in products.values()}),
            products={id: products[id] for id in ids if id in products},
            markets=self._store.every(Market),
            sources={source.id: source for source in self._store.sources()},
            vectors={info.id: self._index.vectors(info.id, ids)},
        )

    def _companies(self, wanted: set[str]) -> dict[str, Company]:
        """With everybody above them who owns, controls, or took their place."""
        found: dict[str, Company] = {}
        for _ in range(OWNERS):
            missing = sorted(wanted - set(found))
            if not missing:
                break
            fresh = self._store.held(Company, missing)
            found |= fresh
            for company in fresh.values():
                wanted |= {holding.owner for holding in company.owned_by or ()}
                wanted |= {control.owner for control in company.controlled_by or ()}
                wanted |= {company.merged_into} if company.merged_into else set()
            wanted -= set(missing) - set(fresh)  # not in the graph
        return dict(sorted(found.items()))
