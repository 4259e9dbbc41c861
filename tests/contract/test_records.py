"""The program's own records: one suite over the graph and the stand-in in memory."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from graph.connection import Graph
from graph.errors import BadInput, Conflict
from graph.records import GraphRecords, MemoryRecords
from graph.store import GraphStore
from service.access import Keys, Role, Unauthenticated
from service.key_store import RecordKeys
from service.records import Records

pytestmark = pytest.mark.contract

Both = GraphRecords | MemoryRecords


@pytest.fixture(params=["graph", "memory"])
def records(request: pytest.FixtureRequest, graph: Graph) -> Both:
    return GraphRecords(graph) if request.param == "graph" else MemoryRecords()


def test_it_serves_the_port(records: Both) -> None:
    port: Records = records
    assert port.get("job", "1") is None


def test_a_record_comes_back_as_it_was_put(records: Both) -> None:
    body = {"text": "naïve — “quoted” 中\n", "n": 1, "f": 0.25, "none": None, "list": [1, {"a": []}], "yes": True}
    made = records.put("job", "1", body, owner="me", now="2026-06-01T00:00:00+00:00")
    assert (made.version, made.owner, made.created_at) == (1, "me", "2026-06-01T00:00:00+00:00")
    assert made.body == body
    assert records.get("job", "1") == made
    assert records.get("job", "2") is None
    assert records.get("jo", "b1") is None


def test_versions_count_and_guard(records: Both) -> None:
    records.put("job", "1", {"n": 1}, expected_version=0, owner="me", now="2026-06-01")
    with pytest.raises(Conflict, match="exists already"):
        records.put("job", "1", {"n": 2}, expected_version=0)
    second = records.put("job", "1", {"n": 2}, expected_version=1, now="2026-06-02")
    assert (second.version, second.created_at, second.updated_at, second.owner) == (2, "2026-06-01", "2026-06-02", "me")
    with pytest.raises(Conflict, match="version 2, not 1"):
        records.put("job", "1", {"n": 3}, expected_version=1)
    with pytest.raises(Conflict, match="does not exist"):
        records.put("job", "9", {}, expected_version=4)
    assert records.get("job", "9") is None
    assert records.get("job", "1") == second
    assert records.put("job", "1", {"n": 4}).version == 3


def test_deleting(records: Both) -> None:
    records.put("job", "1", {})
    with pytest.raises(Conflict):
        records.delete("job", "1", expected_version=2)
    assert records.delete("job", "1", expected_version=1)
    assert not records.delete("job", "1")
    assert records.get("job", "1") is None
    assert list(records.scan("job")) == []
    assert records.put("job", "1", {}, expected_version=0).version == 1


def test_lists_are_pages_in_the_order_of_ids(records: Both) -> None:
    for number in (3, 1, 2, 10):
        records.put("search", f"s{number}", {"n": number}, owner="me" if number < 3 else "you")
    records.put("searches", "s0", {})
    records.put("a", "z", {})
    assert [one.id for one in records.list("search")] == ["s1", "s10", "s2", "s3"]
    assert [one.id for one in records.list("search", limit=2)] == ["s1", "s10"]
    assert [one.id for one in records.list("search", after="s10", limit=2)] == ["s2", "s3"]
    assert [one.id for one in records.list("search", owner="me")] == ["s1", "s2"]
    assert [one.id for one in records.scan("search")] == ["s1", "s10", "s2", "s3"]
    assert list(records.list("nothing")) == []


def test_a_log_keeps_the_order_of_writing(records: Both) -> None:
    records.append("audit", [{"n": n} for n in range(3)], now="2026-06-01")
    last = records.append("audit", [{"n": n} for n in range(3, 1503)])
    assert [one.body["n"] for one in records.scan("audit")] == list(range(1503))
    assert [one.id for one in records.scan("audit", since=last[-2].id)] == [last[-1].id]
    assert list(records.append("audit", [])) == []
    records.append("other", [{"n": 0}])
    assert len(list(records.scan("other"))) == 1


@pytest.mark.parametrize(("kind", "id"), [("", "1"), ("job", ""), ("job", "a\x1fb"), ("jo\nb", "1")])
def test_names_that_could_be_confused_are_refused(records: Both, kind: str, id: str) -> None:
    with pytest.raises(BadInput):
        records.put(kind, id, {})


def test_of_writers_at_once_one_wins(records: Both) -> None:
    """Each thread adds 1 as often as it takes: no addition may be lost."""
    records.put("counter", "c", {"n": 0})
    failed: list[BaseException] = []

    def add() -> None:
        try:
            for _ in range(5):
                while True:
                    held = records.get("counter", "c")
                    assert held is not None
                    try:
                        records.put("counter", "c", {"n": held.body["n"] + 1}, expected_version=held.version)
                        break
                    except Conflict:
                        continue
                records.append("log", [{"by": threading.current_thread().name}])
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    held = records.get("counter", "c")
    assert held is not None
    assert (held.body, held.version) == ({"n": 15}, 16)
    ids = [one.id for one in records.scan("log")]
    assert len(ids) == len(set(ids)) == 15


def test_the_graphs_version_does_not_move(graph: Graph) -> None:
    before = GraphStore(graph).version()
    GraphRecords(graph).put("job", "1", {})
    GraphRecords(graph).append("audit", [{}])
    assert GraphStore(graph).version() == before


def test_keys_live_among_the_records(records: Both) -> None:
    keys = Keys(RecordKeys(records), lambda: datetime(2026, 6, 1, tzinfo=UTC))
    text, key = keys.create(Role.COMPANY, "Acme's", company="a")
    assert keys.check(text).company == "a"
    assert [one.prefix for one in keys.list()] == [key.prefix]
    stored = records.get("api_key", key.prefix)
    assert stored is not None
    assert text.split("_", 2)[2] not in str(stored.body)  # the secret itself may hold underscores
    keys.revoke(key.prefix)
    with pytest.raises(Unauthenticated):
        keys.check(text)
    assert RecordKeys(records).get_key("") is None
