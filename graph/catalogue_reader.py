"""Reading the catalogue out of the graph, whole or by what changed since the last time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from graph.catalogue import Catalogue
from graph.cypher import store as cypher
from graph.model import Company, Market, Opportunity, Product, Source
from graph.rows.codec import Interner, codec_of
from graph.rows.kinds import KINDS
from graph.store.scan import scanned
from graph.store.version import GraphVersion, version_of
from graph.vectors import read_tables, refreshed_tables

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

T = TypeVar("T")
Decode = Callable[[Sequence[Any]], Any]

MOST_VERSIONS = 500  # looked through one by one; after a larger load reading everything costs less
_SETTLED = 5  # readings after which a graph that is being written to without a pause is taken as it is
_SOURCE = codec_of(Source)


class CatalogueReader:
    """Snapshots of one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def read(self, as_of: date | None = None) -> Catalogue:
        """The catalogue as it stands, or stood on a day: with what was withdrawn later.

        Companies are as stored, merged ones included; ``graph.merged.fold_catalogue`` folds them.
        """
        with _no_collection():
            return self._settled(self._graph.read(lambda tx: _read(tx, as_of), seconds=None))

    def refresh(self, previous: Catalogue) -> Catalogue:
        """The catalogue as it stands now, reading only what changed since; ``previous`` itself when nothing did."""
        now = self._graph.read(lambda tx: _refresh(tx, previous), seconds=None)
        return previous if now is previous else self._settled(now)

    def _settled(self, catalogue: Catalogue) -> Catalogue:
        """Neo4j shows what others commit while a transaction reads, so look again until nothing moved meanwhile."""
        for _ in range(_SETTLED):
            again = self._graph.read(lambda tx: _refresh(tx, catalogue), seconds=None)  # noqa: B023 - called at once
            if again is catalogue:
                break
            catalogue = again
        return catalogue


@contextmanager
def _no_collection() -> Iterator[None]:
    """The garbage collector looks again and again at a million new values that all stay: half of the time of a read."""
    import gc

    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(tx: ManagedTransaction, as_of: date | None) -> Catalogue:
    now = version_of(tx)

    def all_of(cls: type[T]) -> dict[str, T]:
        kind = KINDS[cls]
        read = kind.reader(as_of=as_of)
        found: dict[str, Any] = {}
        for values in scanned(tx, kind.label, kind.columns, as_of=as_of):
            found[values[0]] = read(values)
        return {key: found[key] for key in sorted(found)}

    return Catalogue(
        now.value,
        all_of(Company),
        all_of(Product),
        all_of(Market),
        all_of(Opportunity),
        _sources(scanned(tx, "Source", _SOURCE.columns, withdrawn=True)),
        read_tables(tx),
        as_of,
        now.vectors,
        now.epoch,
    )


def _refresh(tx: ManagedTransaction, previous: Catalogue) -> Catalogue:
    now = version_of(tx)
    if (now.value, now.vectors, now.epoch) == (previous.version, previous.vectors_version, previous.epoch):
        return previous
    if not _continues(previous, now):
        return _read(tx, previous.as_of)
    span: dict[str, Any] = {"since": previous.version, "now": now.value}

    def changed(cls: type[T], before: Mapping[str, T]) -> Mapping[str, T]:
        kind = KINDS[cls]
        if now.value == previous.version:
            return before
        read = kind.reader()
        width = len(kind.codec.columns)
        latest: dict[str, Any] = {}
        for row in tx.run(cypher.changed(kind.label, kind.columns), **span):
            values = row[0]
            latest[values[0]] = None if values[width] is not None else read(values)
        return _merged(before, latest)

    sources = previous.sources
    if now.value != previous.version:
        found = _sources(row[0] for row in tx.run(cypher.changed("Source", _SOURCE.columns), **span))
        sources = _merged(previous.sources, found)
    return Catalogue(
        now.value,
        changed(Company, previous.companies),
        changed(Product, previous.products),
        changed(Market, previous.markets),
        changed(Opportunity, previous.opportunities),
        sources,
        refreshed_tables(tx, previous.vectors, previous.vectors_version, now.vectors),
        None,
        now.vectors,
        now.epoch,
    )


def _continues(previous: Catalogue, now: GraphVersion) -> bool:
    """Whether what changed since can be told, and is little enough."""
    return (
        previous.as_of is None
        and previous.epoch == now.epoch
        and 0 <= now.value - previous.version <= MOST_VERSIONS
        and 0 <= now.vectors - previous.vectors_version <= MOST_VERSIONS
    )


def _sources(rows: Iterable[Sequence[Any]]) -> dict[str, Source]:
    decode = _SOURCE.decoder(Interner())
    found = [decode(values) for values in rows]
    return {one.id: one for one in sorted(found, key=lambda one: one.id)}


def _merged(before: Mapping[str, T], latest: Mapping[str, T | None]) -> Mapping[str, T]:
    """``before`` with what changed; None takes away. Still sorted by id; the very same where nothing changed."""
    if not latest:
        return before
    made: dict[str, T] = dict(before)
    added = False
    for key, value in latest.items():
        if value is None:
            made.pop(key, None)
        else:
            added = added or key not in made
            made[key] = value
    return {key: made[key] for key in sorted(made)} if added else made
