"""The dependency audit tells a clean bill from no answer."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", Path(__file__).parents[2] / "scripts" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


audit = _load()
GOOD = {"name": "good", "version": "1.0", "vulns": []}
BAD = {"name": "bad", "version": "0.9", "vulns": [{"id": "PYSEC-2099-1", "fix_versions": ["1.0"], "aliases": []}]}
UNKNOWN = {"name": "ours", "skip_reason": "Dependency not found on PyPI and could not be audited: ours (1.0)"}


def said(*packages: Any) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("out", "err", "code", "words"),
    [
        (said(*[GOOD] * 12), "", audit.SOUND, "12 packages compared"),
        (said(*[GOOD] * 12, UNKNOWN), "", audit.SOUND, "Not in the database: ours."),
        (said(*[GOOD] * 12, BAD), "Found 1 known vulnerability", audit.VULNERABLE, "PYSEC-2099-1, repaired in 1.0"),
        (said(*[UNKNOWN] * 12, BAD), "", audit.VULNERABLE, "PYSEC-2099-1"),  # what is known counts, however little
        (said(*[UNKNOWN] * 12), "No known vulnerabilities found", audit.NOT_ASKED, "0 of 12"),
        (said(), "", audit.NOT_ASKED, "0 of 0"),
        ("", "requests.exceptions.ConnectionError: Max retries exceeded", audit.NOT_ASKED, "did not answer"),
        ("", "ERROR:pip_audit._cli:Could not connect to the vulnerability feed", audit.NOT_ASKED, "did not answer"),
        ("", "error: unrecognized arguments: --no-such", audit.BROKEN, "unrecognized arguments"),
        ("{}", "", audit.BROKEN, "said nothing"),
    ],
)  # fmt: skip
def test_what_pip_audit_says_is_told_apart(out: str, err: str, code: int, words: str) -> None:
    found = audit.verdict(out, err)
    assert found.code == code
    assert words in "\n".join(found.lines)


def test_what_is_installed_is_asked_for_without_local_parts_and_without_ourselves() -> None:
    pinned = audit.pinned()
    assert any(line.startswith("fastapi==") for line in pinned)
    assert not any("+" in line or line.startswith("alliedstack") for line in pinned)
