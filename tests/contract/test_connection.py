"""The connection on every engine: transactions, repeats, time limits, bookmarks, errors in plain words."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest
from neo4j import ManagedTransaction

from graph.connection import Graph, GraphAddress, open_graph
from graph.deadline import TooSlow
from graph.errors import BadInput, Conflict, GraphUnavailable

pytestmark = pytest.mark.contract

# Counts without reading anything: busy for a while on every engine, harmless to all.
BUSY = "UNWIND range(1, $n) AS a UNWIND range(1, $n) AS b WITH a, b WHERE (a * b) % 7 = 3 RETURN count(*) AS n"
BUSY_SIZE = 8_000


def count(graph: Graph, label: str = "Company") -> int:
    return int(graph.rows(f"MATCH (n:{label}) RETURN count(n) AS n")[0]["n"])


def test_rows_come_back_as_plain_values(graph: Graph) -> None:
    stored: dict[str, Any] = {
        "id": "1",
        "name": "Ödön & Söhne",
        "tags": ["a", "b"],
        "share": 0.51,
        "raw": b"\x00\xff\x01",
    }
    graph.run("CREATE (c:Company) SET c = $row", row=stored)
    assert graph.rows("MATCH (c:Company) RETURN properties(c) AS row") == [{"row": stored}]


def test_all_of_a_transaction_is_kept_or_nothing(graph: Graph) -> None:
    def half(tx: ManagedTransaction) -> None:
        tx.run("CREATE (:Company {id: '1'})").consume()
        raise RuntimeError("the program failed here")

    with pytest.raises(RuntimeError, match="failed here"):
        graph.write(half)
    assert count(graph) == 0


def test_a_read_cannot_write(graph: Graph) -> None:
    with pytest.raises(Conflict, match="should only read"):
        graph.rows("CREATE (:Company {id: '1'})")
    assert count(graph) == 0


def test_a_reader_sees_what_was_just_written(graph: Graph) -> None:
    for number in range(20):
        graph.run("CREATE (:Company {id: $id})", id=str(number))
        assert count(graph) == number + 1


def test_a_second_node_of_the_same_key_is_refused(graph: Graph) -> None:
    graph.run("CREATE (:Company {id: '1'})")
    with pytest.raises(Conflict):
        graph.run("CREATE (:Company {id: '1'})")
    assert count(graph) == 1


def test_writers_of_the_same_new_keys_all_succeed_and_double_nothing(graph: Graph) -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(8)

    def writer() -> None:
        start.wait()
        try:
            for key in range(25):
                graph.run(
                    "MERGE (c:Company {id: $id}) ON CREATE SET c.seen = 1 ON MATCH SET c.seen = c.seen + 1", id=str(key)
                )
        except BaseException as error:  # looked at in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=writer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert graph.rows("MATCH (c:Company) RETURN count(c) AS n, sum(c.seen) AS seen") == [{"n": 25, "seen": 200}]


def test_a_slow_read_ends_at_its_time_limit(graph: Graph) -> None:
    started = time.monotonic()
    with pytest.raises(TooSlow):
        graph.read(lambda tx: tx.run(BUSY, n=BUSY_SIZE).data(), seconds=0.2)
    assert time.monotonic() - started < 60  # it ended by the limit's own error, and not only with the test
    assert count(graph) == 0


def still_running(graph: Graph) -> list[str]:
    """The texts of what the server runs now, but for this question."""
    if not graph.dialect.embedded:
        rows = graph.rows("SHOW TRANSACTIONS YIELD currentQuery RETURN currentQuery AS text")
        return [row["text"] for row in rows if row["text"] and "SHOW TRANSACTIONS" not in row["text"]]
    at = graph.address
    response = httpx.post(
        f"{at.sql_url}/api/v1/server",
        json={"command": f"list queries database {at.database}"},
        auth=(at.user, at.password),
        trust_env=False,
    )
    return [one["text"] for one in response.json()["result"]]


@pytest.mark.parametrize("mode", ["read", "write"])
def test_the_server_stops_what_was_given_up_on(graph: Graph, mode: str) -> None:
    graph.run("UNWIND range(1, 3000) AS n CREATE (:Company {id: toString(n)})")
    endless = "MATCH (a:Company), (b:Company), (c:Company) WHERE a.id + b.id + c.id = '-' RETURN count(*) AS n"
    endless += f"_{mode}"  # one left running by the other mode would be taken for ours
    counted: list[Any] = []
    other = threading.Thread(target=lambda: counted.append(graph.rows(BUSY, n=1_500)))
    other.start()
    with pytest.raises(TooSlow):
        getattr(graph, mode)(lambda tx: tx.run(endless).data(), seconds=1.0)
    other.join()
    assert len(counted) == 1  # another thread's statement is let alone
    deadline = time.monotonic() + 20
    while endless in still_running(graph) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert endless not in still_running(graph)
    assert count(graph) == 3000  # and the connection serves again


def test_a_write_that_took_too_long_is_not_kept(graph: Graph) -> None:
    def slow(tx: ManagedTransaction) -> None:
        tx.run("CREATE (:Company {id: 'late'})").consume()
        time.sleep(1.0)

    class Impatient(Graph):
        def _patience(self, seconds: float | None) -> float | None:
            return seconds  # the client's own limit, without the grace that a server gets for its own

    impatient = Impatient(graph.address, graph.driver, graph.dialect, graph._bookmarks)
    with pytest.raises(TooSlow):
        impatient.write(slow, seconds=0.3)
    time.sleep(1.2)
    assert count(graph) == 0


def test_a_wrong_password_is_named_and_not_shown(address: GraphAddress) -> None:
    with pytest.raises(GraphUnavailable, match="was refused") as caught:
        open_graph(replace(address, password="not-the-password-7391"))
    assert "7391" not in f"{caught.value} {caught.value!r} {address!r}"
    assert address.password not in repr(address)


def test_a_database_that_is_not_there_is_named(address: GraphAddress) -> None:
    with pytest.raises(GraphUnavailable, match="nosuchdatabase"):
        open_graph(replace(address, database="nosuchdatabase"))


def test_nothing_that_answers_is_said_at_once() -> None:
    with pytest.raises(GraphUnavailable, match="Nothing answers"):
        open_graph(GraphAddress("bolt://127.0.0.1:9", "neo4j", "secret-5512", "neo4j"))


@pytest.mark.parametrize("uri", ["http://localhost:7474", "localhost:7687", "", "bolt+x://a"])
def test_what_is_no_address_is_refused(uri: str) -> None:
    with pytest.raises(BadInput, match="address"):
        open_graph(GraphAddress(uri, "neo4j", "secret-5512", "neo4j"))


def test_a_password_inside_of_an_address_is_not_shown() -> None:
    address = GraphAddress("bolt://neo4j:secret-5512@127.0.0.1:9", "neo4j", "", "neo4j")
    with pytest.raises(BadInput, match="settings of their own") as caught:
        open_graph(address)
    assert "5512" not in f"{caught.value} {caught.value.__cause__} {address!r}"


def test_a_server_without_tls_is_told_apart(address: GraphAddress) -> None:
    if "+s" in address.uri:
        pytest.skip("this server speaks TLS")
    with pytest.raises(GraphUnavailable, match="encrypted"):
        open_graph(replace(address, uri=address.uri.replace("bolt://", "bolt+s://")))
