"""Candidates from the graph's own indexes, for catalogues that one machine's memory does not hold.

Vectors are kept as lists on the product nodes only where these indexes are used: a list is read and written ten times
slower than the bytes that the snapshot uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.catalogue import VectorTable
from graph.cypher import search as cypher
from graph.errors import BadInput
from graph.schema.apply import prepare
from graph.schema.migrations import MINILM_DIMENSIONS, PRODUCT_TEXT, PRODUCT_VECTOR
from graph.schema.parts import FullText, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.connection import Graph

BATCH = 500  # vectors to a transaction: 384 floats each make about 2 MB on the wire
OVER_FETCH = 4  # times what is wanted where filters come after the search: one layer of five, and some withdrawn
GROWTH = 4  # each further round asks for so many times more
_FORGET_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """A product's id and ``score``: the cosine (-1 to 1) for vectors; for words, an order that means nothing else."""

    id: str
    score: float


class SearchIndex:
    """The vector and the full-text index of products."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._inside: bool | None = None
        self._made: set[str] = set()

    def prepare(self) -> None:
        """Make the indexes where they wait for their first use; over what the graph holds, which may take a while."""
        for step in (PRODUCT_VECTOR, PRODUCT_TEXT):
            self._need(step)

    def _need(self, step: Vector | FullText) -> None:
        if self._graph.dialect.search_indexes_wait and step.name not in self._made:
            prepare(self._graph, step)
            self._made.add(step.name)

    def put_vectors(
        self, model: str, ids: Sequence[str], matrix: NDArray[np.float32], keys: Sequence[str] | None = None
    ) -> int:
        """Index ``matrix`` (one row for each id, of any length but zero); how many of the products are there.

        ``keys``: for each row the content key of the text that was embedded, see :meth:`keys`.

        Raises:
            BadInput: the rows are not of the index's length, or not as many as the ids.
        """
        _check(matrix.shape, (len(ids), MINILM_DIMENSIONS))
        self._need(PRODUCT_VECTOR)
        said = [None] * len(ids) if keys is None else list(keys)
        found = 0
        for start in range(0, len(ids), BATCH):
            block = matrix[start : start + BATCH].tolist()
            named = zip(ids[start : start + BATCH], said[start : start + BATCH], block, strict=True)
            rows = [{"id": id, "key": key, "vector": row} for id, key, row in named]
            found += int(self._graph.run(cypher.PUT_VECTORS, rows=rows, model=model)[0]["found"])
        return found

    def indexed(self, model: str) -> int:
        """How many products have a vector of ``model`` in the index."""
        return int(self._graph.rows(cypher.INDEXED, model=model)[0]["count"])

    def keys(self, model: str) -> dict[str, str | None]:
        """Every product in force, and the content key of the text that its vector of ``model`` was made of, if any."""
        rows = self._graph.read(lambda tx: tx.run(cypher.KEYS, model=model).values(), seconds=None)
        return {id: key for id, key in rows}  # noqa: C416 (pairs are lists)

    def vectors(self, model: str, ids: Sequence[str]) -> VectorTable:
        """The vectors of those among ``ids`` that have one, at unit length."""
        import numpy as np

        # not Graph.rows, which would copy every list of numbers once more
        rows = self._graph.read(lambda tx: tx.run(cypher.VECTORS, ids=list(ids), model=model).values())
        matrix = np.array([vector for _, _, vector in rows], dtype=np.float32).reshape(len(rows), MINILM_DIMENSIONS)
        lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
        return VectorTable(
            model,
            tuple(id for id, _, _ in rows),
            (matrix / np.where(lengths == 0, 1, lengths)).astype(np.float32),
            tuple(key or "" for _, key, _ in rows),
        )

    def forget_vectors(self) -> None:
        """Take every list off again."""
        while int(self._graph.run(cypher.FORGET_VECTORS, limit=_FORGET_AT_ONCE)[0]["done"]):
            pass

    def nearest(
        self, model: str, vector: NDArray[np.float32], limit: int, layers: Sequence[str] | None = None
    ) -> list[Found]:
        """The ``limit`` products nearest to ``vector``, nearest first: of ``layers`` (None: all), none withdrawn.

        Where the server filters inside of the index, it does; elsewhere more are fetched until enough are left or
        the index has no more, so that a rare layer is found as well.
        """
        _check(vector.shape, (MINILM_DIMENSIONS,))
        self._need(PRODUCT_VECTOR)
        wanted_layers = None if layers is None else list(layers)
        inside = self._filters_inside()
        statement = cypher.NEAREST_THEN_FILTER
        if inside:
            statement = cypher.NEAREST if wanted_layers is None else cypher.NEAREST_OF_LAYERS
        fetch = limit if inside else limit * OVER_FETCH
        cosine = self._graph.dialect.cosine_of_score
        params = {"vector": vector.tolist(), "model": model, "layers": wanted_layers}
        return [Found(found.id, cosine(found.score)) for found in self._enough(statement, limit, fetch, params)]

    def words(self, text: str, limit: int, layers: Sequence[str] | None = None) -> list[Found]:
        """Products that share words with ``text``, best first. Nothing in ``text`` is read as a query language."""
        self._need(PRODUCT_TEXT)
        words = self._graph.dialect.escaped(text).strip()
        if not words:
            return []
        params = {"words": words, "layers": None if layers is None else list(layers)}
        return self._enough(cypher.WORDS, limit, limit * OVER_FETCH, params)

    def _enough(self, statement: str, limit: int, fetch: int, params: dict[str, Any]) -> list[Found]:
        """Ask for ``fetch``, and for more, until ``limit`` of them are wanted or there are no more."""
        while True:
            rows = self._graph.rows(statement, fetch=fetch, **params)
            kept = [row for row in rows if row["wanted"]]
            if len(kept) >= limit or len(rows) < fetch:
                return [Found(row["id"], row["score"]) for row in kept[:limit]]
            fetch *= GROWTH

    def _filters_inside(self) -> bool:
        """Whether the server can, and this index was made for it: one from before the server's update was not."""
        if self._inside is None:
            self._inside = False
            if self._graph.dialect.searches_inside_index:
                rows = self._graph.rows(cypher.INDEX_PROPERTIES, name=PRODUCT_VECTOR.name)
                self._inside = bool(rows) and {"layer", "vector_model"} <= set(rows[0]["properties"])
        return self._inside


def _check(shape: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if shape != wanted:
        raise BadInput(f"Vectors of shape {shape} do not fit the index, which takes {wanted}.", "Use a model of 384.")
