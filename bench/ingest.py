"""Ingest, measured: ``python -m bench.ingest [--records N] [--gleif N] [--graph]``.

Parsing and validation of OCDS and catalogues (records a second, nothing written); the memory that GLEIF records take,
in a process of its own; with ``--graph``, writing products against a bare UNWIND of the same rows on the embedded
engine. The files are real records repeated under new ids up to the size asked for: right for speed, nothing else.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from graph.model import IngestRun, Source
from ingest.items import Entity, Writable
from ingest.pipeline import ingest
from ingest.sink import Kind, Tally, fingerprint

ROOT = Path(__file__).resolve().parent.parent
DATA, FIXTURES = ROOT / "data", ROOT / "tests" / "fixtures" / "ingest"
GOAL_RECORDS = 3_000  # a second, parsed and validated
GOAL_MEMORY = 400  # megabytes for 100,000 GLEIF records
GOAL_WRITES = 1.3  # times a bare UNWIND of the same rows
_ROUNDS = 3  # the best of so many: the machine has other work
_KILO = 1024  # ru_maxrss is in kilobytes on Linux


class Counting:
    """A sink that keeps nothing, so that reading alone is measured."""

    def __init__(self) -> None:
        self.items = 0

    def begin(self, source: Source) -> None:
        del source

    def write(self, kind: Kind, items: Sequence[Writable]) -> Tally:
        del kind
        self.items += len(items)
        return Tally(new=len(items))

    def held(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Entity]:
        del kind, ids
        return {}

    def live(self, dataset: str) -> Iterator[tuple[Kind, str]]:
        del dataset
        return iter(())

    def withdraw(self, kind: Kind, ids: Sequence[str], on: date, dataset: str) -> int:
        del kind, ids, on, dataset
        return 0

    def live_links(self, dataset: str) -> Iterator[tuple[Kind, str, str]]:
        del dataset
        return iter(())

    def withdraw_links(self, kind: Kind, links: Sequence[tuple[str, str]], on: date, dataset: str) -> int:
        del kind, links, on, dataset
        return 0

    def record_run(self, run: IngestRun) -> None:
        del run

    def runs(self) -> Sequence[IngestRun]:
        return ()

    def sources(self) -> Sequence[Source]:
        return ()


def ocds_file(folder: Path, size: int) -> Path:
    """British and Colombian processes repeated under new ids, one release a line."""
    lines = (DATA / "demand" / "ocds_uk_contracts_finder.jsonl").read_text(encoding="utf-8").splitlines()
    releases = [json.loads(line) for line in lines]
    releases += json.loads((DATA / "demand" / "ocds_colombia_compra.json").read_text(encoding="utf-8"))["releases"]
    path = folder / "ocds.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(size):
            release = {**releases[number % len(releases)]}
            release["ocid"] = f"{release['ocid']}-{number}"
            file.write(json.dumps(release, ensure_ascii=False) + "\n")
    return path


def catalogue_file(folder: Path, size: int) -> Path:
    """The made-up consortium repeated under new names, marked as made up."""
    import csv

    with (DATA / "example" / "illustrative_consortium.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    path = folder / "catalogue.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for number in range(size):
            row = {**rows[number % len(rows)], "basis": "illustrative"}
            row["company"] = f"{row['company']} {number // len(rows)}"
            row["product"] = f"{row['product']} {number}" if row.get("product") else ""
            writer.writerow(row)
    return path


def gleif_file(folder: Path, size: int, kind: str) -> Path:
    """Real level 1 records repeated under other LEIs with right check digits."""
    records = json.loads((FIXTURES / "gleif-lei-data.json").read_text(encoding="utf-8"))
    if kind == "json":
        path = folder / "lei.json"
        with path.open("w", encoding="utf-8") as file:
            file.write('{"records":[')
            for number in range(size):
                record = {**records[number % len(records)], "LEI": made_up_lei(number)}
                file.write(("," if number else "") + json.dumps(record))
            file.write("]}")
        return path
    text = (FIXTURES / "gleif-lei-data.xml").read_text(encoding="utf-8")
    start, end = text.index("<lei:LEIRecord "), text.rindex("</lei:LEIRecord>") + len("</lei:LEIRecord>")
    parts = [f"{part}</lei:LEIRecord>" for part in text[start:end].split("</lei:LEIRecord>")[:-1]]
    path = folder / "lei.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write(text[:start])
        for number in range(size):
            part, old = parts[number % len(parts)], records[number % len(records)]["LEI"]
            file.write(part.replace(f"<lei:LEI>{old}</lei:LEI>", f"<lei:LEI>{made_up_lei(number)}</lei:LEI>"))
        file.write(text[end:])
    return path


def made_up_lei(number: int) -> str:
    """An LEI that no issuer gave (prefix 0000), with the check digits of ISO 17442."""
    body = f"000000{number:012d}"
    return f"{body}{98 - int(body + '00') % 97:02d}"


def rate(name: str, path: Path, size: int) -> None:
    rounds = [_timed(lambda: ingest([path], Counting())) for _ in range(_ROUNDS)]
    wall, work = (min(times) for times in zip(*rounds, strict=True))
    print(
        f"{name:10} {size:8,} records in {wall:6.2f} s: {size / wall:8,.0f} a second (goal {GOAL_RECORDS:,}); "
        f"{size / work:,.0f} a second of processor time"
    )


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    """(seconds on the clock, seconds of processor time): they differ where others use the machine too."""
    began, used = time.perf_counter(), time.process_time()
    report = work()
    seconds = (time.perf_counter() - began, time.process_time() - used)
    [one] = report.files
    assert not one.failed, one.failed
    assert one.quarantined == 0, f"{one.quarantined} records refused"
    return seconds


def memory(path: Path, size: int) -> None:
    """Read ``path`` in a process of its own and print the most memory that it held."""
    done = subprocess.run(  # noqa: S603 - this program itself
        [sys.executable, "-m", "bench.ingest", "--only", str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    seconds, work, megabytes = (float(word) for word in done.stdout.split())
    print(
        f"gleif {path.suffix[1:]:4} {size:8,} records in {seconds:6.2f} s: {size / seconds:8,.0f} a second "
        f"({size / work:,.0f} of processor time), {megabytes:.0f} MB at most (goal {GOAL_MEMORY})"
    )


def read_only(path: Path) -> None:
    seconds, work = _timed(lambda: ingest([path], Counting()))
    print(seconds, work, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KILO)


def writes(size: int, folder: Path) -> None:
    """Products through the whole pipeline's sink against one UNWIND statement that stores the same rows."""
    from graph.connection import open_graph
    from graph.maintenance import empty
    from graph.model import Product
    from graph.schema import migrate
    from graph.server import embedded
    from graph.store import GraphStore
    from ingest.sink import MemorySink
    from service.graph_sink import GraphSink

    memory_sink = MemorySink()
    ingest([catalogue_file(folder, size)], memory_sink)
    [source] = memory_sink.sources()
    products = [one for one in memory_sink.nodes[Kind.PRODUCT].values() if isinstance(one, Product)]
    companies = list(memory_sink.nodes[Kind.COMPANY].values())
    batches = [products[start : start + 1000] for start in range(0, len(products), 1000)]
    with embedded(folder / "graph") as address, open_graph(address) as graph:
        times: dict[str, list[float]] = {"bare": [], "sink": []}
        for _ in range(_ROUNDS):
            for name in ("bare", "sink"):
                migrate(graph)
                empty(graph)
                sink = GraphSink(GraphStore(graph))
                sink.begin(source)
                sink.write(Kind.COMPANY, companies)
                began = time.perf_counter()
                for batch in batches:
                    if name == "sink":
                        sink.write(Kind.PRODUCT, batch)
                    else:
                        _bare(graph, batch, source.dataset)
                times[name].append(time.perf_counter() - began)
    bare, ours = (min(times[name]) for name in ("bare", "sink"))
    print(f"writes     {len(products):8,} products in {ours:6.2f} s, bare UNWIND {bare:.2f} s: {ours / bare:.2f} times "
          f"(goal {GOAL_WRITES})")  # fmt: skip


