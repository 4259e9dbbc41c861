"""What the first match needs is loaded before it is asked, and only where there is something to match."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph.catalogue import Catalogue
from service.snapshot import Snapshot
from service.warm import WarmUp


def test_a_service_with_products_is_ready_to_match_and_looks_once(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm = WarmUp(program.app)
    warm.look()
    assert warm.done
    assert program.app.snapshot().matched
    monkeypatch.setattr(type(program.app), "snapshot", lambda self: pytest.fail("looked again"))
    warm.look()


def test_an_empty_service_loads_nothing_and_looks_again(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_matcher() -> Any:
        raise AssertionError("nothing is matched")

    empty = Snapshot(replace(Catalogue(1)), {}, no_matcher)
    monkeypatch.setattr(type(program.app), "snapshot", lambda self: empty)
    warm = WarmUp(program.app)
    warm.look()
    assert not warm.done
