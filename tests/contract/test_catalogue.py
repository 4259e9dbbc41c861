"""Snapshots: whole, as of a day, and brought up to date by what changed."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.catalogue import Catalogue
from graph.catalogue_reader import CatalogueReader
from graph.connection import Graph
from graph.errors import NotFound
from graph.identity_store import GraphIdentity
from graph.maintenance import empty
from graph.model import (
    Availability,
    Company,
    Holding,
    Layer,
    Market,
    MarketKind,
    Opportunity,
    Product,
    ProductLink,
    ProductLinkKind,
    ReportingException,
    Source,
    SourceRef,
)
from graph.store import Entry, GraphStore, Origin, scan
from graph.vectors import BLOCK, GraphVectors

pytestmark = pytest.mark.contract

SOURCE = Source("source:d:1", "d", "https://example.org", "CC0", "2026-05-01", "0" * 64)
REF = (SourceRef(SOURCE.id, "row 1"),)


def same(one: Catalogue, other: Catalogue) -> bool:
    """Equal in every fact and vector, in the same order, with the same version."""
    facts = all(
        list(getattr(one, name).items()) == list(getattr(other, name).items())
        for name in ("companies", "products", "markets", "opportunities", "sources")
    )
    tables = one.vectors.keys() == other.vectors.keys() and all(
        (table.ids, table.keys) == (other.vectors[model].ids, other.vectors[model].keys)
        and np.array_equal(table.matrix, other.vectors[model].matrix)
        for model, table in one.vectors.items()
    )
    versions = (one.version, one.vectors_version, one.epoch) == (other.version, other.vectors_version, other.epoch)
    return facts and tables and versions


@pytest.fixture
def store(graph: Graph) -> GraphStore:
    return GraphStore(graph)


def put(store: GraphStore, *entities: Any, print: str = "1") -> None:
    store.put([Entry(one, print) for one in entities], store.begin(SOURCE))


def test_an_empty_graph_is_an_empty_catalogue(graph: Graph) -> None:
    catalogue = CatalogueReader(graph).read()
    assert (catalogue.version, dict(catalogue.companies), dict(catalogue.vectors)) == (0, {}, {})
    assert CatalogueReader(graph).refresh(catalogue) is catalogue


def test_everything_in_force_is_in_it_sorted_by_id(graph: Graph, store: GraphStore) -> None:
    companies = [Company(key, key.upper(), sources=REF) for key in ("b", "a")]
    products = [Product(key, key.upper(), "a", Layer.C, sources=REF) for key in ("q", "p")]
    market = Market("KE", MarketKind.COUNTRY, "Kenya", countries=("KE",), sources=REF)
    opportunity = Opportunity("o", "Cloud", sources=REF)
    for facts in (companies, products, [market], [opportunity]):
        put(store, *facts)
    catalogue = CatalogueReader(graph).read()
    assert list(catalogue.companies.values()) == companies[::-1]
    assert list(catalogue.products.values()) == products[::-1]
    assert catalogue.markets == {"KE": market}
    assert catalogue.opportunities == {"o": opportunity}
    assert catalogue.sources == {SOURCE.id: SOURCE}
    assert catalogue.version == store.version()


@pytest.mark.parametrize("collected", [0, 1_000])
def test_many_pages_are_one_catalogue(
    graph: Graph, store: GraphStore, monkeypatch: pytest.MonkeyPatch, collected: int
) -> None:
    monkeypatch.setattr(scan, "PAGE", 3)
    monkeypatch.setattr(scan, "COLLECTED", collected)
    products = [Product(f"p{number}", "P", "a", Layer.C, sources=REF) for number in range(10)]
    put(store, *products)
    store.withdraw(Product, ["p4"], date(2026, 6, 1), "d")
    found = CatalogueReader(graph).read().products
    assert list(found.values()) == [one for one in products if one.id != "p4"]
    assert list(store.every(Product, withdrawn=True)) == [one.id for one in products]


def test_what_is_only_referred_to_is_not_in_it(graph: Graph, store: GraphStore) -> None:
    put(store, Product("p", "P", "a", Layer.A, available_in=("KE",), sources=REF))
    catalogue = CatalogueReader(graph).read()
    assert dict(catalogue.companies) == {}
    assert dict(catalogue.markets) == {}


def test_withdrawn_things_are_in_it_as_of_an_earlier_day(graph: Graph, store: GraphStore) -> None:
    product = Product("p", "P", "a", Layer.A, sources=REF)
    put(store, product)
    store.withdraw(Product, ["p"], date(2026, 6, 1), "d")
    reader = CatalogueReader(graph)
    assert dict(reader.read().products) == {}
    assert reader.read(date(2026, 5, 31)).products == {"p": product}
    assert dict(reader.read(date(2026, 6, 1)).products) == {}
    assert store.product("p").status is Availability.WITHDRAWN


def test_refreshing_reads_what_changed(graph: Graph, store: GraphStore) -> None:
    put(store, *[Product(f"p{n}", "P", "a", Layer.A, sources=REF) for n in range(5)])
    reader = CatalogueReader(graph)
    before = reader.read()
    put(store, Product("p1", "Q", "a", Layer.B, sources=REF), print="2")
    put(store, Product("p10", "R", "a", Layer.B, sources=REF))
    store.withdraw(Product, ["p3"], date(2026, 6, 1), "d")
    store.add_links(Product, {"p4": [ProductLink(ProductLinkKind.BUILT_ON, "p0")]}, "d")
    after = reader.refresh(before)
    assert list(after.products) == ["p0", "p1", "p10", "p2", "p4"]
    assert after.products["p1"].name == "Q"
    assert after.products["p4"].linked(ProductLinkKind.BUILT_ON) == ("p0",)
    assert after.products["p0"] is before.products["p0"]
    assert after.companies is before.companies
    assert same(after, reader.read())
    assert list(before.products) == [f"p{n}" for n in range(5)]


def test_a_graph_that_was_emptied_is_another_graph(graph: Graph, store: GraphStore) -> None:
    put(store, Company("a", "A", sources=REF))
    reader = CatalogueReader(graph)
    before = reader.read()
    empty(graph)
    put(store, Company("b", "B", sources=REF))
    assert store.version() == before.version
    assert list(reader.refresh(before).companies) == ["b"]


def test_vectors_are_kept_by_content(graph: Graph) -> None:
    vectors = GraphVectors(graph)
    rows = {f"p{n}": (f"key{n}", np.eye(8, dtype=np.float32)[n]) for n in range(3)}
    assert vectors.missing("m", {"p0": "key0"}) == ["p0"]
    vectors.save("m", rows)
    held = vectors.held("m")
    assert {product: key for product, (key, _) in held.items()} == {"p0": "key0", "p1": "key1", "p2": "key2"}
    assert all(np.array_equal(held[product][1], row) for product, (_, row) in rows.items())
    assert vectors.missing("m", {"p0": "key0", "p1": "other", "p9": "key9"}) == ["p1", "p9"]
    assert vectors.missing("another model", {"p0": "key0"}) == ["p0"]
    vectors.save("m", {"p1": ("other", np.eye(8, dtype=np.float32)[7])})
    assert vectors.held("m")["p1"][0] == "other"
    assert vectors.held("m")["p1"][1].dtype == np.float32
    assert vectors.held("m")["p1"][1][7] == 1.0


def test_vectors_do_not_move_the_version_but_come_with_a_refresh(graph: Graph, store: GraphStore) -> None:
    put(store, Product("p0", "P", "a", Layer.A, sources=REF))
    reader, vectors = CatalogueReader(graph), GraphVectors(graph)
    before = reader.read()
    vectors.save("m", {"p0": ("k", np.ones(8, np.float32))})
    after = reader.refresh(before)
    assert after.version == before.version
    assert after.vectors["m"].ids == ("p0",)
    vectors.save("m", {"p0": ("k2", np.zeros(8, np.float32)), "p1": ("k", np.ones(8, np.float32))})
    again = reader.refresh(after)
    assert (again.vectors["m"].ids, again.vectors["m"].keys) == (("p0", "p1"), ("k2", "k"))
    assert after.vectors["m"].matrix[0, 0] == 1.0
    assert same(again, reader.read())


def test_what_a_snapshot_brought_along_is_not_read_again(graph: Graph) -> None:
    GraphVectors(graph).save("m", {"p0": ("k", np.ones(8, np.float32))})
    catalogue = CatalogueReader(graph).read()
    GraphVectors(graph).save("m", {"p1": ("k", np.ones(8, np.float32))})
    assert set(GraphVectors(graph, catalogue.vectors).held("m")) == {"p0"}
    assert set(GraphVectors(graph, {}).held("m")) == {"p0", "p1"}


def test_many_small_blocks_are_put_together(graph: Graph) -> None:
    vectors = GraphVectors(graph)
    before = CatalogueReader(graph).read()
    for n in range(200):
        vectors.save("m", {f"p{n % 150:03}": (f"key{n}", np.full(4, n, np.float32))})
    blocks = graph.rows("MATCH (b:VectorBlock) RETURN count(b) AS found, max(b.count) AS largest")
    assert blocks[0]["found"] <= 120
    assert 1 < blocks[0]["largest"] <= BLOCK
    held = vectors.held("m")
    latest = {f"p{n % 150:03}": n for n in range(200)}
    assert {key: (value[0], value[1][0]) for key, value in held.items()} == {
        key: (f"key{n}", float(n)) for key, n in latest.items()
    }
    assert same(CatalogueReader(graph).refresh(before), CatalogueReader(graph).read())


def test_a_snapshot_taken_while_others_write_is_whole(graph: Graph, store: GraphStore) -> None:
    """Whatever moment it shows: every product's company is in it, since the company was written first."""
    origin = store.begin(SOURCE)
    stop = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set() and n < 200:
            store.put([Entry(Company(f"c{n}", "C", sources=REF), "1")], origin)
            store.put([Entry(Product(f"p{n}", "P", f"c{n}", Layer.A, sources=REF), "1")], origin)
            n += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        reader = CatalogueReader(graph)
        catalogue = reader.read()
        for _ in range(5):
            assert all(one.company in catalogue.companies for one in catalogue.products.values())
            catalogue = reader.refresh(catalogue)
    finally:
        stop.set()
        thread.join()
    assert same(reader.refresh(catalogue), reader.read())


