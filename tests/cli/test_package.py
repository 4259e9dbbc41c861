"""``package``, ``partners`` and ``opportunities`` as they are typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.opportunities import find_opportunities

Run = Callable[..., Any]
SILICON, PEARL = "Example Silicon Systems (illustrative)", "Example Pearl Analytics (illustrative)"
STACK = (
    "Example R8 Training and Inference Server", "Example Pipeline Studio", "Example Atlas Language Model",
    "Example Model Guard", "Example Citizen Service Desk",
)  # fmt: skip
PRODUCTS = [part for name in STACK for part in ("--product", name)]


@pytest.fixture
def made(run: Run) -> str:
    said = run("package", "create", "Ministries", "--anchor", SILICON, *PRODUCTS, "--market", "Kenya", "--by", "Ada")
    assert said.code == 0
    found = re.search(r"Created (package:\w+) \(draft\)", said.text)
    assert found is not None
    return found[1]


def test_from_draft_to_decision(run: Run, made: str, tmp_path: Path) -> None:
    assert made in run("package", "list").out
    shown = run("package", "show", made)
    for words in ("Eligible, content presumption met", "anchor", "Ada: created", "nothing here predicts"):
        assert words in shown.text, words
    joined = run("package", "join", made, PEARL, "--product", "Example Pearl Insight", "--by", "Ada")
    assert joined.code == 0
    assert "Barred" in run("package", "show", made).text
    assert run("package", "leave", made, PEARL, "--why", "barred", "--by", "Ada").code == 0
    assert "proposed" in run("package", "step", made, "propose", "--why", "ready", "--by", "Ada").text
    found = run("package", "search", "--market", "Kenya", "--text", "Wir brauchen Server mit acht GPUs für uns.")
    assert made in found.text
    decided = run(
        "package", "decide", made, "designated", "--office", "Secretary of Commerce", "--grounds", "as published",
        "--on", "2026-06-15", "--by", "Bo",
    )  # fmt: skip
    assert "designated" in decided.text
    out = tmp_path / "dossier.xlsx"
    assert run("package", "dossier", made, "--out", str(out)).code == 0
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "package:none"), "There is no package 'package:none'"),
        (("step", "package:none", "dance", "--why", "x"), "One of: expire, propose, reopen, take_up, withdraw"),
        (("dossier", "package:none", "--out", "x.odt"), "There is no dossier format"),
        (("decide", "package:none", "perhaps", "--office", "o", "--grounds", "g", "--on", "2026-06-15"), "no decision"),
        (("search", "--market", "Atlantis", "--text", "Wir brauchen Server."), "There is no market"),
        (("create", "T", "--anchor", "Nobody Ltd", *PRODUCTS, "--market", "Kenya"), "There is no company"),
    ],
)
def test_bad_input_is_told(run: Run, arguments: tuple[str, ...], said: str) -> None:
    result = run("package", *arguments)
    assert result.code == 2
    assert said in result.text


def test_partners(run: Run) -> None:
    said = run("partners", "Nuance", "--market", "Kenya", "--no-demand", "--limit", "3")
    assert said.code == 0
    for words in ("Nuance in Kenya", "lacks", "3 of", "Order: layers added", "With "):
        assert words in said.text, words
    assert run("partners", "Nobody Ltd", "--market", "Kenya").code == 2


def test_opportunities(run: Run, program: Any) -> None:
    said = run("opportunities", "--limit", "2")
    assert said.code == 0
    assert "more; see them with --limit" in said.text
    newest = find_opportunities(program.app, limit=2).shown
    assert all(one.id in said.text for one in newest), "ids are copied from here: none may be cut"
    assert run("opportunities", "--market", "Atlantis").code == 2
