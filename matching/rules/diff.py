"""What changed between two rulebooks, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from matching.rules.rulebook import Rulebook

_PARTS = {"sources": ("id",), "country_lists": ("name", "from"), "switches": ("name",), "rules": ("id",)}
_WORDS = {"sources": "source", "country_lists": "country list", "switches": "switch", "rules": "rule"}


def diff_rulebooks(old: Rulebook, new: Rulebook) -> tuple[str, ...]:
    """One line for each change, in a stable order: ``changed rule one-anchor: source: 'CALL' -> 'EO'``."""
    before, after = old.model_dump(mode="json", by_alias=True), new.model_dump(mode="json", by_alias=True)
    lines = [
        f"changed {field}: {before[field]!r} -> {after[field]!r}"
        for field in ("rulebook", "version", "title")
        if before[field] != after[field]
    ]
    for part, key in _PARTS.items():
        lines += _part(_WORDS[part], _keyed(before[part], key), _keyed(after[part], key))
    return tuple(lines)


def _keyed(rows: list[dict[str, Any]], key: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return {" from ".join(str(row[field]) for field in key): row for row in rows}


def _part(word: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[str]:
    for key in sorted({*before, *after}):
        if key not in after:
            yield f"removed {word} {key}"
        elif key not in before:
            yield f"added {word} {key}"
        else:
            for field in before[key]:
                if before[key][field] != after[key][field]:
                    yield f"changed {word} {key}: {field}: {before[key][field]!r} -> {after[key][field]!r}"
