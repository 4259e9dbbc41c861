"""The stores of the use cases, each over an open graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.capabilities import GraphCapabilities
from graph.identity_store import GraphIdentity
from graph.packages import GraphPackages
from graph.screening_store import GraphScreening
from graph.store import GraphStore
from graph.vectors import GraphVectors
from service.graph_sink import GraphSink
from service.identity_store import GraphIdentityStore
from service.screening_store import GraphScreeningStore

if TYPE_CHECKING:
    from graph.catalogue import Catalogue
    from graph.connection import Graph


def graph_sink(graph: Graph) -> GraphSink:
    """Where the ingest writes."""
    return GraphSink(GraphStore(graph))


def identity_store(graph: Graph) -> GraphIdentityStore:
    """Who is who, over the companies in force."""
    return GraphIdentityStore(GraphIdentity(graph), GraphStore(graph).companies)


def screening_store(graph: Graph) -> GraphScreeningStore:
    """Lists, parties, results and judgements."""
    store = GraphStore(graph)
    return GraphScreeningStore(GraphScreening(graph), store.companies, store.lists, store.parties)


def vector_keeper(graph: Graph, catalogue: Catalogue | None = None) -> GraphVectors:
    """Where product vectors are kept; those that the catalogue brought along are not read a second time."""
    return GraphVectors(graph, None if catalogue is None else catalogue.vectors)


def capability_store(graph: Graph) -> GraphCapabilities:
    """The vocabulary's terms, and what products provide of it."""
    return GraphCapabilities(graph)


def package_store(graph: Graph) -> GraphPackages:
    """Standing and on-demand packages."""
    return GraphPackages(graph)
