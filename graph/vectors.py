"""Product vectors in the graph, by model and content: the same text is never embedded twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graph.catalogue import VectorTable
from graph.cypher import vectors as cypher
from graph.store.version import bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

Vectors = NDArray[np.float32]
Entry = tuple[str, Vectors]  # content key, unit vector

BLOCK = 256  # vectors to a node: 400 kB at 384 dimensions, far below what either engine takes for one property
_LOADED = 16  # blocks handed over in one answer: 6 MB
_TIDY_FROM = 64  # blocks below which it is not worth looking whether some can be put together
_TIDIED = 32  # blocks put together at once, so that the transaction stays small
_LOOKED_EVERY = 32  # writes; to look reads what every block holds, at each write it would take all of the time
_DTYPE = np.dtype("<f4")


class GraphVectors:
    """Vectors of one graph. What is saved later for a product takes the place of what was saved before.

    ``read``: tables that a snapshot has read already, so that :meth:`held` need not ask the graph for them again.
    """

    def __init__(self, graph: Graph, read: Mapping[str, VectorTable] | None = None) -> None:
        self._graph = graph
        self._read = read or {}

    def missing(self, model: str, keys: Mapping[str, str]) -> list[str]:
        """The products among ``keys`` (product id to content key) without a vector of that content."""
        held = self._graph.read(lambda tx: _latest(tx.run(cypher.HELD_OF, model=model)))
        return [product for product, key in keys.items() if product not in held or held[product].key != key]

    def held(self, model: str) -> dict[str, Entry]:
        """Product id to content key and vector."""
        table = self._read.get(model)
        if table is None:
            table = self._graph.read(lambda tx: read_tables(tx, [model]), seconds=None).get(model)
        if table is None:
            return {}
        return {product: (key, row) for product, key, row in zip(table.ids, table.keys, table.matrix, strict=True)}

    def save(self, model: str, rows: Mapping[str, Entry]) -> None:
        """Keep vectors of products, float32; one transaction. The graph's version does not move."""
        if not rows:
            return

        def work(tx: ManagedTransaction) -> bool:
            version = bump(tx, facts=0, vectors=1).vectors
            _save(tx, model, rows, version)
            if version % _LOOKED_EVERY:
                return False
            return int(tx.run(cypher.COUNT, model=model).single(strict=True)["blocks"]) > _TIDY_FROM

        if self._graph.write(work):
            self._tidy(model)

    def forget(self, model: str) -> None:
        """Delete every vector of the model, a few blocks at a time. A snapshot that is open keeps what it has read."""
        ids = self._graph.read(lambda tx: [str(row["id"]) for row in tx.run(cypher.HELD_OF, model=model)])

        def work(tx: ManagedTransaction, part: Sequence[str]) -> None:
            bump(tx, facts=0, vectors=1)
            tx.run(cypher.DELETE, ids=part).consume()

        for start in range(0, len(ids), _TIDIED):
            part = ids[start : start + _TIDIED]
            self._graph.write(lambda tx, part=part: work(tx, part))  # type: ignore[misc]
        self._read = {name: table for name, table in self._read.items() if name != model}

    def _tidy(self, model: str) -> None:
        """Put blocks together that are small, or hold mostly vectors of texts that changed since."""

        def work(tx: ManagedTransaction) -> None:
            blocks = [dict(row) for row in tx.run(cypher.HELD_OF, model=model)]
            places = _latest(blocks)
            live = Counter(place.block for place in places.values())
            thin = [block["id"] for block in blocks if live[block["id"]] < BLOCK // 2][:_TIDIED]
            if len(thin) < _TIDIED:
                return
            moved = {one: place for one, place in places.items() if place.block in set(thin)}
            ids = sorted(moved)
            matrix = np.empty((len(ids), blocks[-1]["dimension"]), dtype=np.float32)
            _fill(tx, matrix, {one: at for at, one in enumerate(ids)}, moved)
            tx.run(cypher.DELETE, ids=thin).consume()
            rows = {one: (moved[one].key, matrix[at]) for at, one in enumerate(ids)}
            _save(tx, model, rows, bump(tx, facts=0, vectors=1).vectors)

        self._graph.write(work)


def _save(tx: ManagedTransaction, model: str, rows: Mapping[str, Entry], version: int) -> None:
    products = list(rows)
    for start in range(0, len(products), BLOCK):
        part = products[start : start + BLOCK]
        matrix = np.stack([rows[one][1] for one in part]).astype(_DTYPE)
        block: dict[str, Any] = {
            "id": f"{model}|{version:09}|{start // BLOCK:06}",
            "model": model,
            "saved_in": version,
            "dimension": matrix.shape[1],
            "count": len(part),
            "products": part,
            "keys": [rows[one][0] for one in part],
            "sha256": hashlib.sha256(matrix.tobytes()).hexdigest(),
            "value": matrix.tobytes(),
        }
        tx.run(cypher.SAVE, rows=[block]).consume()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the vector of a product is: the block, the row in it, and the content that it is of."""

    block: str
    row: int
    key: str


def _latest(blocks: Iterable[Any]) -> dict[str, _Place]:
    """The newest place of each product; ``blocks`` come oldest first."""
    found: dict[str, _Place] = {}
    for block in blocks:
        for at, (product, key) in enumerate(zip(block["products"], block["keys"], strict=True)):
            found[product] = _Place(block["id"], at, key)
    return found


def read_tables(tx: ManagedTransaction, models: Sequence[str] | None = None) -> dict[str, VectorTable]:
    """A table for each model, rows sorted by product id."""
    blocks = [dict(row) for row in tx.run(cypher.HELD)]
    found = {}
    for model in sorted({block["model"] for block in blocks}):
        if models is None or model in models:
            of_model = [block for block in blocks if block["model"] == model]
            places = _latest(of_model)
            ids = tuple(sorted(places))
            matrix = np.empty((len(ids), of_model[-1]["dimension"]), dtype=np.float32)
            _fill(tx, matrix, {one: at for at, one in enumerate(ids)}, places)
            found[model] = VectorTable(model, ids, matrix, tuple(places[one].key for one in ids))
    return found


def refreshed_tables(
    tx: ManagedTransaction, before: Mapping[str, VectorTable], since: int, now: int
) -> dict[str, VectorTable]:
    """The tables ``before`` (of vectors version ``since``) with what was saved up to ``now``."""
    blocks = [dict(row) for row in tx.run(cypher.HELD_SINCE, since=since, now=now)]
    found = dict(before)
    for model in sorted({block["model"] for block in blocks}):
        of_model = [block for block in blocks if block["model"] == model]
        places = _latest(of_model)
        dimension = of_model[-1]["dimension"]
        old = before.get(model) or VectorTable(model, (), np.empty((0, dimension), np.float32))
        keys = dict(zip(old.ids, old.keys, strict=True))
        if places.keys() <= keys.keys():
            ids, matrix = old.ids, old.matrix.copy()
            rows = {one: at for at, one in enumerate(ids)}
        else:
            ids = tuple(sorted({*old.ids, *places}))
            rows = {one: at for at, one in enumerate(ids)}
            matrix = np.empty((len(ids), dimension), dtype=np.float32)
            matrix[[rows[one] for one in old.ids]] = old.matrix
        _fill(tx, matrix, rows, places)
        keys.update((one, place.key) for one, place in places.items())
        found[model] = VectorTable(model, ids, matrix, tuple(keys[one] for one in ids))
    return found


def _fill(tx: ManagedTransaction, matrix: Vectors, rows: Mapping[str, int], places: Mapping[str, _Place]) -> None:
    """Put the vectors of ``places`` into their rows, reading a few blocks at a time."""
    wanted: dict[str, list[tuple[int, int]]] = {}
    for product, place in places.items():
        wanted.setdefault(place.block, []).append((rows[product], place.row))
    ids = list(wanted)
    for start in range(0, len(ids), _LOADED):
        for record in tx.run(cypher.VALUES, ids=ids[start : start + _LOADED]):
            values = np.frombuffer(record["value"], dtype=_DTYPE).reshape(-1, matrix.shape[1])
            pairs = np.asarray(wanted[record["id"]])
            matrix[pairs[:, 0]] = values[pairs[:, 1]]