def _bare(graph: Any, batch: Sequence[Any], dataset: str) -> None:
    """The very rows that the sink writes, in the one statement that writes them, without looking what is there."""
    from graph.cypher import store as cypher
    from graph.rows.kinds import KINDS

    codec = KINDS[type(batch[0])].codec
    rows = []
    for product in batch:
        node = {name: value for name, value in codec.encode(product).items() if value is not None}
        ref = product.sources[0]
        node |= {"id": product.id, "sources": [ref.source_id, ref.locator], "print": fingerprint(product)}
        node |= {"datasets": [dataset], "changed_in": 1}
        rows.append({"id": product.id, "node": node, "company": product.company, "layer": product.layer.value,
                     "source": ref.source_id, "locator": ref.locator})  # fmt: skip
    graph.write(lambda tx: tx.run(cypher.put("Product"), rows=rows).consume() and None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--gleif", type=int, default=100_000)
    parser.add_argument("--graph", action="store_true", help="measure writing too; starts an embedded graph")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only is not None:
        read_only(arguments.only)
        return
    with tempfile.TemporaryDirectory(prefix="alliedstack-bench-") as name:
        folder = Path(name)
        rate("ocds", ocds_file(folder, arguments.records), arguments.records)
        rate("catalogue", catalogue_file(folder, arguments.records), arguments.records)
        for kind in ("json", "xml"):
            memory(gleif_file(folder, arguments.gleif, kind), arguments.gleif)
        if arguments.graph:
            writes(min(arguments.records, 10_000), folder)


if __name__ == "__main__":
    main()
