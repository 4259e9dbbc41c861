"""The typed store: domain values in, domain values out, every write one transaction that may be repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from graph.cypher import store as cypher
from graph.errors import NotFound
from graph.model import LAYERS, Company, IngestRun, Opportunity, Product, ScreenedParty, ScreeningList, Source
from graph.rows.codec import codec_of
from graph.rows.links import Link
from graph.store import facts, links, reads
from graph.store.model import Entry, Origin, Written
from graph.store.version import Moves, planned, version_in
from graph.store.withdraw import withdraw

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

__all__ = ["Entry", "GraphStore", "Origin", "Written"]

T = TypeVar("T")


class GraphStore:
    """Everything that is stated: companies, products, demand, markets, codes, lists, and where each was read."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def version(self) -> int:
        """The number that moves with every change of a fact; 0 for an empty graph."""
        return self._graph.read(version_in)

    # Writing

    def begin(self, source: Source) -> Origin:
        """Note the copy of a dataset that is about to be read, and the five layers that products belong to."""
        codec = codec_of(Source)
        row = codec.encode(source)

        def work(tx: ManagedTransaction) -> None:
            def look() -> bool:
                held = tx.run(cypher.READ_SOURCE, id=source.id).single()
                return held is None or codec.decode(held["row"]) != source

            differs, version = planned(tx, look, lambda found: Moves.FACTS if found else Moves.NOTHING)
            if differs:
                tx.run(cypher.SAVE_SOURCE, row=row, version=version).consume()
            if tx.run(cypher.COUNT_LAYERS).single(strict=True)["found"] != len(LAYERS):
                layers = [{**asdict(layer), "code": layer.code.value} for layer in LAYERS.values()]
                tx.run(cypher.SAVE_LAYERS, rows=layers).consume()

        self._graph.write(work)
        return Origin(source.dataset, source.id)

    def put(self, entries: Sequence[Entry], origin: Origin) -> Written:
        """Write facts of one kind; what is there with the same print is left alone, its source brought up to date."""
        return facts.put(self._graph, entries, origin)

    def put_stubs(self, companies: Sequence[Company], origin: Origin) -> Written:
        """Write companies that are only referred to: made when absent, never over what is known."""
        return facts.put_stubs(self._graph, companies, origin)

    def add_links(self, cls: type[Company | Product], stated: Mapping[str, Sequence[Link]], dataset: str) -> Written:
        """Add links that a dataset states to companies or products, by the id of the node that they start from."""
        return links.add(self._graph, cls.__name__, stated, dataset)

    def withdraw_links(
        self, cls: type[Company | Product], gone: Sequence[tuple[str, str]], on: date, dataset: str
    ) -> int:
        """Note that a dataset states these links (node, id of the link) no more; how many none states any more."""
        return links.withdraw(self._graph, cls.__name__, gone, on, dataset)

    def withdraw(self, cls: type, ids: Sequence[str], on: date, dataset: str) -> int:
        """Note that a dataset states these no more; how many no dataset states any more, closed as of ``on``."""
        return withdraw(self._graph, cls, ids, on, dataset)

    def record_run(self, run: IngestRun) -> None:
        """Keep how a run of the ingest went, or goes; the version does not move."""
        row = codec_of(IngestRun).encode(run)
        self._graph.write(lambda tx: tx.run(cypher.SAVE_RUN, row=row).consume() and None)

    # Reading

    def held(self, cls: type[T], ids: Sequence[str]) -> dict[str, T]:
        """What is held under the ids, with links that other records added, withdrawn or not; unknown ids are absent."""
        return reads.under(self._graph, cls, ids)

    def company(self, company_id: str) -> Company:
        """One company as stored, with every known owner, controller and partner.

        Raises:
            NotFound: there is none with that id.
        """
        return self._one(Company, company_id)

    def product(self, product_id: str) -> Product:
        """One product; its status says so when it was withdrawn.

        Raises:
            NotFound: there is none with that id.
        """
        return self._one(Product, product_id)

    def opportunity(self, opportunity_id: str) -> Opportunity:
        """One opportunity.

        Raises:
            NotFound: there is none with that id.
        """
        return self._one(Opportunity, opportunity_id)

    def companies(self) -> dict[str, Company]:
        """Every company in force as stored, merged ones included (not folded), sorted by id."""
        return reads.every(self._graph, Company)

    def lists(self) -> list[ScreeningList]:
        """The screening lists, one copy of each, sorted by id."""
        return list(reads.every(self._graph, ScreeningList).values())

    def parties(self) -> list[ScreenedParty]:
        """Every entry of every list, removed ones included (they bear ``removed_on``), sorted by id."""
        return list(reads.every(self._graph, ScreenedParty, withdrawn=True).values())

    def every(self, cls: type[T], *, withdrawn: bool = False, as_of: date | None = None) -> dict[str, T]:
        """Every fact of a kind in force (on ``as_of``), sorted by id; ``withdrawn``: the others too."""
        return reads.every(self._graph, cls, withdrawn=withdrawn, as_of=as_of)

    def live(self, dataset: str) -> Iterator[tuple[type, str]]:
        """Kind and id of everything that the dataset states and that is not withdrawn."""
        return reads.live(self._graph, dataset)

    def live_links(self, cls: type[Company | Product], dataset: str) -> Iterator[tuple[str, str]]:
        """Node and id of every added link that the dataset states and that is not withdrawn."""
        return links.live(self._graph, cls.__name__, dataset)

    def runs(self) -> list[IngestRun]:
        """Every run of the ingest, oldest first."""
        codec = codec_of(IngestRun)
        return [codec.decode(row["row"]) for row in self._graph.rows(cypher.READ_RUNS)]

    def sources(self) -> list[Source]:
        """Every copy of a dataset that was read, sorted by id."""
        codec = codec_of(Source)
        return [codec.decode(row["row"]) for row in self._graph.rows(cypher.READ_SOURCES)]

    def _one(self, cls: type[T], key: str) -> T:
        found: dict[str, Any] = reads.under(self._graph, cls, [key])
        if key not in found:
            what = cls.__name__.lower()
            raise NotFound(f"There is no {what} {key!r}.", f"Give the id of a {what} in the graph.")
        value: T = found[key]
        return value
