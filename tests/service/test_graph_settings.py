"""The graph by its settings, and the papers that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from graph.errors import BadInput
from graph.schema import MIGRATIONS
from service.graph import graph_status, open_store_graph, reset_graph, start_graph, stop_graph
from service.serving import ServeSettings
from service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
# Read where they are needed, not by the composition root.
ELSEWHERE = {"ALLIEDSTACK_GRAPH_HEAP", "ALLIEDSTACK_MOVE_PASSWORD", "ALLIEDSTACK_API_URL"}
TESTS = {f"ALLIEDSTACK_TEST_NEO4J_{key}" for key in ("URI", "USER", "PASSWORD", "DATABASE")}


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    made = Settings(data_dir=tmp_path, neo4j_uri=None)
    yield made
    stop_graph(made)


def test_started_looked_at_emptied_stopped(settings: Settings) -> None:
    assert not graph_status(settings).running
    started = start_graph(settings)
    assert (started.running, started.kept, started.schema) == (True, True, MIGRATIONS[-1].number)
    assert started.nodes == {}
    with open_store_graph(settings) as graph:
        graph.run("CREATE (:Company {id: '1'})-[:OFFERS]->(:Product {id: '2'})")
    status = graph_status(settings)
    assert (status.nodes, status.relationships) == ({"Company": 1, "Product": 1}, {"OFFERS": 1})
    assert reset_graph(settings) == 3  # the two, and the turn that migrations took
    emptied = graph_status(settings)
    assert (emptied.nodes, emptied.schema) == ({}, MIGRATIONS[-1].number)
    assert stop_graph(settings)
    assert not graph_status(settings).running
    assert not stop_graph(settings)


def test_a_neo4j_that_does_not_answer_is_shown_and_not_stopped(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, neo4j_uri="bolt://127.0.0.1:9", neo4j_password=SecretStr("secret-5512"))
    status = graph_status(settings)
    assert not status.running
    assert "Nothing answers" in status.problem
    assert "5512" not in repr(status) + repr(settings)
    with pytest.raises(BadInput):
        stop_graph(settings)


def named(text: str) -> set[str]:
    return set(re.findall(r"ALLIEDSTACK_[A-Z0-9_]*[A-Z0-9]", text))


def known() -> set[str]:
    fields = {*Settings.model_fields, *ServeSettings.model_fields}
    return {f"ALLIEDSTACK_{name.upper()}" for name in fields} | ELSEWHERE


def test_every_setting_of_the_graph_is_in_the_manual() -> None:
    manual = (ROOT / "docs/graph.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `(ALLIEDSTACK_\w+)` \|", manual, re.MULTILINE))
    assert {f"ALLIEDSTACK_{name.upper()}" for name in Settings.model_fields} | {"ALLIEDSTACK_GRAPH_HEAP"} == rows
    assert named(manual) <= known() | TESTS


@pytest.mark.parametrize("path", sorted((ROOT / "deploy").rglob("*.yaml")), ids=lambda path: path.name)
def test_what_is_deployed_sets_only_what_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert named(text) <= known()
    assert list(yaml.safe_load_all(text))
    assert not re.search(r"(?i)password:\s*[a-z0-9]{6,}\s*$", text, re.MULTILINE)  # none is written down