_spec = importlib.util.spec_from_file_location(
    "graph_strategies", Path(__file__).parents[1] / "graph" / "strategies.py"
)
assert _spec is not None
assert _spec.loader is not None
strategies = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(strategies)


@given(st.lists(strategies.entities(), min_size=1, max_size=6, unique_by=lambda one: (type(one), _key(one))))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_engine_keeps_every_value(graph: Graph, entities: list[Any]) -> None:
    """Any text, number, date, empty and absent value, through the wire and the disk and back."""
    empty(graph)
    store = GraphStore(graph)
    origin = store.begin(SOURCE)
    for cls in {type(one) for one in entities}:
        store.put([Entry(one, "1") for one in entities if type(one) is cls], origin)
    for one in entities:
        held = store.held(type(one), [_key(one)])[_key(one)]
        assert held == _with_source(one)


def _key(entity: Any) -> str:
    return f"{entity.company}|{entity.category}" if isinstance(entity, ReportingException) else entity.id


def _with_source(entity: Any) -> Any:
    """As the graph gives it back: with a source, and without a merge, which only identity resolution writes."""
    if isinstance(entity, Company):
        entity = replace(entity, merged_into=None)
    if hasattr(entity, "sources") and not entity.sources:
        entity = replace(entity, sources=(SourceRef(SOURCE.id, ""),))
    return entity


