"""The graph, measured: ``python -m bench.graph [--sizes 10000,100000,1000000] [--engines embedded,neo4j]``.

Writing through the store against a bare UNWIND of the same rows in the same run, the snapshot with its memory (in a
process of its own), its refresh after 100 changes, look-ups, the native indexes, and whole matches through either.
``neo4j`` is the server that ALLIEDSTACK_TEST_NEO4J_URI, _USER and _PASSWORD name; everything in it is deleted.
Products are made up, see bench.graph_data.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.graph_data import BATCH, SOURCE, Engine, batches, company_batches, engine_named, spread, vectors
from bench.graph_match import alone, native_match_ms, read_alone
from graph.connection import Graph, open_graph
from graph.model import Company, Product
from matching.search.embedder import E5_SMALL

if TYPE_CHECKING:
    from graph.store import Entry, Origin

GOAL_WRITES = 1.3  # times a bare UNWIND of the same rows
GOAL_SNAPSHOT_SECONDS, GOAL_SNAPSHOT_MB, GOAL_SIZE = 6.0, 600, 100_000
GOAL_REFRESH_SECONDS = 0.2  # after 100 changes
WARM_UP = 5_000  # products written first and not counted: Java compiles what runs often
COMPARED = 100_000  # products that are written barely, too: of a million the first tenth tells the ratio
CHANGES = 100
LOOKUPS = 200
SEARCHES = 30
MODEL = E5_SMALL.id  # whose place the random vectors take

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


def measure(engine: Engine, size: int, native: int, match: int) -> None:
    """Print one line for each figure of one engine and size. ``match``: the largest size that is searched in memory."""
    from graph.maintenance import empty
    from graph.schema import migrate

    with open_graph(engine.address) as graph:
        empty(graph)
        migrate(graph)
        origin = _written(engine, graph, size)
        took = _vector_seconds(graph, size)
        say(engine, size, "write vectors as bytes", f"{size / took:,.0f}/s")
        _snapshot(engine, size, match=size <= match)
        _refresh(engine, graph, size, origin)
        say(engine, size, "point look-up, median", f"{_median(graph, POINT, size):.1f} ms")
        say(engine, size, "two hops, median", f"{_median(graph, TWO_HOP, size):.1f} ms")
        if native:
            _native(engine, graph, min(native, size))
        empty(graph)


def _written(engine: Engine, graph: Graph, size: int) -> Origin:
    """Fill the graph through the store, and say how long it took beside a bare UNWIND."""
    from graph.maintenance import empty
    from graph.store import GraphStore

    _bare_seconds(graph, WARM_UP)
    empty(graph)
    compared = min(size, COMPARED)
    bare = _bare_seconds(graph, compared)
    empty(graph)
    store = GraphStore(graph)
    origin = store.begin(SOURCE)
    for companies in company_batches(size):
        store.put(_entries(companies, 0), origin)
    seconds, first = 0.0, 0.0
    for number, products in enumerate(batches(size)):
        started = time.perf_counter()
        store.put(_entries(products, 0), origin)
        seconds += time.perf_counter() - started
        if (number + 1) * BATCH <= compared:
            first = seconds
    say(engine, size, "write products: bare UNWIND", f"{compared / bare:,.0f}/s")
    ratio = f"{first / bare:.2f} x bare"
    say(engine, size, "write products: store", f"{size / seconds:,.0f}/s", ratio, goal=f"{GOAL_WRITES} x")
    return origin


def _entries(items: Iterable[Product] | Iterable[Company], print_: int) -> list[Entry]:
    from graph.store import Entry

    return [Entry(item, str(print_)) for item in items]


def _bare_seconds(graph: Graph, size: int) -> float:
    """The rows that the store writes, by one statement a batch and nothing around it."""
    from graph.rows.kinds import KINDS

    encode = KINDS[Product].codec.encode
    seconds = 0.0
    for products in batches(size):
        rows = [
            {"id": p.id, "node": encode(p), "source": SOURCE.id, "company": p.company, "layer": p.layer.value}
            for p in products
        ]
        started = time.perf_counter()
        graph.run(BARE, rows=rows)
        seconds += time.perf_counter() - started
    return seconds


def _vector_seconds(graph: Graph, size: int) -> float:
    from graph.vectors import GraphVectors

    kept = GraphVectors(graph)
    seconds = 0.0
    for number, products in enumerate(batches(size)):
        rows = zip(products, vectors(number * BATCH), strict=False)
        saved = {product.id: (product.id, row) for product, row in rows}
        started = time.perf_counter()
        kept.save(MODEL, saved)
        seconds += time.perf_counter() - started
    return seconds


def _snapshot(engine: Engine, size: int, *, match: bool) -> None:
    found = read_alone(engine.address, match=match)
    goals = size == GOAL_SIZE
    say(engine, size, "snapshot", f"{found.seconds:.1f} s", goal=f"{GOAL_SNAPSHOT_SECONDS:g} s" if goals else "")
    more = f"{found.after_mb - found.before_mb:.0f} MB more than before"
    goal = f"{GOAL_SNAPSHOT_MB} MB" if goals else ""
    say(engine, size, "snapshot: memory of the process", f"{found.after_mb:.0f} MB", more, goal=goal)
    if found.match_ms is not None:
        say(
            engine, size, "prepare the snapshot for matching", f"{found.prepare_seconds:.1f} s, {found.match_mb:.0f} MB"
        )
        say(engine, size, "match through the snapshot", f"{found.match_ms:.1f} ms")


def _refresh(engine: Engine, graph: Graph, size: int, origin: Origin) -> None:
    from graph.catalogue_reader import CatalogueReader
    from graph.store import GraphStore

    reader = CatalogueReader(graph)
    held = reader.read()
    taken = []
    for round_ in range(1, 4):
        changed = [replace(product, description=f"changed {round_}") for product in spread(size, CHANGES)]
        GraphStore(graph).put(_entries(changed, round_), origin)
        started = time.perf_counter()
        held = reader.refresh(held)
        taken.append(time.perf_counter() - started)
    goal = f"{GOAL_REFRESH_SECONDS} s"
    say(engine, size, f"refresh after {CHANGES} changes", f"{statistics.median(taken):.3f} s", goal=goal)


def _median(graph: Graph, statement: str, size: int) -> float:
    """Milliseconds, over products spread through the catalogue."""
    taken = []
    for product in spread(size, LOOKUPS):
        started = time.perf_counter()
        graph.rows(statement, id=product.id)
        taken.append((time.perf_counter() - started) * 1_000)
    return statistics.median(taken)


def _native(engine: Engine, graph: Graph, size: int) -> None:
    """The native indexes over the first ``size`` products."""
    from graph.search_index import SearchIndex

    index = SearchIndex(graph)
    seconds = 0.0
    for number, products in enumerate(batches(size)):
        started = time.perf_counter()
        index.put_vectors(MODEL, [product.id for product in products], vectors(number * BATCH, len(products)))
        seconds += time.perf_counter() - started
    say(engine, size, "write vectors to the native index", f"{size / seconds:,.0f}/s")
    asked = vectors(0)
    names = [product.name for product in next(batches(size))]
    searches: dict[str, Callable[[int], object]] = {
        "native index: nearest 20": lambda n: index.nearest(MODEL, asked[n], 20),
        "native index: nearest 20 of one layer": lambda n: index.nearest(MODEL, asked[n], 20, ["E"]),
        "native index: words, best 20": lambda n: index.words(names[n], 20),
    }
    for what, search in searches.items():
        started = time.perf_counter()
        search(0)  # the embedded engine builds its index at the first query after a load
        first = time.perf_counter() - started
        taken = []
        for number in range(SEARCHES):
            started = time.perf_counter()
            search(number)
            taken.append((time.perf_counter() - started) * 1_000)
        say(engine, size, what, f"{statistics.median(taken):.1f} ms", f"the first {first:.1f} s")
    say(engine, size, "match through the native indexes", f"{native_match_ms(graph):.0f} ms")


def say(engine: Engine, size: int, what: str, *figures: str, goal: str = "") -> None:
    print(
        f"{engine.name:22} {size:>9,} {what:40} {', '.join(figures)}{f'   (goal {goal})' if goal else ''}", flush=True
    )


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000", help="numbers of products, comma-separated")
    parser.add_argument("--engines", default="embedded", help="embedded, neo4j, or both, comma-separated")
    parser.add_argument("--native", type=int, default=10_000, help="products to put into the native indexes; 0: none")
    parser.add_argument("--match", type=int, default=100_000, help="largest size that is also searched in memory")
    parser.add_argument("--alone", choices=("snapshot", "match"), help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.alone:
        alone(options.alone)
        return
    print("Products made up from real ones under new ids; vectors random.")
    for name in options.engines.split(","):
        with engine_named(name.strip()) as engine:
            for size in (int(part) for part in options.sizes.split(",")):
                measure(engine, size, options.native, options.match)


if __name__ == "__main__":
    main()
