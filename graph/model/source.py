"""Where a fact comes from, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Basis(StrEnum):
    """How a fact is known. Only ATTESTED and STATED facts are facts; the others are marked wherever shown."""

    ATTESTED = "attested"  # the party itself signed for it
    STATED = "stated"  # a named source says so
    INFERRED = "inferred"  # derived by a rule of ours from stated facts
    ESTIMATED = "estimated"  # a figure with an interval
    ILLUSTRATIVE = "illustrative"  # made up for an example, never real


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset as it was read: one node, to which every record read from it points.

    ``max_age_days``: facts from a copy older than this are stale, and count as not known where a rule needs them;
    None: they do not age.
    """

    id: str
    dataset: str
    url: str
    licence: str
    retrieved_at: str  # ISO 8601 date of the copy
    sha256: str
    illustrative: bool = False
    max_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class SourceRef:
    """The record inside a source: ``locator`` is a row number, an id or a path."""

    source_id: str
    locator: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with its origin, for facts that rules rest on; ``expires`` makes it stale (then: not known)."""

    value: str
    basis: Basis
    source: SourceRef | None = None
    since: date | None = None
    until: date | None = None
    expires: date | None = None
