"""The API under load, measured: ``python -m bench.api [--seconds S] [--clients N] [--large N] [--requests N]``.

One worker of ``alliedstack serve`` over the embedded graph with real products, and in the same run a bare FastAPI route
that does only the matrix product of the same match for texts whose vectors it holds. Matches are measured for questions
asked before, for texts read before, and for texts never seen, since each leaves out other work. Then the same over many
products, which are generated. Beside the time stands the processor time that an answer took of the server, which says
the same on a machine that others use as well.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.api_bare import FILE_VARIABLE
from bench.api_large import COUNT_VARIABLE, KEY_FILE_VARIABLE, bare_file, large_corpus
from bench.api_load import load, request
from bench.api_questions import TEXTS, asked_before, mixed, never_seen, read_before, searches
from bench.api_server import Running, running, uvicorn
from service.access import Role
from service.ingesting import ingest_paths
from service.ranking import models_of_settings
from service.served import Served, open_served
from service.settings import Settings, bundled_data_dir

WARM_SECONDS = 3.0
MEMORY_STEP = 10_000  # requests between two looks at the server's memory
DIFFERENT = 50_000  # questions and texts made; more than are answered in a run


@dataclass(frozen=True, slots=True)
class Row:
    """``rate``: answers a second; ``cpu``: milliseconds of the server's processor time an answer; times in ms."""

    name: str
    rate: float
    p50: float
    p95: float
    p99: float
    cpu: float
    errors: int

    def line(self, base: Row) -> str:
        times = f"{base.rate / self.rate:.1f} ({self.cpu / base.cpu:.1f})"
        figures = f"{self.rate:,.0f} | {self.p50:.0f} | {self.p95:.0f} | {self.p99:.0f} | {self.cpu:.2f}"
        return f"| {self.name} | {figures} | {times} | {self.errors} |"


HEAD = (
    "| | answers/s | p50 ms | p95 ms | p99 ms | CPU ms an answer | times the bare route (of its CPU) | errors |\n"
    "|---|---|---|---|---|---|---|---|"
)


def measured(name: str, server: Running, requests: Sequence[bytes], clients: int, seconds: float) -> Row:
    """The requests over and over for ``seconds``, after a few that warm the server up."""
    load(server.port, requests[-len(TEXTS) :], clients, WARM_SECONDS)
    before = server.cpu()
    found = load(server.port, requests, clients, seconds)
    cpu = 1000 * (server.cpu() - before) / len(found.seconds)
    p50, p95, p99 = (1000 * float(value) for value in np.percentile(found.seconds, [50, 95, 99]))
    errors = sum(count for code, count in found.codes.items() if code >= 400)
    return Row(name, found.rate, p50, p95, p99, cpu, errors)


def bare(file: Path, clients: int, seconds: float) -> Row:
    """The route that does the matrix product alone."""
    requests = [request("POST", "/match", body=json.dumps({"text": text}).encode()) for text in TEXTS]
    with running(uvicorn("bench.api_bare:make"), "/openapi.json", {FILE_VARIABLE: str(file)}) as server:
        return measured("bare route, matrix product alone", server, requests, clients, seconds)


def matches(server: Running, key: str, clients: int, seconds: float) -> list[Row]:
    """POST /v1/matches in its three cases."""
    cases = {
        "match, the question was asked before": asked_before(key),
        "match, the text was read before": read_before(key, DIFFERENT),
        "match, the text was never seen": never_seen(key, DIFFERENT, 1),
    }
    load(server.port, never_seen(key, len(TEXTS), 0), 1, 1e9, most=len(TEXTS))  # until the models are loaded
    return [measured(name, server, requests, clients, seconds) for name, requests in cases.items()]


def fill(served: Served, file: Path) -> str:
    """Real products into the graph, and the bare route's file; an officer's key."""
    ports = served.stores.ingest
    supply = bundled_data_dir() / "supply" / "fedramp_products_2025-01-30.json"
    markets = bundled_data_dir() / "markets"
    ingest_paths(ports.sink, [markets, supply], state_dir=ports.state_dir, layer_of=ports.layer_of)
    served.app.changed()
    bare_file(file, served.app.models, served.app.snapshot().corpus)
    return served.keys.create(Role.OFFICER, "bench")[0]


def real(folder: Path, clients: int, seconds: float, many: int) -> None:
    """``alliedstack serve`` over a graph with real products."""
    data, file = folder / "data", folder / "real.npz"
    with open_served(Settings(data_dir=data)) as served:
        key = fill(served, file)
        count = len(served.app.snapshot().corpus)
    base = bare(file, clients, seconds)
    environment = {"ALLIEDSTACK_DATA_DIR": str(data), "ALLIEDSTACK_API_RATE_PER_MINUTE": "1000000000"}
    print(
        f"{count:,} real products, {clients} clients, one worker, {os.cpu_count()} cores\n\n{HEAD}\n{base.line(base)}"
    )
    with running(["cli.main", "serve", "--no-ui"], "/ready", environment) as server:
        for row in matches(server, key, clients, seconds):
            print(row.line(base))
        print(measured("GET /v1/products?words=", server, searches(key), clients, seconds).line(base))
        requests = mixed(key, DIFFERENT * 2)
        print(f"\nmemory before: {server.resident():.0f} MB")
        for done in range(0, many, MEMORY_STEP):
            load(server.port, requests[done % len(requests) :], clients, 1e9, most=MEMORY_STEP)
            print(f"memory after {done + MEMORY_STEP:,} requests: {server.resident():.0f} MB")


def large(folder: Path, count: int, clients: int, seconds: float) -> None:
    """The same routes over many generated products."""
    file, key_file = folder / "large.npz", folder / "key"
    models = models_of_settings()
    bare_file(file, models, large_corpus(models, count))
    base = bare(file, clients, seconds)
    environment = {COUNT_VARIABLE: str(count), KEY_FILE_VARIABLE: str(key_file)}
    print(
        f"\n{count:,} generated products, {clients} clients, one worker, graph in memory\n\n{HEAD}\n{base.line(base)}"
    )
    with running(uvicorn("bench.api_large:make"), "/ready", environment) as server:
        for row in matches(server, key_file.read_text(encoding="ascii"), clients, seconds):
            print(row.line(base))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--large", type=int, default=100_000, help="generated products; 0: only the real ones")
    parser.add_argument("--requests", type=int, default=100_000, help="of the memory test; 0: none")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        real(Path(name), asked.clients, asked.seconds, asked.requests)
        if asked.large > 0:
            large(Path(name), asked.large, asked.clients, asked.seconds)


if __name__ == "__main__":
    main()
