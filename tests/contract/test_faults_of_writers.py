"""An ingest whose server is killed, writers that get in each other's way, a client killed within a statement."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph, open_graph
from graph.errors import GraphUnavailable
from graph.model import Code
from graph.schema import migrate
from graph.store import GraphStore
from ingest.pipeline import Options, ingest
from ingest.sink import Kind, MemorySink
from service.graph_sink import GraphSink

pytestmark = [pytest.mark.contract, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
CODES = 6_000  # six batches


def test_an_ingest_whose_server_is_killed_is_completed_by_the_next(killable: Any, tmp_path: Path) -> None:
    codes = tmp_path / "cpv.tsv"
    rows = (f"{10_000_000 + number}\tmade-up code {number}\n" for number in range(CODES))
    codes.write_text("code\ten\n" + "".join(rows), encoding="utf-8")
    whole = MemorySink()
    ingest([codes], whole)
    graph = open_graph(killable.start())
    migrate(graph)

    def kill_half_way(file: str, read: int) -> None:
        del file
        if read >= CODES // 2:
            os.kill(killable.process(), signal.SIGKILL)

    with pytest.raises(GraphUnavailable) as caught:
        ingest([codes], GraphSink(GraphStore(graph)), Options(progress=kill_half_way))
    assert caught.value.hint
    graph.close()
    with open_graph(killable.start()) as again:
        store = GraphStore(again)
        half = store.every(Code)
        assert 0 < len(half) < CODES
        assert len(half) % 1_000 == 0  # whole batches only
        report = ingest([codes], GraphSink(store)).files[0]
        assert (report.total.new, report.total.unchanged) == (CODES - len(half), len(half))
        assert store.every(Code) == whole.nodes[Kind.CODE]
        assert [one.outcome for one in store.runs()] == ["stopped", "complete"]


def test_writers_who_stand_in_each_others_way_are_both_done_once(graph: Graph) -> None:
    """Each locks what the other wants next: the server sends one of them back, who is to begin again."""
    graph.run("UNWIND ['a', 'b'] AS id CREATE (:Record {id: id, times: 0})")
    both_hold_one = threading.Barrier(2, timeout=30)
    tries = {"ab": 0, "ba": 0}
    failed: list[BaseException] = []
    add = "MATCH (r:Record {id: $id}) SET r.times = r.times + 1"

    def write(order: str) -> None:
        def work(tx: Any) -> None:
            tries[order] += 1
            tx.run(add, id=order[0]).consume()
            if tries[order] == 1:
                both_hold_one.wait()
            tx.run(add, id=order[1]).consume()

        try:
            graph.write(work)
        except BaseException as error:  # looked at below
            failed.append(error)

    threads = [threading.Thread(target=write, args=(order,)) for order in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sum(tries.values()) > 2  # otherwise nobody was sent back, and nothing was tried
    assert graph.rows("MATCH (r:Record) RETURN r.id AS id, r.times AS times ORDER BY id") == [
        {"id": "a", "times": 2},
        {"id": "b", "times": 2},
    ]


CLIENT = """
import sys
from graph.connection import GraphAddress, open_graph
graph = open_graph(GraphAddress(*sys.argv[1:5]))
print("ready", flush=True)
graph.read(lambda tx: tx.run(sys.argv[5]).data(), seconds=None)
"""
ENDLESS = "MATCH (a:Record), (b:Record), (c:Record) WHERE a.id + b.id + c.id = '-' RETURN count(*) AS n"


def test_a_neo4j_stops_what_a_killed_client_left_running(graph: Graph) -> None:
    if graph.dialect.embedded:
        pytest.skip("the embedded engine does so after a time: tests/graph/server/test_lifetime.py")
    graph.run("UNWIND range(1, 3000) AS n CREATE (:Record {id: toString(n)})")
    running = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery = $text RETURN count(*) AS n"
    at = graph.address
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, at.uri, at.user, at.password, at.database, ENDLESS],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert client.stdout is not None
    assert client.stdout.readline().strip() == "ready"
    deadline = time.monotonic() + 30
    while graph.rows(running, text=ENDLESS) == [{"n": 0}]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    client.kill()
    client.wait()
    while graph.rows(running, text=ENDLESS) != [{"n": 0}]:
        assert time.monotonic() < deadline + 30
        time.sleep(0.1)
