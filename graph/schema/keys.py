"""The key of each label: the property by which a node is found, merged and moved."""

from __future__ import annotations

from collections.abc import Sequence

from graph.schema.migrations import MIGRATIONS
from graph.schema.parts import Unique

KEY_OF: dict[str, str] = {
    step.label: step.key for migration in MIGRATIONS for step in migration.steps if isinstance(step, Unique)
}
KEYS: tuple[str, ...] = tuple(sorted(set(KEY_OF.values())))


def key_label(labels: Sequence[str]) -> str | None:
    """The label under which a node is known: the first, by name, that has a key."""
    return next((label for label in sorted(labels) if label in KEY_OF), None)
