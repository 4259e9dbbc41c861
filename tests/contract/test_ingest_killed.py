"""An ingest that is killed with SIGKILL half-way and repeated ends as one that never was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.connection import Graph, GraphAddress
from graph.model import Code
from graph.store import GraphStore
from ingest.pipeline import ingest
from ingest.sink import Kind, MemorySink
from service.graph_sink import GraphSink

ROOT = Path(__file__).resolve().parents[2]
CODES = 4_000  # four batches
WAIT = 60.0  # seconds until the run must have written its first batches

RUN = """
import json, sys
from dataclasses import fields
from pathlib import Path
from graph.connection import GraphAddress, open_graph
from graph.store import GraphStore
from ingest.pipeline import ingest
from service.graph_sink import GraphSink
with open_graph(GraphAddress(*json.loads(sys.stdin.read()))) as graph:
    ingest([Path(sys.argv[1])], GraphSink(GraphStore(graph)))
"""


@pytest.mark.contract
def test_a_killed_run_is_completed_by_the_next(graph: Graph, address: GraphAddress, tmp_path: Path) -> None:
    store = GraphStore(graph)
    codes = tmp_path / "cpv.tsv"
    rows = (f"{10_000_000 + number}\tmade-up code {number}\n" for number in range(CODES))
    codes.write_text("code\ten\n" + "".join(rows), encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(codes)], stdin=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}
    )
    assert run.stdin is not None
    named = [address.uri, address.user, address.password, address.database]
    run.stdin.write(json.dumps(named).encode())
    run.stdin.close()
    deadline = time.monotonic() + WAIT
    while (
        not list(graph.rows("MATCH (c:Code) RETURN c.id LIMIT 1"))
        and time.monotonic() < deadline
        and run.poll() is None
    ):
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    assert run.wait(timeout=WAIT) == -signal.SIGKILL, "the run ended before it could be killed"
    half = store.every(Code)
    whole = MemorySink()
    ingest([codes], whole)
    expected = whole.nodes[Kind.CODE]
    assert 0 < len(half) < len(expected)
    assert len(half) % 1_000 == 0  # whole batches only

    report = ingest([codes], GraphSink(store)).files[0]
    assert report.total.new == len(expected) - len(half)
    assert report.total.unchanged == len(half)
    assert store.every(Code) == expected
    assert [one.outcome for one in store.runs()] == ["stopped", "complete"]
