"""Moving a whole graph through files, on every engine: equal, resumable, and refused where it would go wrong."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph, GraphAddress, open_graph
from graph.errors import BadInput, Conflict
from graph.maintenance import counts, empty
from graph.schema import migrate
from graph.transfer import export, export_graph, import_graph, load, verify_graph
from graph.transfer.manifest import sha256_of
from graph.transfer.values import dump_line, load_line

pytestmark = pytest.mark.contract

COMPANIES = 25


@pytest.fixture
def filled(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> Graph:
    """Some of every kind of value, in pages so small that there are many of them."""
    monkeypatch.setattr(export, "PAGE", 3)
    monkeypatch.setattr(export, "PART_PAGES", 2)
    monkeypatch.setattr(load, "BATCH", 4)
    text = "Ödön {} \"'\\\n行"
    rows: list[dict[str, Any]] = [
        {"id": f"c{n:02d}", "name": text.format(n), "share": n / 7, "whole": float(n), "count": n}
        for n in range(COMPANIES)
    ]
    for row in rows:
        row |= {"raw": bytes([row["count"], 0, 255]), "tags": ["a", row["name"]], "small": row["count"] % 2 == 0}
    products = [{"id": f"p{n}", "layer": "A", "shares": [0.1, 0.25, float(n)]} for n in range(10)]
    graph.run("UNWIND $rows AS row CREATE (c:Company) SET c = row", rows=rows)
    graph.run("UNWIND $rows AS row CREATE (p:Product) SET p = row", rows=products)
    graph.run("CREATE (:StackLayer {code: 'A', name: 'Hardware'}), (:ScreeningResult {subject: 'c01', outcome: 'x'})")
    graph.run(
        "MATCH (c:Company), (p:Product) WHERE c.count % 10 = toInteger(substring(p.id, 1)) CREATE (c)-[:OFFERS]->(p)"
    )
    graph.run("MATCH (p:Product), (l:StackLayer) CREATE (p)-[:AT_LAYER]->(l)")
    graph.run(  # two relationships of one type between the same two nodes
        "MATCH (a:Company {id: 'c00'}), (b:Company {id: 'c01'}) "
        "CREATE (a)-[:TEAMED_WITH {source: 's', n: 1}]->(b), (a)-[:TEAMED_WITH {source: 's', n: 2}]->(b)"
    )
    return graph


def all_of(graph: Graph) -> tuple[list[Any], list[Any]]:
    nodes = graph.rows(
        "MATCH (n) WHERE NOT n:Migration AND NOT n:MigrationTurn RETURN labels(n) AS l, properties(n) AS p"
    )
    links = graph.rows(
        "MATCH (a)-[r]->(b) "
        "RETURN coalesce(a.id, a.code) AS a, type(r) AS t, coalesce(b.id, b.code) AS b, properties(r) AS p"
    )
    return sorted(nodes, key=dump_line), sorted(links, key=dump_line)


def test_what_was_exported_comes_back_equal(filled: Graph, tmp_path: Path) -> None:
    before, counted = all_of(filled), counts(filled)
    manifest = export_graph(filled, tmp_path / "out")
    assert (manifest.nodes, manifest.relationships) == counted
    empty(filled)
    import_graph(filled, tmp_path / "out")
    assert all_of(filled) == before
    verified = verify_graph(filled, tmp_path / "out")
    assert verified.differences == ()
    assert verified.sampled == sum(counted[0].values()) + sum(counted[1].values())


class Stopped(Exception):
    """Stands for a kill: nothing after it runs."""


class StopAfter:
    def __init__(self, lines: int) -> None:
        self.left = lines

    def __call__(self, what: str, lines: int) -> None:
        self.left -= lines
        if self.left < 0:
            raise Stopped


@pytest.mark.parametrize("lines", [0, 10, 30, 60])
def test_a_stopped_export_goes_on_where_it_was(filled: Graph, tmp_path: Path, lines: int) -> None:
    with pytest.raises(Stopped):
        export_graph(filled, tmp_path, StopAfter(lines))
    with pytest.raises(BadInput, match="no manifest"):
        verify_graph(filled, tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.jsonl")}
    export_graph(filled, tmp_path)
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.jsonl")}
    assert sum(after[name] != changed for name, changed in before.items()) <= 1  # only the part that was being written
    assert verify_graph(filled, tmp_path).differences == ()


@pytest.mark.parametrize("lines", [0, 9, 40, 60])
def test_a_stopped_import_goes_on_and_doubles_nothing(filled: Graph, tmp_path: Path, lines: int) -> None:
    before = all_of(filled)
    export_graph(filled, tmp_path)
    empty(filled)
    with pytest.raises(Stopped):
        import_graph(filled, tmp_path, StopAfter(lines))
    import_graph(filled, tmp_path)
    assert all_of(filled) == before


def test_a_graph_that_holds_something_is_not_imported_into(filled: Graph, tmp_path: Path) -> None:
    export_graph(filled, tmp_path)
    before = all_of(filled)
    with pytest.raises(Conflict, match="not empty"):
        import_graph(filled, tmp_path)
    assert all_of(filled) == before


def test_a_change_of_facts_between_two_runs_starts_the_export_over(filled: Graph, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        export_graph(filled, tmp_path, StopAfter(20))
    filled.run(
        "MATCH (c:Company {id: 'c00'}) SET c.name = 'changed' MERGE (v:GraphVersion {id: 'catalogue'}) SET v.value = 7"
    )
    export_graph(filled, tmp_path)
    assert verify_graph(filled, tmp_path).differences == ()


def test_a_change_during_the_export_is_noticed(filled: Graph, tmp_path: Path) -> None:
    def meddle(what: str, lines: int) -> None:
        filled.run("CREATE (:Company {id: randomUUID()})")

    with pytest.raises(Conflict, match="was changed while"):
        export_graph(filled, tmp_path, meddle)


def test_a_damaged_missing_or_foreign_part_is_named(filled: Graph, tmp_path: Path) -> None:
    export_graph(filled, tmp_path)
    empty(filled)
    part = tmp_path / "nodes-Company-00001.jsonl"
    whole = part.read_bytes()
    part.write_bytes(whole.replace(b"c00", b"c99", 1))
    with pytest.raises(BadInput, match="nodes-Company-00001"):
        import_graph(filled, tmp_path)
    part.unlink()
    with pytest.raises(BadInput, match=r"nodes-Company-00001.* is missing"):
        import_graph(filled, tmp_path)
    part.write_bytes(whole)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    manifest["parts"][0]["file"] = "../elsewhere.jsonl"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BadInput, match="outside"):
        import_graph(filled, tmp_path)
    assert counts(filled) == ({}, {})


def test_verify_finds_what_differs(filled: Graph, tmp_path: Path) -> None:
    export_graph(filled, tmp_path)
    filled.run("MATCH (c:Company {id: 'c03'}) SET c.share = 0.9")
    filled.run("MATCH (:Company {id: 'c00'})-[r:TEAMED_WITH {n: 2}]->() DELETE r")
    filled.run("MATCH (s:ScreeningResult) DETACH DELETE s")
    said = verify_graph(filled, tmp_path).differences
    assert "Company c03: share differs" in said
    assert "TEAMED_WITH: 2 relationships exported, 1 in the graph" in said
    assert "ScreeningResult: 1 nodes exported, 0 in the graph" in said
    assert "ScreeningResult c01: 0 in the graph" in said


def test_a_label_in_a_file_is_no_statement(filled: Graph, tmp_path: Path) -> None:
    export_graph(filled, tmp_path)
    empty(filled)
    part = tmp_path / "nodes-StackLayer-00001.jsonl"
    part.write_bytes(part.read_bytes().replace(b'"StackLayer"', b'"A) DETACH DELETE n //"'))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    for said in manifest["parts"]:
        if said["file"] == part.name:
            said["sha256"] = sha256_of(part)
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BadInput, match="no name of a label"):
        import_graph(filled, tmp_path)


def test_from_the_embedded_engine_to_neo4j_and_back(
    filled: Graph, embedded_address: GraphAddress, neo4j_address: GraphAddress, tmp_path: Path
) -> None:
    with open_graph(embedded_address) as one, open_graph(neo4j_address) as other:
        for graph in (one, other):
            migrate(graph)
        source, target = (one, other) if filled.dialect.embedded else (other, one)
        export_graph(source, tmp_path / "out")
        empty(target)
        import_graph(target, tmp_path / "out")
        assert verify_graph(target, tmp_path / "out").differences == ()
        export_graph(target, tmp_path / "back")
        assert verify_graph(source, tmp_path / "back").differences == ()


def test_values_keep_their_kind() -> None:
    values = {
        "i": 1,
        "f": 1.0,
        "b": True,
        "n": None,
        "raw": b"\x00\xff",
        "list": [1.5, 2.0],
        "text": "\u2028",
        "inf": math.inf,
    }
    back = load_line(dump_line(values))
    assert back == values
    assert {key: type(value) for key, value in back.items()} == {key: type(value) for key, value in values.items()}
    assert math.isnan(load_line(dump_line({"x": math.nan}))["x"])


def test_points_in_time_keep_their_kind(graph: Graph) -> None:
    graph.run("CREATE (:Company {id: '1', d: date('2026-06-01'), t: localdatetime('2026-06-01T09:30:00')})")
    read = graph.rows("MATCH (c:Company) RETURN c.d AS d, c.t AS t")[0]
    back = load_line(dump_line(read))
    graph.run("MATCH (c:Company) SET c.d = $d, c.t = $t", **back)
    assert graph.rows("MATCH (c:Company) RETURN c.d AS d, c.t AS t")[0] == read
