"""Each difference between the engines, held to what :mod:`graph.dialect` says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from graph.connection import Graph
from graph.dialect import Dialect, Engine, version_numbers
from graph.maintenance import empty
from graph.reading import refused_write
from graph.search_index import SearchIndex

pytestmark = pytest.mark.contract

FIND = "CALL db.index.fulltext.queryNodes('product_text', $q) YIELD node RETURN node.id AS id"


def test_the_engine_says_what_it_is(graph: Graph) -> None:
    assert version_numbers(graph.dialect.version) >= (5,)
    assert graph.dialect.embedded == (graph.address.sql_url is not None)


def test_similarity_becomes_a_cosine(graph: Graph) -> None:
    asked = "RETURN vector.similarity.cosine([1.0, 0.0], $other) AS s"
    for other, cosine in (([1.0, 0.0], 1.0), ([0.0, 1.0], 0.0), ([-1.0, 0.0], -1.0), ([1.0, 1.0], 0.5**0.5)):
        assert graph.dialect.cosine(graph.rows(asked, other=other)[0]["s"]) == pytest.approx(cosine, abs=1e-3)


def test_a_zoned_moment_keeps_its_instant(graph: Graph) -> None:
    moment = datetime(2026, 6, 1, 9, 30, tzinfo=timezone(timedelta(hours=3)))
    graph.run("CREATE (:Company {id: '1', at: $at})", at=moment)
    found = graph.rows("MATCH (c:Company) RETURN c.at AS at")[0]["at"]
    assert graph.dialect.moment(found) == moment
    assert graph.dialect.moment(found).tzinfo == UTC


def test_a_write_in_a_read_is_refused_by_the_server_or_by_us(graph: Graph) -> None:
    with graph.driver.session(database=graph.database) as session:
        if graph.dialect.refuses_writes_in_reads:
            with pytest.raises(Exception, match=r"(?i)read access mode"):
                session.execute_read(lambda tx: tx.run("CREATE (:Company {id: '1'})").consume())
        else:
            session.execute_read(lambda tx: tx.run("CREATE (:Company {id: '1'})").consume())
    empty(graph)
    with pytest.raises(type(refused_write())):
        graph.rows("CREATE (:Company {id: '1'})")


@pytest.mark.parametrize(
    "text",
    [
        "speech (edge",
        "a:b",
        'say "hello',
        "C++ / C#",
        "what?",
        "50% off*",
        "AND OR NOT",
        "[x TO y]",
        "~fuzzy^2",
        "a && b || !c",
        "\\",
    ],
)
def test_what_a_user_types_is_no_query_language(graph: Graph, text: str) -> None:
    graph.run("CREATE (:Product {id: '1', name: 'Speech edge hello', description: 'what x y fuzzy and or not'})")
    SearchIndex(graph).prepare()
    graph.rows(FIND, q=graph.dialect.escaped(text))


def test_words_are_found_whatever_stands_around_them(graph: Graph) -> None:
    graph.run("CREATE (:Product {id: '1', name: 'Speech recognition at the edge'})")
    SearchIndex(graph).prepare()
    found = graph.rows(FIND, q=graph.dialect.escaped('speech (edge" NOT'))
    assert found == [{"id": "1"}]


def test_only_new_servers_filter_inside_of_the_index() -> None:
    told = {
        v: Dialect(Engine.NEO4J, v).searches_inside_index for v in ("5.26.12", "2025.12.1", "2026.01.0", "2026.07.1")
    }
    assert told == {"5.26.12": False, "2025.12.1": False, "2026.01.0": True, "2026.07.1": True}
    assert not Dialect(Engine.EMBEDDED, "2026.10.2").searches_inside_index


def test_versions_are_compared_as_numbers() -> None:
    assert version_numbers("5.26.12") < version_numbers("2026.07.1") == (2026, 7, 1)
    assert version_numbers("26.10.2.post1") == (26, 10, 2)
    assert version_numbers("dev") == ()
