"""What breaks in the middle: servers and clients killed, connections cut, servers that hang. On every engine, nothing
that was committed is lost, nothing is doubled, and the error says what to do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph, GraphAddress, open_graph
from graph.deadline import TooSlow
from graph.errors import GraphUnavailable
from graph.maintenance import counts
from graph.schema import MIGRATIONS, migrate, schema_number
from graph.server import embedded
from graph.transfer import export_graph, verify_graph

pytestmark = [pytest.mark.contract, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
WRITE = "MERGE (k:Record {id: $id}) ON CREATE SET k.times = 1 ON MATCH SET k.times = k.times + 1"
HELD = "MATCH (k:Record) RETURN count(k) AS n, sum(k.times) AS times"


class Proxy:
    """Passes a connection through until it is cut, as a network would."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._pairs: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                return
            self._pairs += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    @staticmethod
    def _pass(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            end.close()

    def cut(self) -> None:
        for end in self._pairs:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def close(self) -> None:
        with suppress(OSError):  # a thread waits in accept, which a mere close does not end
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()


@contextmanager
def through_proxy(address: GraphAddress) -> Iterator[tuple[Graph, Proxy]]:
    host, _, port = address.uri.rpartition(":")
    proxy = Proxy(int(port))
    try:
        with open_graph(replace(address, uri=f"{host}:{proxy.port}")) as graph:
            yield graph, proxy
    finally:
        proxy.close()


def test_a_server_killed_while_writing_loses_and_doubles_nothing(killable: Any) -> None:
    graph = open_graph(killable.start())
    migrate(graph)
    acknowledged: list[int] = []
    failure: list[BaseException] = []

    def writer() -> None:
        try:
            for number in range(100_000):
                graph.run(WRITE, id=str(number))
                acknowledged.append(number)
        except BaseException as error:  # looked at below
            failure.append(error)

    thread = threading.Thread(target=writer)
    thread.start()
    while len(acknowledged) < 50 and thread.is_alive():
        time.sleep(0.01)
    os.kill(killable.process(), signal.SIGKILL)
    thread.join(120)
    assert not thread.is_alive()
    assert isinstance(failure[0], GraphUnavailable)
    assert failure[0].hint
    graph.close()
    with open_graph(killable.start()) as again:
        kept = again.rows(HELD)[0]
        assert len(acknowledged) <= kept["n"] <= len(acknowledged) + 1  # the last one may be there unacknowledged
        assert kept["times"] == kept["n"]
        for number in acknowledged:  # the same batch again
            again.run("MERGE (k:Record {id: $id})", id=str(number))
        assert again.rows(HELD)[0] == kept


CLIENT = """
import sys, time
from graph.connection import GraphAddress, open_graph
graph = open_graph(GraphAddress(*sys.argv[1:5]))
def work(tx):
    tx.run("UNWIND range(1, 500) AS n CREATE (:Record {id: 'half' + toString(n)})").consume()
    print("half", flush=True)
    time.sleep(60)
graph.run("CREATE (:Record {id: 'whole', times: 1})")
graph.write(work)
"""


def test_a_client_killed_during_a_batch_leaves_none_of_it(graph: Graph) -> None:
    at = graph.address
    client = subprocess.Popen(
        [sys.executable, "-c", CLIENT, at.uri, at.user, at.password, at.database],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert client.stdout is not None
    assert client.stdout.readline().strip() == "half"
    client.kill()
    client.wait()
    deadline = time.monotonic() + 30
    while True:  # the server notices that the client is gone
        try:
            graph.run("UNWIND range(1, 500) AS n MERGE (k:Record {id: 'half' + toString(n)}) SET k.times = 1")
            break
        except GraphUnavailable:
            assert time.monotonic() < deadline
    assert graph.rows(HELD) == [{"n": 501, "times": 501}]


def test_a_cut_connection_is_made_again(address: GraphAddress, graph: Graph) -> None:
    with through_proxy(address) as (through, proxy):
        for number in range(5):
            through.run(WRITE, id=str(number))
            proxy.cut()
        assert through.rows(HELD) == [{"n": 5, "times": 5}]


def test_a_connection_cut_within_a_batch_keeps_all_or_nothing(address: GraphAddress, graph: Graph) -> None:
    with through_proxy(address) as (through, proxy):
        cuts = iter([True, False, False])

        def work(tx: Any) -> None:
            tx.run("UNWIND range(1, 100) AS n CREATE (:Record {id: toString(n), times: 1})").consume()
            if next(cuts):
                proxy.cut()
            tx.run("UNWIND range(101, 200) AS n CREATE (:Record {id: toString(n), times: 1})").consume()

        through.write(work)
    assert graph.rows(HELD) == [{"n": 200, "times": 200}]


def test_a_network_that_is_gone_is_said(address: GraphAddress, graph: Graph) -> None:
    with through_proxy(address) as (through, proxy):
        proxy.close()
        with pytest.raises(GraphUnavailable, match=r"Nothing answers|was lost") as caught:
            through.rows("RETURN 1")
        assert address.password not in str(caught.value)
    assert graph.rows("RETURN 1 AS one") == [{"one": 1}]


def test_a_server_that_hangs_is_not_waited_for(killable: Any) -> None:
    with open_graph(killable.start()) as graph:
        graph.rows("RETURN 1")
        os.kill(killable.process(), signal.SIGSTOP)
        started = time.monotonic()
        try:
            with pytest.raises(TooSlow):
                graph.read(lambda tx: tx.run("RETURN 1").data(), seconds=1.0)
            assert time.monotonic() - started < 30
        finally:
            os.kill(killable.process(), signal.SIGCONT)
        assert graph.rows("RETURN 1 AS one") == [{"one": 1}]


def test_an_untrusted_certificate_is_said_and_can_be_allowed(neo4j_server: Any) -> None:
    address = neo4j_server.start("--tls")
    assert address.uri.startswith("bolt+ssc://")
    with open_graph(address) as graph:
        assert graph.rows("RETURN 1 AS one") == [{"one": 1}]
    with pytest.raises(GraphUnavailable, match=r"certificate .* not trusted") as caught:
        open_graph(replace(address, uri=address.uri.replace("+ssc", "+s")))
    assert "ssc" in caught.value.hint
    with pytest.raises(GraphUnavailable):
        open_graph(replace(address, uri=address.uri.replace("+ssc", "")))


def test_a_dump_of_neo4j_is_restored(neo4j_server: Any, tmp_path: Path) -> None:
    address = neo4j_server.start()
    with open_graph(address) as graph:
        migrate(graph)
        graph.run("UNWIND range(1, 50) AS n CREATE (:Company {id: toString(n), raw: $raw})", raw=b"\x00\x01")
        export_graph(graph, tmp_path / "out")
    neo4j_server.stop()
    (tmp_path / "dumps").mkdir()
    neo4j_server.admin("database", "dump", "neo4j", f"--to-path={tmp_path / 'dumps'}")
    with open_graph(neo4j_server.start()) as graph:
        graph.run("MATCH (c:Company) DETACH DELETE c")
    neo4j_server.stop()
    neo4j_server.admin("database", "load", "neo4j", f"--from-path={tmp_path / 'dumps'}", "--overwrite-destination=true")
    with open_graph(neo4j_server.start()) as graph:
        assert counts(graph)[0] == {"Company": 50}
        assert verify_graph(graph, tmp_path / "out").differences == ()
        assert migrate(graph) == []


MIGRATE = """
import sys
from pathlib import Path
from service.graph import open_store_graph
from service.settings import Settings
with open_store_graph(Settings(data_dir=Path(sys.argv[1]))) as graph:
    print(graph.address.uri)
"""


def test_two_processes_bring_a_new_graph_to_its_schema_at_once(data_dir: Path) -> None:
    command = [sys.executable, "-c", MIGRATE, str(data_dir)]
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    with embedded(data_dir) as address, open_graph(address) as graph:
        assert schema_number(graph) == len(MIGRATIONS)
        rows = graph.rows("MATCH (m:Migration) RETURN m.number AS number ORDER BY number")
        assert [row["number"] for row in rows] == list(range(1, len(MIGRATIONS) + 1))
