"""The graph, measured: ``python -m bench.graph [--sizes 10000,100000] [--engines embedded,neo4j] [--native N]``.

Writing through the store against a bare UNWIND of the same rows in the same run, the snapshot with its memory (in a
process of its own), its refresh after 100 changes, look-ups, and the native indexes. ``neo4j`` is the server that
ALLIEDSTACK_TEST_NEO4J_URI, _USER and _PASSWORD name; everything in its database is deleted.

Products are real ones of the FedRAMP marketplace, repeated under new ids up to the size asked for and marked as made
up (basis ``illustrative``); their vectors are random. Right for speed and memory, for nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from graph.connection import Graph, GraphAddress, open_graph
from graph.model import Basis, Company, Layer, Product, Source, SourceRef

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.store import Entry, Origin

ROOT = Path(__file__).resolve().parent.parent
GOAL_WRITES = 1.3  # times a bare UNWIND of the same rows
GOAL_SNAPSHOT_SECONDS, GOAL_SNAPSHOT_MB, GOAL_SIZE = 6.0, 600, 100_000
GOAL_REFRESH_SECONDS = 0.2  # after 100 changes
BATCH = 1_000
WARM_UP = 5_000  # products written first and not counted: Java compiles what runs often
CHANGES = 100
LOOKUPS = 200
PRODUCTS_OF_A_COMPANY = 4  # FedRAMP has about two, MLPerf about ten
MODEL = "bench-random"
DIMENSIONS = 384
_MEGA = 1 << 20
SOURCE = Source(
    "bench", "bench", "https://marketplace.fedramp.gov", "public domain, made up", "2025-01-30", "0" * 64, True
)

BARE = """
UNWIND $rows AS row
MERGE (n:Product {id: row.id})
SET n += row.node
MERGE (s:Source {id: row.source})
CREATE (n)-[:STATED_BY {locator: row.id}]->(s)
MERGE (c:Company {id: row.company})
MERGE (l:StackLayer {code: row.layer})
CREATE (c)-[:OFFERS]->(n)
CREATE (n)-[:AT_LAYER]->(l)
"""
POINT = "MATCH (p:Product {id: $id}) RETURN p.name AS name"
TWO_HOP = "MATCH (:Product {id: $id})<-[:OFFERS]-(c:Company)-[:OFFERS]->(other:Product) RETURN other.id AS id"


@dataclass(frozen=True, slots=True)
class Engine:
    name: str
    address: GraphAddress


def made_up(size: int) -> Iterator[Product]:
    """Real products under new ids."""
    text = (ROOT / "data" / "supply" / "fedramp_products_2025-01-30.json").read_text(encoding="utf-8")
    real = json.loads(text)["products"]
    layers = list(Layer)
    for number in range(size):
        one = real[number % len(real)]
        yield Product(
            id=f"made-up:{number:07d}",
            name=f"{one['cso']} (made up {number})",
            company=f"made-up:company:{number // PRODUCTS_OF_A_COMPANY:07d}",
            layer=layers[number % len(layers)],
            description=str(one.get("service_desc") or one.get("csp") or "")[:500],
            basis=Basis.ILLUSTRATIVE,
            sources=(SourceRef(SOURCE.id, str(number)),),
        )


def measure(engine: Engine, size: int, native: int) -> None:
    """Print one line for each figure of one engine and size."""
    from graph.maintenance import empty
    from graph.schema import migrate
    from graph.store import GraphStore

    with open_graph(engine.address) as graph:
        empty(graph)
        migrate(graph)
        products = list(made_up(size))
        _bare_seconds(graph, products[:WARM_UP])
        empty(graph)
        bare = _bare_seconds(graph, products)
        empty(graph)
        origin = GraphStore(graph).begin(SOURCE)
        companies = sorted({product.company for product in products})
        stubs = [Company(id=key, name=f"Made-up company {key[-7:]}", basis=Basis.ILLUSTRATIVE) for key in companies]
        for part in _parts(stubs):
            GraphStore(graph).put(_entries(part, 0), origin)
        seconds = _store_seconds(graph, products, origin)
        rate = f"{size / seconds:,.0f}/s"
        say(engine, size, "write products: bare UNWIND", f"{size / bare:,.0f}/s")
        say(engine, size, "write products: store", rate, f"{seconds / bare:.2f} x bare", goal=f"{GOAL_WRITES} x")
        drawn = np.random.default_rng(1).standard_normal((size, DIMENSIONS), dtype=np.float32)
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        took = _vector_seconds(graph, products, drawn)
        say(engine, size, "write vectors as bytes", f"{size / took:,.0f}/s")
        _snapshot(engine, size)
        _refresh(engine, graph, products, origin)
        say(engine, size, "point look-up, median", f"{_median(graph, POINT, products):.1f} ms")
        say(engine, size, "two hops, median", f"{_median(graph, TWO_HOP, products):.1f} ms")
        if native:
            _native(engine, graph, products[:native], drawn[:native])
        empty(graph)


def _parts(items: Sequence[Product] | Sequence[Company]) -> Iterator[Sequence[Product] | Sequence[Company]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def _entries(items: Sequence[Product] | Sequence[Company], print_: int) -> list[Entry]:
    from graph.store import Entry

    return [Entry(item, str(print_)) for item in items]


def _bare_seconds(graph: Graph, products: Sequence[Product]) -> float:
    """The rows that the store writes, by one statement a batch and nothing around it."""
    from graph.rows.kinds import KINDS

    encode = KINDS[Product].codec.encode
    batches = [
        [
            {"id": p.id, "node": encode(p), "source": SOURCE.id, "company": p.company, "layer": p.layer.value}
            for p in products[start : start + BATCH]
        ]
        for start in range(0, len(products), BATCH)
    ]
    started = time.perf_counter()
    for rows in batches:
        graph.run(BARE, rows=rows)
    return time.perf_counter() - started


def _store_seconds(graph: Graph, products: Sequence[Product], origin: Origin) -> float:
    from graph.store import GraphStore

    store = GraphStore(graph)
    started = time.perf_counter()
    for part in _parts(products):
        store.put(_entries(part, 0), origin)
    return time.perf_counter() - started


def _vector_seconds(graph: Graph, products: Sequence[Product], drawn: NDArray[np.float32]) -> float:
    from graph.vectors import GraphVectors

    vectors = GraphVectors(graph)
    started = time.perf_counter()
    for start in range(0, len(products), BATCH):
        rows = zip(products[start : start + BATCH], drawn[start : start + BATCH], strict=True)
        vectors.save(MODEL, {product.id: (product.id, row) for product, row in rows})
    return time.perf_counter() - started


def _snapshot(engine: Engine, size: int) -> None:
    """In a process of its own, so that its memory is that of the snapshot."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.graph", "--snapshot"],
        cwd=ROOT,
        env={**os.environ, "BENCH_GRAPH_ADDRESS": json.dumps(_plain(engine.address))},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, before, after = json.loads(done.stdout)
    goals = size == GOAL_SIZE
    say(engine, size, "snapshot", f"{seconds:.1f} s", goal=f"{GOAL_SNAPSHOT_SECONDS:g} s" if goals else "")
    say(
        engine,
        size,
        "snapshot: memory of the process",
        f"{after:.0f} MB",
        f"{after - before:.0f} MB more than before",
        goal=f"{GOAL_SNAPSHOT_MB} MB" if goals else "",
    )


