"""What a schema is made of, as values: the dialect turns each into the statements of its engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unique:
    """No two nodes of ``label`` share a value of ``key``; it is an index as well."""

    label: str
    key: str = "id"

    @property
    def name(self) -> str:
        return f"{self.label}_{self.key}_unique".lower()


@dataclass(frozen=True, slots=True)
class Range:
    """Find nodes of ``label`` by value or interval of ``key``."""

    label: str
    key: str

    @property
    def name(self) -> str:
        return f"{self.label}_{self.key}_range".lower()


@dataclass(frozen=True, slots=True)
class Vector:
    """Nearest neighbours by cosine. ``key`` holds a list of floats; ``filters`` are properties of the same node
    that the index can filter by, where the server can."""

    name: str
    label: str
    key: str
    dimensions: int
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FullText:
    """Words in any of ``properties`` of nodes of ``label`` (one label: the embedded engine takes no more)."""

    name: str
    label: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that changes what is stored. It runs in the same transaction as the note that it ran, so once."""

    statement: str


Step = Unique | Range | Vector | FullText | Change


@dataclass(frozen=True, slots=True)
class Migration:
    """Never edit one that was released: add the next. ``number`` counts from 1 without gaps."""

    number: int
    name: str
    steps: tuple[Step, ...]
