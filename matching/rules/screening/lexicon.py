"""Words that say little about whom a name means: legal forms, generic words, lines of business, places.

The rows live in ``data/names`` and are read by ``service.names``; matching only takes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class WordClass(StrEnum):
    """What a word does in a name; the order runs from telling to hardly telling."""

    CORE = "core"  # tells who is meant
    NUMBER = "number"
    DOMAIN = "domain"  # line of business
    PLACE = "place"
    GENERIC = "generic"
    AFFILIATE = "affiliate"  # group, holding, company
    INITIAL = "initial"
    LEGAL = "legal"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Word:
    """``concept`` is the same for translations and abbreviations of one word."""

    cls: WordClass
    concept: str


@dataclass(frozen=True, slots=True)
class LegalForm:
    """``family`` groups forms that stand for each other (llc: GmbH, Ltd, OOO); ``leading`` may open a name."""

    family: str
    leading: bool


@dataclass(frozen=True)
class Lexicon:
    """Legal forms keyed by their words joined with one space, other words by themselves; all in lower case ASCII
    or, where a script has no letters to fold, in that script."""

    legal: Mapping[str, LegalForm] = field(default_factory=dict)
    words: Mapping[str, Word] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()  # words that firms leave out of their name in daily use

    @property
    def longest_legal(self) -> int:
        """Words in the longest legal form, at least 1."""
        return max((len(form.split()) for form in self.legal), default=1)


EMPTY_LEXICON = Lexicon()
