"""The oracle and the random worlds, loaded by path: tests are no package."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"tests_matching_teams_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_ORACLE, _WORLDS = _load("oracle"), _load("worlds")


@pytest.fixture(scope="session")
def oracle() -> Callable[[dict[str, Any]], Any]:
    """The second reading of the scenario format: ``oracle(world)``."""
    return _ORACLE.Oracle


@pytest.fixture(scope="session")
def small_worlds() -> Callable[..., Any]:
    """The strategy of small random scenarios."""
    return _WORLDS.worlds


@pytest.fixture(scope="session")
def as_text() -> Callable[[dict[str, Any]], str]:
    return json.dumps