def snapshot_alone() -> None:
    """What :func:`_snapshot` starts: prints seconds, and megabytes before and after."""
    from graph.catalogue_reader import CatalogueReader

    with open_graph(GraphAddress(**json.loads(os.environ["BENCH_GRAPH_ADDRESS"]))) as graph:
        before = _peak_mb()
        started = time.perf_counter()
        catalogue = CatalogueReader(graph).read()
        seconds = time.perf_counter() - started
        assert catalogue.products
        print(json.dumps([seconds, before, _peak_mb()]))


def _refresh(engine: Engine, graph: Graph, products: Sequence[Product], origin: Origin) -> None:
    from graph.catalogue_reader import CatalogueReader
    from graph.store import GraphStore

    reader = CatalogueReader(graph)
    held = reader.read()
    taken = []
    for round_ in range(1, 4):
        changed = [
            replace(p, description=f"changed {round_}") for p in products[:: max(1, len(products) // CHANGES)][:CHANGES]
        ]
        GraphStore(graph).put(_entries(changed, round_), origin)
        started = time.perf_counter()
        held = reader.refresh(held)
        taken.append(time.perf_counter() - started)
    say(
        engine,
        len(products),
        f"refresh after {CHANGES} changes",
        f"{statistics.median(taken):.3f} s",
        goal=f"{GOAL_REFRESH_SECONDS} s",
    )


def _median(graph: Graph, statement: str, products: Sequence[Product]) -> float:
    """Milliseconds, over products spread through the catalogue."""
    taken = []
    for product in products[:: max(1, len(products) // LOOKUPS)][:LOOKUPS]:
        started = time.perf_counter()
        graph.rows(statement, id=product.id)
        taken.append((time.perf_counter() - started) * 1_000)
    return statistics.median(taken)


def _native(engine: Engine, graph: Graph, products: Sequence[Product], drawn: NDArray[np.float32]) -> None:
    from graph.search_index import SearchIndex

    index = SearchIndex(graph)
    started = time.perf_counter()
    index.put_vectors(MODEL, [product.id for product in products], drawn)
    say(
        engine,
        len(products),
        "write vectors to the native index",
        f"{len(products) / (time.perf_counter() - started):,.0f}/s",
    )
    searches: dict[str, Callable[[int], object]] = {
        "native index: nearest 20": lambda n: index.nearest(MODEL, drawn[n], 20),
        "native index: nearest 20 of one layer": lambda n: index.nearest(MODEL, drawn[n], 20, ["E"]),
        "native index: words, best 20": lambda n: index.words(products[n].name, 20),
        "in memory: nearest 20, exact": lambda n: np.argpartition(drawn @ drawn[n], -20)[-20:],
    }
    for what, search in searches.items():
        search(0)  # the embedded engine builds its index at the first query after a load
        taken = []
        for number in range(0, len(products), max(1, len(products) // 30)):
            started = time.perf_counter()
            search(number)
            taken.append((time.perf_counter() - started) * 1_000)
        say(engine, len(products), what, f"{statistics.median(taken):.2f} ms")


def say(engine: Engine, size: int, what: str, *figures: str, goal: str = "") -> None:
    print(
        f"{engine.name:22} {size:>9,} {what:40} {', '.join(figures)}{f'   (goal {goal})' if goal else ''}", flush=True
    )


def _peak_mb() -> float:
    """The most memory that this process had. Linux hands ``ru_maxrss`` down from the process that started this one."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / _MEGA
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MEGA


def _plain(address: GraphAddress) -> dict[str, str]:
    return {
        "uri": address.uri,
        "user": address.user,
        "password": address.password,
        "database": address.database,
    }


@contextmanager
def engine_named(name: str) -> Iterator[Engine]:
    if name == "neo4j":
        said = {
            key: os.environ.get(f"ALLIEDSTACK_TEST_NEO4J_{key}", "") for key in ("URI", "USER", "PASSWORD", "DATABASE")
        }
        if not said["URI"]:
            sys.exit("Set ALLIEDSTACK_TEST_NEO4J_URI, _USER and _PASSWORD to a Neo4j whose data may be deleted.")
        address = GraphAddress(said["URI"], said["USER"] or "neo4j", said["PASSWORD"], said["DATABASE"] or "neo4j")
        with open_graph(address) as graph:
            version = graph.dialect.version
        yield Engine(f"neo4j {version}", address)
        return
    from graph.server import embedded

    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as address:
        yield Engine("embedded", address)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000", help="numbers of products, comma-separated")
    parser.add_argument("--engines", default="embedded", help="embedded, neo4j, or both, comma-separated")
    parser.add_argument("--native", type=int, default=10_000, help="products to put into the native indexes; 0: none")
    parser.add_argument("--snapshot", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.snapshot:
        snapshot_alone()
        return
    print("Products made up from real ones under new ids; vectors random.")
    for name in options.engines.split(","):
        with engine_named(name.strip()) as engine:
            for size in (int(part) for part in options.sizes.split(",")):
                measure(engine, size, min(options.native, size))


if __name__ == "__main__":
    main()
