"""Migrations on every engine: forward only, repeatable, from two processes at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from graph.connection import Graph
from graph.errors import Conflict
from graph.schema import MIGRATIONS, Change, Migration, SchemaTooNew, Unique, migrate, schema_number
from graph.schema.apply import checksum
from graph.schema.migrations import KEYS
from graph.search_index import SearchIndex

pytestmark = pytest.mark.contract

NEXT = len(MIGRATIONS) + 1
COUNT = "MERGE (t:Tried {id: 'x'}) SET t.times = coalesce(t.times, 0) + 1"
COUNTED = Migration(NEXT, "a change that would show if it ran twice", (Unique("Tried"), Change(COUNT)))


@pytest.fixture
def forgetful(graph: Graph) -> Iterator[Graph]:
    """The graph, which forgets the migrations of the test."""
    yield graph
    graph.run("MATCH (m:Migration) WHERE m.number >= $next DETACH DELETE m", next=NEXT)


def test_numbers_count_from_one_and_names_differ() -> None:
    assert [m.number for m in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))
    assert len({m.name for m in MIGRATIONS}) == len(MIGRATIONS)


def test_running_again_does_nothing(graph: Graph) -> None:
    assert migrate(graph) == []
    assert schema_number(graph) == len(MIGRATIONS)


def test_every_key_is_unique_in_the_graph(graph: Graph) -> None:
    rows = graph.rows("SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties")
    held = {(row["labelsOrTypes"][0], row["properties"][0]) for row in rows if "UNIQUE" in row["type"]}
    assert set(KEYS) <= held


def test_indexes_are_ready(graph: Graph) -> None:
    SearchIndex(graph).prepare()
    rows = graph.rows("SHOW INDEXES YIELD name, type, state")
    assert {row["state"] for row in rows} == {"ONLINE"}
    held = {(row["name"], row["type"]) for row in rows}
    assert {("product_vector", "VECTOR"), ("product_text", "FULLTEXT")} <= held


def test_two_at_once_run_each_migration_once(forgetful: Graph) -> None:
    ran: list[Migration] = []
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        try:
            ran.extend(migrate(forgetful, (*MIGRATIONS, COUNTED)))
        except BaseException as error:  # looked at in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert ran == [COUNTED]
    assert forgetful.rows("MATCH (t:Tried) RETURN t.times AS times") == [{"times": 1}]


def test_an_older_program_is_refused(forgetful: Graph) -> None:
    migrate(forgetful, (*MIGRATIONS, COUNTED))
    with pytest.raises(SchemaTooNew, match=f"schema {NEXT}; this program knows schemas up to {NEXT - 1}"):
        migrate(forgetful)


def test_a_migration_that_was_edited_is_refused(forgetful: Graph) -> None:
    migrate(forgetful, (*MIGRATIONS, COUNTED))
    edited = Migration(NEXT, COUNTED.name, (Unique("Other"),))
    with pytest.raises(Conflict, match=str(NEXT)):
        migrate(forgetful, (*MIGRATIONS, edited))


def test_a_corrected_name_is_no_other_migration() -> None:
    assert checksum(COUNTED) == checksum(Migration(NEXT, "a better name", COUNTED.steps))
