"""The whole program over a small real catalogue, opened once for all tests that ask for it."""

from __future__ import annotations

import csv
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service.app import Alliedstack
from service.settings import Settings, bundled_data_dir

# FedRAMP services kept of the bundled sample, with whatever they are built on: some of each layer.
FEDRAMP = (
    "AWS US East/West", "AWS GovCloud", "Azure Commercial Cloud", "Azure Government", "GSS One - Azure",
    "Nuance Dragon", "Datavant", "Databricks", "GetWellNetwork", "Abnormal Security", "Commvault", "Qualys",
    "Ask Sage", "Tenable", "Scale AI", "Snowflake", "GitLab",
)  # fmt: skip
MODELS = ("GPT-4o (", "Grok", "Whisper", "Qwen2.5-72B", "DeepSeek-V3", "Amazon Titan")
HARDWARE = ("NVIDIA H100", "NVIDIA L4", "AMD Instinct", "Ascend")
NOTICES = 8  # of each bundled file of demand


@dataclass(frozen=True)
class Program:
    """``app``: opened on ``folder``. ``embedded``: texts that opening it had to embed anew."""

    app: Alliedstack
    folder: Path
    embedded: int


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program on an embedded graph of its own, with a small part of the bundled data and the bundled models."""
    from service.graph_sink import GraphSink
    from service.identity import find_doubles
    from service.ingesting import ingest_paths
    from service.stores import identity_store

    folder = tmp_path_factory.mktemp("program")
    settings = Settings(data_dir=folder / "data", neo4j_uri=None, model_dir=None)
    with Alliedstack(settings) as app:
        report = ingest_paths(
            GraphSink(app.store), cut_sample(folder / "sample"), state_dir=settings.data_dir, layer_of=app.layer_of
        )
        assert report.quarantined == 0
        find_doubles(identity_store(app.graph), app.now())
        app.snapshot()
        app.snapshot(illustrative=True)
        yield Program(app, settings.data_dir, _kept(settings.data_dir / "cache" / "vectors.sqlite"))


def cut_sample(folder: Path) -> tuple[Path, ...]:
    """Files of the bundled sample, some of them cut to a few records; markets and codes whole."""
    data, supply = bundled_data_dir(), folder / "supply"
    supply.mkdir(parents=True)
    products = json.loads((data / "supply" / "fedramp_products_2025-01-30.json").read_text("utf-8"))
    products["products"] = [p for p in products["products"] if any(name in p["cso"] + p["csp"] for name in FEDRAMP)]
    (supply / "fedramp_products_2025-01-30.json").write_text(json.dumps(products), "utf-8")
    kept = {p["id"] for p in products["products"]}
    _cut(data / "supply" / "fedramp_builds_on_edges.csv", supply, lambda line: {row[0] for row in csv.reader([line])}
         | {row[3] for row in csv.reader([line])} <= kept)  # fmt: skip
    _cut(data / "supply" / "epoch_ai_models.csv", supply, lambda line: any(line.startswith(m) for m in MODELS))
    _cut(data / "supply" / "epoch_ml_hardware.csv", supply, lambda line: any(line.startswith(h) for h in HARDWARE))
    _cut(data / "supply" / "mlperf_inference_v4.1_systems.jsonl", supply, lambda line: "Juniper" in line, header=False)
    notices = (data / "demand" / "ted_it_notices.jsonl").read_text("utf-8").splitlines()[:NOTICES]
    (folder / "ted_it_notices.jsonl").write_text("\n".join(notices), "utf-8")
    return data / "markets", data / "example", supply, folder / "ted_it_notices.jsonl"


def _cut(source: Path, target: Path, keep: Callable[[str], bool], *, header: bool = True) -> None:
    head, *lines = source.read_text("utf-8").splitlines(keepends=True)
    first = [head] if header or keep(head) else []
    (target / source.name).write_text("".join([*first, *(line for line in lines if keep(line))]), "utf-8")


def _kept(cache: Path) -> int:
    if not cache.is_file():
        return 0
    with closing(sqlite3.connect(cache)) as connection:
        return int(connection.execute("SELECT count(*) FROM vector").fetchone()[0])


class FakeEndpoint:
    """A local server of the chat completions protocol.

    It answers with ``translation`` when asked to translate, else with ``proposals``; ``answer`` replaces the whole
    body. ``asked`` keeps headers and bodies; ``pause`` is how long it takes, in seconds.
    """

    def __init__(self) -> None:
        self.translation: object = "We need eight servers. And training."
        self.proposals: object = json.dumps({"requirements": []})
        self.answer: object = None
        self.status = 200
        self.pause = 0.0
        self.asked: list[tuple[dict[str, str], dict[str, object]]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.asked.append((dict(self.headers), {**body, "path": self.path}))
                time.sleep(fake.pause)
                self.send_response(fake.status)
                self.end_headers()
                self.wfile.write(fake.body(body["messages"][0]["content"]))

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def body(self, task: str) -> bytes:
        if isinstance(self.answer, bytes):
            return self.answer
        content = self.translation if task.startswith("Translate") else self.proposals
        whole = {"choices": [{"message": {"content": content}}]} if self.answer is None else self.answer
        return json.dumps(whole).encode()


@pytest.fixture(scope="session")
def standing_endpoint() -> Iterator[FakeEndpoint]:
    """One for a program that is opened once for many tests."""
    served = FakeEndpoint()
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    """A language model's endpoint that says what a test wants it to say."""
    served = FakeEndpoint()
    yield served
    served.server.shutdown()
    served.server.server_close()
