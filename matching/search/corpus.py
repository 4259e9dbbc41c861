"""The products prepared for search, once a catalogue: tags, capability matrix, word index, vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.catalogue import Catalogue, VectorTable
from graph.model import LAYERS, Product
from matching.capabilities.product_tags import ProductReader, Provided
from matching.capabilities.tagger import Tagger
from matching.capabilities.vocabulary import Vocabulary
from matching.search.awards import Award, awards_of
from matching.search.embedder import Vectors
from matching.search.filters import FilterIndex
from matching.search.lexical import NAME_REPEAT, LexicalIndex, build_lexical_index

Floats = NDArray[np.float32]
LAYER_ORDER = tuple(LAYERS)
BROADER_STEP = 0.5  # a product that names only the broader term covers a narrower need half, a step further a quarter


@dataclass(frozen=True)
class Corpus:
    """``provided[i]`` belongs to ``products[i]``; so does row i of every matrix.

    ``capability``: shape (products, capabilities of the vocabulary), sparse, in [0, 1]: what the words show.
    ``dense``: model id -> unit vectors, a row of zeros where a product has no vector yet.
    """

    version: int
    vocabulary: Vocabulary
    products: tuple[Product, ...]
    provided: tuple[tuple[Provided, ...], ...]
    capability: sparse.csr_matrix
    lexical: LexicalIndex
    dense: Mapping[str, Vectors]
    filters: FilterIndex
    awards: Mapping[str, tuple[Award, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.products)

    @cached_property
    def row(self) -> Mapping[str, int]:
        """Product id to row."""
        return {product.id: row for row, product in enumerate(self.products)}

    @cached_property
    def capability_columns(self) -> sparse.csc_matrix:
        """``capability`` by columns."""
        return self.capability.tocsc()

    @cached_property
    def vocabulary_reach(self) -> Floats:
        """Shape (capabilities, capabilities): how far a product's capability (row) answers a needed one (column)."""
        place = self.vocabulary.place
        reach = np.zeros((len(place), len(place)), dtype=np.float32)
        for capability, row in place.items():
            for above, steps in self.vocabulary.broader_of(capability).items():
                reach[row, place[above]] = 1.0  # the narrower answers the broader
                reach[place[above], row] = max(reach[place[above], row], BROADER_STEP**steps)
        return reach

    @cached_property
    def main_capability(self) -> NDArray[np.int32]:
        """Shape (products,): the column of the product's weightiest capability, -1 when it shows none."""
        place = self.vocabulary.place
        firsts = (place[found[0].capability] if found else -1 for found in self.provided)
        return np.fromiter(firsts, dtype=np.int32, count=len(self.products))

    def serves(self, sector: str) -> Floats:
        """Shape (products,): 1 where the product states the sector or shows a capability of that sector, else 0."""
        held = self._served.get(sector)
        if held is not None:
            return held
        of_sector = [i for i, c in enumerate(self.vocabulary.capabilities.values()) if sector in c.sectors]
        shown = np.asarray(self.capability_columns[:, of_sector].sum(axis=1), dtype=np.float32).ravel()
        stated = np.fromiter((sector in p.sectors for p in self.products), dtype=np.float32, count=len(self.products))
        self._served[sector] = np.minimum(np.maximum(shown, stated), 1.0).astype(np.float32)
        return self._served[sector]

    @cached_property
    def _served(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def layer_index(self) -> NDArray[np.int8]:
        """Shape (products,): the product's layer as a place in ``LAYER_ORDER``."""
        return np.fromiter((LAYER_ORDER.index(p.layer) for p in self.products), dtype=np.int8, count=len(self.products))

    @cached_property
    def rarity(self) -> Floats:
        """Shape (capabilities,), in (0, 1]: how telling a capability is among these products (1: only one has it)."""
        carriers = np.asarray((self.capability > 0).sum(axis=0)).ravel()
        n = max(len(self.products), 1)
        return np.asarray(np.log((n + 1) / (carriers + 1)) / np.log(n + 1) * 0.9 + 0.1, dtype=np.float32)


def build_corpus(catalogue: Catalogue, tagger: Tagger, heads: ProductReader | None = None) -> Corpus:
    """Prepare every product of the catalogue (about 0.3 ms each). Vectors come with the catalogue.

    Without ``heads`` products are read by their words only; with them by known families and, where vectors are, by
    meaning too.
    """
    reader = heads or ProductReader(tagger)
    products = tuple(catalogue.products.values())
    dense = {model: _aligned(table, products) for model, table in catalogue.vectors.items()}
    seen = dense.get(reader.head.model) if reader.head is not None else None
    provided = tuple(
        reader.provided(p.name, p.description, _company_name(catalogue, p), None if seen is None else seen[row])
        for row, p in enumerate(products)
    )
    texts = [" ".join([*[p.name] * NAME_REPEAT, _company_name(catalogue, p), p.description]) for p in products]
    return Corpus(
        version=catalogue.version,
        vocabulary=reader.tagger.vocabulary,
        products=products,
        provided=provided,
        capability=_capability_matrix(provided, reader.tagger.vocabulary),
        lexical=build_lexical_index(texts),
        dense=dense,
        filters=FilterIndex(products),
        awards=awards_of(catalogue, reader.tagger),
    )


def _company_name(catalogue: Catalogue, product: Product) -> str:
    company = catalogue.companies.get(product.company)
    return company.name if company is not None else ""


def _capability_matrix(provided: Sequence[tuple[Provided, ...]], vocabulary: Vocabulary) -> sparse.csr_matrix:
    rows, cols, values = [], [], []
    for row, found in enumerate(provided):
        for one in found:
            rows.append(row)
            cols.append(vocabulary.place[one.capability])
            values.append(one.weight)
    shape = (len(provided), len(vocabulary))
    return sparse.csr_matrix((np.asarray(values, dtype=np.float32), (rows, cols)), shape=shape)


def _aligned(table: VectorTable, products: tuple[Product, ...]) -> Vectors:
    """Rows of the table in the order of ``products``."""
    if table.ids == tuple(p.id for p in products):
        return table.matrix
    place = {identifier: row for row, identifier in enumerate(table.ids)}
    matrix = np.zeros((len(products), table.matrix.shape[1] if table.matrix.ndim == 2 else 0), dtype=np.float32)
    for row, product in enumerate(products):
        if product.id in place:
            matrix[row] = table.matrix[place[product.id]]
    return matrix