IDS = st.sampled_from(["a", "b", "c", "d"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("company"), st.builds(Company, IDS, st.sampled_from("AB"), sources=st.just(REF))),
        st.tuples(
            st.just("product"),
            st.builds(Product, IDS, st.sampled_from("PQ"), IDS, st.sampled_from(list(Layer)), sources=st.just(REF)),
        ),
        st.tuples(st.just("withdraw"), st.tuples(st.sampled_from([Company, Product]), IDS)),
        st.tuples(st.just("links"), IDS),
        st.tuples(st.just("stub"), IDS),
        st.tuples(st.just("vectors"), st.lists(IDS, min_size=1, unique=True)),
        st.tuples(st.just("merge"), st.tuples(IDS, IDS)),
        st.tuples(st.just("source"), st.sampled_from(["1", "2"])),
        st.tuples(st.just("look"), st.none()),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_refreshing_equals_reading(graph: Graph, steps: Sequence[tuple[str, Any]]) -> None:
    empty(graph)
    store, reader, vectors = GraphStore(graph), CatalogueReader(graph), GraphVectors(graph)
    origin: Origin = store.begin(SOURCE)
    catalogue = reader.read()
    for number, (what, value) in enumerate(steps):
        if what in ("company", "product"):
            store.put([Entry(value, value.name)], origin)
        elif what == "withdraw":
            store.withdraw(value[0], [value[1]], date(2026, 6, 1), "d")
        elif what == "links":
            store.add_links(Company, {value: [Holding("a", number / 20)]}, "d")
        elif what == "stub":
            store.put_stubs([Company(value, "stub", sources=REF)], origin)
        elif what == "vectors":
            vectors.save("m", {one: (str(number), np.full(4, number, np.float32)) for one in value})
        elif what == "merge":
            _merge(graph, *value)
        elif what == "source":
            origin = store.begin(replace(SOURCE, id=f"source:d:{value}", retrieved_at=f"2026-05-0{number % 9 + 1}"))
        else:
            catalogue = reader.refresh(catalogue)
    assert same(reader.refresh(catalogue), reader.read())


def _merge(graph: Graph, into: str, merged: str) -> None:
    with suppress(NotFound):  # one of them is not there; nothing was changed
        GraphIdentity(graph).save_found([{"id": f"{merged}|{into}", "into": into, "merged": merged}], [])
