"""The API under load, measured: ``python -m bench.api [--seconds S] [--clients N] [--products N] [--requests N]``.

One worker of ``alliedstack serve`` over the embedded graph with real products, and in the same run a bare FastAPI route
that does only the matrix product of the same match; both answer the same texts, whose vectors are held already, so that
neither is measured by its embedding model. Then a search, and memory over many requests.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bench.api_bare import FILE_VARIABLE
from bench.api_load import Measured, load, request
from service.access import Role
from service.ingesting import ingest_paths
from service.served import Served, open_served
from service.settings import Settings, bundled_data_dir

TEXTS = (
    "We need a secure cloud platform to host patient records.",
    "Monitoring of networks and detection of intrusions.",
    "Speech recognition for a call centre in Swahili.",
    "Identity and access management for 5,000 users.",
    "A platform to label satellite images.",
    "Servers with eight GPUs each, for training models.",
    "A data warehouse with pipelines from registries.",
    "Vulnerability scanning of containers.",
)
WARM_SECONDS = 3.0
START_SECONDS = 600.0
MEMORY_STEP = 10_000  # requests between two looks at the server's memory


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _sample(folder: Path, products: int) -> Path:
    """The first ``products`` of the bundled FedRAMP marketplace."""
    source = bundled_data_dir() / "supply" / "fedramp_products_2025-01-30.json"
    whole = json.loads(source.read_text(encoding="utf-8"))
    file = folder / "fedramp.json"
    file.write_text(json.dumps(whole | {"products": whole["products"][:products]}), encoding="utf-8")
    return file


def without_http(served: Served, seconds: float) -> float:
    """Matches a second in one thread of this process: what the API's own work is measured against."""
    from api.schemas.matching import MatchesOut
    from service.matching import MatchWish, match_needs, read_needs
    from service.views import match_view

    def one(text: str) -> str:
        view = match_view(match_needs(served.app, read_needs(served.app, text), MatchWish(market="KE")))
        del view["replay"]
        return MatchesOut.model_validate(view).model_dump_json()

    for text in TEXTS:
        one(text)
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        one(TEXTS[done % len(TEXTS)])
        done += 1
    return done / (time.perf_counter() - started)


def prepare(served: Served, folder: Path, products: int) -> tuple[str, Path]:
    """Load the graph; the officer's key, and the file of the bare route."""
    ports = served.stores.ingest
    ingest_paths(
        ports.sink,
        [bundled_data_dir() / "markets", _sample(folder, products)],
        state_dir=ports.state_dir,
        layer_of=ports.layer_of,
    )
    app = served.app
    app.changed()
    snapshot = app.snapshot()
    corpus = snapshot.corpus
    arrays: dict[str, np.ndarray] = {"ids": np.array([p.id for p in corpus.products]), "texts": np.array(TEXTS)}
    for model, embedder in app.models.embedders.items():
        arrays[f"products:{model}"] = corpus.dense[model]
        arrays[f"queries:{model}"] = embedder.embed_queries(TEXTS)
    file = folder / "bare.npz"
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return served.keys.create(Role.OFFICER, "bench")[0], file


@contextmanager
def running(command: list[str], port: int, ready: str, environment: dict[str, str]) -> Iterator[int]:
    """A server process, from the moment that it answers; its process id."""
    import httpx

    process = subprocess.Popen(  # noqa: S603 - our own program
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"http://127.0.0.1:{port}{ready}", timeout=60.0, trust_env=False).status_code < 500:
                    break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def _resident(pid: int) -> float:
    """Memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1000


def bare(file: Path, clients: int, seconds: float) -> Measured:
    port = _port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "bench.api_bare:make",
        "--factory",
        "--port",
        str(port),
        "--no-access-log",
    ]
    requests = [request("POST", "/match", body=json.dumps({"text": text}).encode()) for text in TEXTS]
    with running(command, port, "/openapi.json", {FILE_VARIABLE: str(file)}):
        load(port, requests, clients, WARM_SECONDS)
        return load(port, requests, clients, seconds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--products", type=int, default=60)
    parser.add_argument("--requests", type=int, default=20_000, help="of the memory test")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        _measure(Path(name), asked.products, asked.clients, asked.seconds, asked.requests)


def _measure(folder: Path, products: int, clients: int, seconds: float, many: int) -> None:
    data = folder / "data"
    with open_served(Settings(data_dir=data)) as served:
        key, file = prepare(served, folder, products)
        alone = without_http(served, seconds / 2)
    base = bare(file, clients, seconds)
    port = _port()
    command = [sys.executable, "-m", "cli.main", "serve", "--no-ui", "--port", str(port)]
    environment = {"ALLIEDSTACK_DATA_DIR": str(data), "ALLIEDSTACK_API_RATE_PER_MINUTE": "1000000000"}
    with running(command, port, "/ready", environment) as pid:
        bodies = [json.dumps({"text": text, "market": "KE"}).encode() for text in TEXTS]
        matches = [request("POST", "/v1/matches", key, body) for body in bodies]
        searches = [request("GET", f"/v1/products?words={word}", key) for word in ("cloud", "security", "data")]
        load(port, matches, clients, WARM_SECONDS)
        matched = load(port, matches, clients, seconds)
        searched = load(port, searches, clients, seconds)
        print(f"{products} products, {clients} clients, one worker, {os.cpu_count()} cores")
        print(base.line("bare route, matrix product"))
        print(f"{'match without HTTP, 1 thread':28} {alone:8.1f}/s")
        print(matched.line("POST /v1/matches"))
        print(f"  {base.rate / matched.rate:.1f}x the time of the bare route, {alone / matched.rate:.2f}x without HTTP")
        print(searched.line("GET /v1/products?words="))
        cheap = [request("GET", "/v1/markets/KE", key)]
        for done in range(0, many, MEMORY_STEP):
            load(port, cheap, clients, 1e9, most=MEMORY_STEP)
            print(f"memory after {done + MEMORY_STEP:,} requests: {_resident(pid):.0f} MB")


if __name__ == "__main__":
    main()
