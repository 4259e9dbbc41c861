"""What identity resolution takes and gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class NameLikeness(Protocol):
    """How two names of companies compare.

    ``score`` in [0, 1]. ``same_words``: they differ in nothing but looks, legal form left out, or words like "group".
    ``short_form``: one leaves out words that firms drop in daily use (Cisco for Cisco Systems). ``other_form``: both
    state a legal form, and not the same. ``numbers_differ``: Fund IV against Fund V. ``why``: one line for a reader.
    """

    @property
    def score(self) -> float: ...
    @property
    def same_words(self) -> bool: ...
    @property
    def short_form(self) -> bool: ...
    @property
    def other_form(self) -> bool: ...
    @property
    def numbers_differ(self) -> bool: ...
    @property
    def why(self) -> str: ...


class NameScorer(Protocol):
    """Compares names; given by the caller, since ingest holds no scoring of its own."""

    def likeness(self, left: str, right: str) -> NameLikeness:
        """Compare two names; symmetric but for the order of the values in ``why``."""
        ...

    def similar(self, names: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        """Of (company id, name) pairs, the pairs of different ids whose names are worth comparing."""
        ...

    def core(self, name: str) -> tuple[str, str]:
        """The words that tell who is meant, and the common words beside them, both normalised."""
        ...


class Rule(StrEnum):
    """Why two records are one company, the surest first."""

    JUDGED = "a person said so"
    SAME_LEI = "same LEI"
    SAME_UEI = "same UEI"
    SAME_DOMAIN = "same web domain and alike names"
    SAME_NAME = "same name but for legal form and looks"
    SHORT_FORM = "short form of a name that nobody else has"


class Doubt(StrEnum):
    """Why a person should look."""

    CLOSE_NAMES = "close names"
    OTHER_FORM = "same name, other legal form"
    SHORT_FORM = "short form that fits several companies"
    DOMAIN_ONLY = "same web domain, names unlike"
    CONTRADICTION = "alike, but an identifier or country contradicts"


@dataclass(frozen=True, slots=True)
class Merge:
    """``merged`` is the same company as ``into`` and gives way to it. ``values``: the two values that decided
    (identifiers or names, of ``into`` first), ``score`` of their names."""

    into: str
    merged: str
    rule: Rule
    values: tuple[str, str]
    score: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """A merge that was carried out: ``by`` whom ("rule" for the program's own), ``at`` (ISO 8601). ``undone_by``,
    ``undone_at`` and ``undone_why`` are set when it was taken back; the record itself stays."""

    merge: Merge
    by: str
    at: str
    undone_by: str = ""
    undone_at: str = ""
    undone_why: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Two records that may be one company; ``values`` are both names, ``facts`` both sides' identifiers in words."""

    left: str
    right: str
    doubt: Doubt
    values: tuple[str, str]
    score: float
    why: str
    facts: tuple[str, str] = ("", "")

    @property
    def id(self) -> str:
        """Stable for a pair of companies, whichever way round."""
        return "|".join(sorted((self.left, self.right)))


class Decision(StrEnum):
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's word on a pair of companies; it holds until another replaces it. All of ``by``, ``at`` (ISO 8601)
    and ``why`` are required."""

    left: str
    right: str
    decision: Decision
    by: str
    at: str
    why: str

    def __post_init__(self) -> None:
        if not (self.by.strip() and self.at.strip() and self.why.strip()):
            raise ValueError("a decision needs by whom, when and why")


@dataclass(frozen=True, slots=True)
class Resolution:
    """``merges`` in an order in which they can be applied; ``reviews`` best first. ``compared``: pairs of names
    looked at."""

    merges: tuple[Merge, ...]
    reviews: tuple[Review, ...]
    compared: int
