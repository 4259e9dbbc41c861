"""Point look-ups and lists out of the graph, as domain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, cast

from graph.cypher import store as cypher
from graph.rows.kinds import KINDS, Entity
from graph.store.model import BATCH
from graph.store.scan import scanned

if TYPE_CHECKING:
    from graph.connection import Graph

T = TypeVar("T")


def under(graph: Graph, cls: type[T], ids: Sequence[str]) -> dict[str, T]:
    """What is held under the ids, withdrawn things too (a product then bears its status); unknown ids are left out."""
    kind = KINDS[cls]
    read = kind.reader()
    statement = cypher.held(kind.label, kind.columns)
    found: dict[str, T] = {}
    for start in range(0, len(ids), BATCH):
        for row in graph.rows(statement, ids=list(dict.fromkeys(ids[start : start + BATCH]))):
            entity = read(row["row"])
            found[kind.id_of(entity)] = cast("T", entity)
    return found


def every(graph: Graph, cls: type[T], *, withdrawn: bool = False, as_of: date | None = None) -> dict[str, T]:
    """Every fact of a kind by id, sorted by id; ``withdrawn``: those too that no dataset states any more."""
    kind = KINDS[cls]
    read = kind.reader(as_of=as_of)

    def work(tx: Any) -> list[Entity]:
        return [read(row) for row in scanned(tx, kind.label, kind.columns, withdrawn=withdrawn, as_of=as_of)]

    found = ((kind.id_of(one), one) for one in graph.read(work, seconds=None))
    return cast("dict[str, T]", dict(sorted(found, key=lambda pair: pair[0])))


def live(graph: Graph, dataset: str) -> Iterator[tuple[type, str]]:
    """Kind and id of everything that the dataset states and that is not withdrawn."""
    for kind in KINDS.values():
        for row in graph.rows(cypher.live(kind.label), dataset=dataset):
            yield kind.cls, row["id"]
