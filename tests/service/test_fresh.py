"""Nobody waits for a new snapshot: the one before goes on serving until the new one is ready."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from graph.catalogue import Catalogue
from service.app import Alliedstack
from service.fresh import ServedAlliedstack
from service.settings import Settings
from service.snapshot import Snapshot

SECONDS = 10.0


class Graph:
    """What the program would read: a version, and a matcher that is ready when the test says so."""

    def __init__(self) -> None:
        self.version = 1
        self.ready = threading.Event()
        self.ready.set()
        self.made: dict[int, Snapshot] = {}

    def read(self) -> Snapshot:
        return self.made.setdefault(self.version, Snapshot(Catalogue(self.version), {}, self._matcher))

    def _matcher(self) -> Any:
        assert self.ready.wait(SECONDS)
        return object()


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Graph:
    found = Graph()
    monkeypatch.setattr(Alliedstack, "snapshot", lambda self, *, illustrative=False: found.read())
    monkeypatch.setattr("service.fresh.LOOK_SECONDS", 0.0)  # look every time
    return found


@pytest.fixture
def app(graph: Graph, tmp_path: Path) -> ServedAlliedstack:
    del graph
    return ServedAlliedstack(Settings(data_dir=tmp_path))


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.01)
    return False


def test_the_one_before_serves_while_the_new_one_is_prepared(app: ServedAlliedstack, graph: Graph) -> None:
    _ = app.snapshot().matcher
    graph.version = 2
    graph.ready.clear()
    for _ in range(3):
        assert app.snapshot().version == 1  # at once, although the new matcher is not ready
    held = app.held()
    assert held is not None
    assert held.version == 1
    graph.ready.set()
    assert until(lambda: app.snapshot().version == 2)
    assert app.snapshot().matched


def test_where_nobody_matched_the_new_one_is_there_at_once(app: ServedAlliedstack, graph: Graph) -> None:
    assert app.snapshot().version == 1
    graph.version = 2
    graph.ready.clear()
    assert app.snapshot().version == 2


def test_an_own_change_is_seen_at_once_also_while_an_older_one_is_prepared(
    app: ServedAlliedstack, graph: Graph
) -> None:
    _ = app.snapshot().matcher
    graph.version = 2
    graph.ready.clear()
    assert app.snapshot().version == 1  # version 2 is being prepared
    graph.version = 3
    app.changed()
    seen: list[int] = []
    asking = threading.Thread(target=lambda: seen.append(app.snapshot().version))
    asking.start()
    graph.ready.set()
    asking.join(SECONDS)
    assert seen == [3]
    assert until(lambda: app.snapshot().version == 3)


def test_a_large_change_is_prepared_by_who_made_it(app: ServedAlliedstack, graph: Graph) -> None:
    _ = app.snapshot().matcher
    graph.version = 2
    graph.ready.clear()
    changing = threading.Thread(target=app.changed_much)
    changing.start()
    assert app.snapshot().version == 1
    graph.ready.set()
    changing.join(SECONDS)
    assert (app.snapshot().version, app.snapshot().matched) == (2, True)


def test_a_failed_preparation_is_tried_again(app: ServedAlliedstack, graph: Graph) -> None:
    _ = app.snapshot().matcher

    def fails() -> Any:
        raise OSError("no room")

    graph.version = 2
    graph.made[2] = Snapshot(Catalogue(2), {}, cast(Any, fails))
    assert app.snapshot().version == 1
    graph.made[2] = Snapshot(Catalogue(2), {}, cast(Any, object))
    assert until(lambda: app.snapshot().version == 2)
