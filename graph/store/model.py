"""Small values that the store is handed and hands back."""

from __future__ import annotations

from dataclasses import dataclass

from graph.rows.kinds import Entity

BATCH = 1_000  # rows to a statement: where both engines stop gaining from larger batches


@dataclass(frozen=True, slots=True)
class Origin:
    """The copy of a dataset that facts were read from."""

    dataset: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact to write. ``print`` is a fingerprint of what its record says; the same print means: nothing new."""

    entity: Entity
    print: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did to the graph, counted in facts (or links)."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)
