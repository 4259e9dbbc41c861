from __future__ import annotations

import importlib.util
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from graph.connection import Graph
from graph.errors import Conflict, NotFound
from graph.model import Company, Layer, Opportunity, Product, Source, SourceRef
from graph.model.package import (
    Decision,
    Package,
    PackageEvent,
    PackageKind,
    PackageMember,
    PackageProduct,
    PackageScope,
    PackageStatus,
)
from graph.packages import GraphPackages
from graph.rows.codec import codec_of
from graph.store import Entry, GraphStore
from service.packages.store import PackageStore
from service.stores import package_store

pytestmark = pytest.mark.contract

_spec = importlib.util.spec_from_file_location(
    "graph_strategies", Path(__file__).parents[1] / "graph" / "strategies.py"
)
assert _spec is not None
assert _spec.loader is not None
strategies = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(strategies)

REF = (SourceRef("source:d:1", "1"),)
PACKAGE = Package(
    "package:1",
    PackageKind.ON_DEMAND,
    PackageScope.REGIONAL,
    "Cloud for schools",
    anchor="a",
    members=(
        PackageMember("a", "anchor", (Layer.A, Layer.B), date(2026, 1, 1)),
        PackageMember("b", "security", (Layer.D,), date(2026, 1, 1), date(2026, 5, 1)),
    ),
    products=(PackageProduct("p", 0.5), PackageProduct("q")),
    markets=("eac", "global"),
    opportunity="o",
    requirements="eight servers",
    valid_to=date(2027, 1, 1),
    history=(PackageEvent("2026-01-01T00:00:00Z", "officer", "created"),),
    created_at="2026-01-01T00:00:00Z",
    notes=(("support", "financing"),),
)


@pytest.fixture
def packages(graph: Graph) -> GraphPackages:
    store = GraphStore(graph)
    origin = store.begin(Source("source:d:1", "d", "https://example.org", "CC0", "2026-05-01", "0" * 64))
    store.put([Entry(Company(key, key, sources=REF), "1") for key in "ab"], origin)
    store.put([Entry(Product(key, key, "a", Layer.A, sources=REF), "1") for key in "pq"], origin)
    store.put([Entry(Opportunity("o", "Cloud", sources=REF), "1")], origin)
    return GraphPackages(graph)


@given(strategies.of(Package))
@settings(max_examples=50, deadline=None)
def test_every_package_fits_into_a_row(package: Package) -> None:
    codec = codec_of(Package)
    assert codec.decode(codec.encode(package)) == package


def test_it_serves_the_port(graph: Graph) -> None:
    port: PackageStore = package_store(graph)
    assert port.get("package:9") is None
    assert list(port.all()) == []


def test_a_package_comes_back_as_it_was_saved(packages: GraphPackages) -> None:
    stored = packages.save(PACKAGE, 0)
    assert stored == replace(PACKAGE, version=1)
    assert packages.get("package:1") == stored
    decision = Decision(
        PackageStatus.DESIGNATED, date(2026, 6, 1), ("Commerce", "State"), "as stated", "officer", REF[0]
    )
    changed = replace(stored, status=PackageStatus.DESIGNATED, decision=decision, opportunity=None, notes=())
    assert packages.save(changed, 1) == replace(changed, version=2)
    assert packages.get("package:1") == replace(changed, version=2)
    assert packages.all() == [replace(changed, version=2)]


def test_it_is_drawn_in_the_graph(packages: GraphPackages, graph: Graph) -> None:
    packages.save(PACKAGE, 0)
    packages.save(replace(PACKAGE, version=1, products=PACKAGE.products[:1], opportunity=None), 1)
    drawn = graph.rows(
        "MATCH (p:Package)-[r]->(x) RETURN type(r) AS type, x.id AS id, r.role AS role, r.layers AS layers, "
        "r.left AS left, r.value_share AS share ORDER BY type, id"
    )
    nothing = {"role": None, "layers": None, "left": None, "share": None}
    assert drawn == [
        {**nothing, "type": "HAS_MEMBER", "id": "a", "role": "anchor", "layers": ["A", "B"]},
        {**nothing, "type": "HAS_MEMBER", "id": "b", "role": "security", "layers": ["D"], "left": "2026-05-01"},
        {**nothing, "type": "INCLUDES", "id": "p", "share": 0.5},
        {**nothing, "type": "LED_BY", "id": "a"},
        {**nothing, "type": "TARGETS", "id": "eac"},
        {**nothing, "type": "TARGETS", "id": "global"},
    ]


def test_versions_guard(packages: GraphPackages) -> None:
    packages.save(PACKAGE, 0)
    with pytest.raises(Conflict, match="exists already"):
        packages.save(PACKAGE, 0)
    packages.save(PACKAGE, 1)
    with pytest.raises(Conflict, match="version 2, not 1"):
        packages.save(PACKAGE, 1)
    with pytest.raises(Conflict, match="does not exist"):
        packages.save(replace(PACKAGE, id="package:2"), 1)
    assert packages.get("package:2") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"anchor": "z"},
        {"members": (PackageMember("z"),)},
        {"products": (PackageProduct("z"),)},
        {"opportunity": "z"},
    ],
)
def test_what_is_not_there_cannot_be_in_a_package(packages: GraphPackages, wrong: dict[str, object]) -> None:
    with pytest.raises(NotFound, match="'z'"):
        packages.save(replace(PACKAGE, **wrong), 0)  # type: ignore[arg-type]
    assert packages.all() == []


def test_lists(packages: GraphPackages) -> None:
    first = packages.save(PACKAGE, 0)
    second = packages.save(
        replace(PACKAGE, id="package:0", members=(), status=PackageStatus.DECLINED, opportunity=None), 0
    )
    assert packages.all() == [second, first]


def test_of_writers_at_once_one_wins(packages: GraphPackages) -> None:
    packages.save(PACKAGE, 0)
    won: list[str] = []

    def save(name: str) -> None:
        try:
            packages.save(replace(PACKAGE, title=name), 1)
            won.append(name)
        except Conflict:
            pass

    threads = [threading.Thread(target=save, args=(f"title {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = packages.get("package:1")
    assert stored is not None
    assert [stored.title] == won
    assert stored.version == 2
