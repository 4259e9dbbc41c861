"""Every word of the pages stands in the catalogue, and nothing stands there that no page says."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from graph.model.package import PackageStatus
from matching.rules.findings import FACT_WORDS, Outcome
from matching.rules.screening.outcome import Outcome as ScreeningOutcome
from matching.rules.screening.outcome import Verdict
from matching.rules.standing import Standing
from matching.teams.gaps import GapKind
from ui.words import catalogue, say

UI = Path(__file__).resolve().parents[2] / "ui"
# Keys that are made of a value: the value's words have to be there, whatever the value is.
CLOSED_SETS = {
    "standing": [one.value for one in Standing],
    "outcome": [one.value for one in Outcome],
    "status": [one.value for one in PackageStatus],
    "gap": [one.value for one in GapKind],
    "fact": list(FACT_WORDS),
    "review": [one.value for one in (*ScreeningOutcome, *Verdict)],
    "layer": list("ABCDE"),
}


def _sources() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(UI.rglob("*.py"))]


def _written_keys() -> set[str]:
    """Every string constant of the pages that has the form of a key."""
    pages = {key.split(".")[0] for key in catalogue()}
    return {
        node.value
        for module in _sources()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.split(".")[0] in pages
        and node.value.count(".") == 1
        and not node.value.endswith((".", "_"))  # the beginning of a key that is put together
        and node.value.replace(".", "").replace("_", "").isalnum()
    }


def _made_prefixes() -> set[str]:
    """Beginnings of keys that are put together: f"find.{x}" and "layer." + x."""
    found = set()
    for module in _sources():
        for node in ast.walk(module):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                found.add(str(node.values[0].value))
            if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
                found.add(str(node.left.value))
    return {one for one in found if "." in one and one.split(".")[0] in {key.split(".")[0] for key in catalogue()}}


def test_every_key_that_a_page_names_is_in_the_catalogue() -> None:
    assert _written_keys() - catalogue().keys() == set()


def test_the_catalogue_has_no_words_that_nobody_says() -> None:
    prefixes = tuple(_made_prefixes())
    unused = {key for key in catalogue().keys() - _written_keys() if not key.startswith(prefixes)}
    assert unused == set()


@pytest.mark.parametrize("page", CLOSED_SETS)
def test_every_value_of_a_closed_set_has_words(page: str) -> None:
    missing = {value for value in CLOSED_SETS[page] if f"{page}.{value}" not in catalogue()}
    assert missing == set()


def test_placeholders_are_filled_and_a_missing_key_is_an_error() -> None:
    assert say("find.saved", id="package:1") == "Saved as package:1."
    with pytest.raises(KeyError):
        say("find.there_is_no_such_key")
    for key, words in catalogue().items():
        names = [name for _, name, _, _ in string.Formatter().parse(words) if name is not None]
        assert all(name.isidentifier() for name in names), key
