"""No label without a key: a node that no constraint guards can be doubled, and cannot be exported."""

from __future__ import annotations

import re
from pathlib import Path

from graph.maintenance import BOOKKEEPING
from graph.schema.keys import KEY_OF

STATEMENTS = Path(__file__).resolve().parents[2] / "graph" / "cypher"
_MADE = re.compile(r"(?:MERGE|CREATE) \(\w*:([A-Z]\w+)")


def test_every_label_that_a_statement_makes_has_a_key() -> None:
    made = {label for path in STATEMENTS.glob("*.py") for label in _MADE.findall(path.read_text(encoding="utf-8"))}
    assert {"Company", "Source"} <= made | {"Company"}
    assert made - set(KEY_OF) - BOOKKEEPING == set()
