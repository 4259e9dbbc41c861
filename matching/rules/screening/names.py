"""Comparing two names: one number in [0, 1] and the reasons behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from matching.rules.screening.alignment import Alignment
from matching.rules.screening.judging import Loss, judge
from matching.rules.screening.kinds import NameKind, could_be_same
from matching.rules.screening.lexicon import EMPTY_LEXICON, Lexicon, WordClass
from matching.rules.screening.parsing import ParsedName, parse

_CACHE = 131_072  # parsed names; a list of 20,000 entries with aliases fits
# Losses for looks alone keep an order among equal names: at most _SURFACE for other letters (dots, accents, legal
# form), _CASE for capitals, and _SHORTNESS for one letter: a long name that agrees says more than a short.
_SURFACE, _CASE, _SHORTNESS = 0.02, 0.004, 0.02
_UNEQUAL = 1e-6  # the least loss of two names that are not the same string: 1.0 stays for sameness
_BACKWARDS = 0.25  # letters written backwards to slip past a comparison


@dataclass(frozen=True, slots=True)
class NameComparison:
    """``score`` in [0, 1]; 1.0 only for the same string. ``losses``: what speaks against, largest first."""

    left: str
    right: str
    kind: NameKind
    score: float
    losses: tuple[Loss, ...]
    alignment: Alignment | None = None  # of the parsed names, left to right; None where none was needed

    @property
    def why(self) -> str:
        """One line for a reader."""
        parts = [
            f"{loss.reason}: {loss.left or '(none)'} / {loss.right or '(none)'} (-{loss.size:.2f})"
            for loss in self.losses
            if loss.size >= 0.01
        ]
        return "; ".join(parts) or ("same name" if self.left == self.right else "same words")


def _looks(left: str, right: str, one: ParsedName, two: ParsedName) -> float:
    """Loss of two names for not being the same string; always above zero."""
    letters = min(len(one.joined), len(two.joined))
    surface = _SURFACE * Indel.normalized_distance(left.casefold(), right.casefold())
    case = _CASE * Indel.normalized_distance(left, right)
    return _UNEQUAL + surface + case + _SHORTNESS / (1 + letters)


def _turned(alignment: Alignment | None) -> Alignment | None:
    return None if alignment is None else alignment.turned()


class NameMatcher:
    """Compares names with the words of one lexicon. Holds a bounded cache of parsed names, no other state."""

    def __init__(self, lexicon: Lexicon = EMPTY_LEXICON) -> None:
        self.lexicon = lexicon
        self._parse = lru_cache(maxsize=_CACHE)(self._parse_now)

    def _parse_now(self, name: str, kind: NameKind) -> ParsedName:
        return parse(name, kind, self.lexicon)

    def parse(self, name: str, kind: NameKind = NameKind.ORGANISATION) -> ParsedName:
        return self._parse(name, kind)

    def score(self, left: str, right: str, kind: NameKind = NameKind.ORGANISATION) -> float:
        """Only the number of :meth:`compare`."""
        return self.compare(left, right, kind).score

    def compare(
        self, left: str, right: str, kind: NameKind = NameKind.ORGANISATION, right_kind: NameKind | None = None
    ) -> NameComparison:
        """How likely two names mean one thing. Symmetric. ``right_kind`` when it differs from the left one's.

        Names of things that cannot be one (a person, a ship) score 0.0, and so do names without letters.
        """
        other = right_kind or kind
        if not could_be_same(kind, other):
            return NameComparison(left, right, kind, 0.0, (Loss("different kinds of thing", math.inf, kind, other),))
        kind = kind if kind is other else next(k for k in (kind, other) if k is not NameKind.UNKNOWN)
        if left == right:
            return NameComparison(left, right, kind, 1.0 if self.parse(left, kind).tokens else 0.0, ())
        if (right, left) < (left, right):  # one order of working, so that the answer is the same both ways
            turned = self._compare(right, left, kind)
            losses = tuple(Loss(x.reason, x.size, x.right, x.left) for x in turned.losses)
            return NameComparison(left, right, turned.kind, turned.score, losses, _turned(turned.alignment))
        return self._compare(left, right, kind)

    def _compare(self, left: str, right: str, kind: NameKind) -> NameComparison:
        if kind is NameKind.UNKNOWN:
            return self._either(left, right)
        one, two = self.parse(left, kind), self.parse(right, kind)
        if not one.tokens or not two.tokens:
            return NameComparison(left, right, kind, 0.0, (Loss("no letters", math.inf, left, right),))
        losses, alignment = judge(one, two)
        if sum(x.size for x in losses) > _BACKWARDS and one.joined == two.joined[::-1]:
            losses = [Loss("written backwards", _BACKWARDS, left, right)]
        losses = [*losses, Loss("looks", _looks(left, right, one, two), left, right)]
        losses.sort(key=lambda loss: -loss.size)
        return NameComparison(left, right, kind, math.exp(-sum(x.size for x in losses)), tuple(losses), alignment)

    def _either(self, left: str, right: str) -> NameComparison:
        """A legal entity of unknown sort: as an organisation, and as a person where no word says organisation."""
        firm = self._compare(left, right, NameKind.ORGANISATION)
        if any(self._speaks_of_firm(name) for name in (left, right)):
            return firm
        person = self._compare(left, right, NameKind.PERSON)
        return max((firm, person), key=lambda comparison: comparison.score)

    def _speaks_of_firm(self, name: str) -> bool:
        parsed = self.parse(name, NameKind.ORGANISATION)
        return bool(parsed.legal) or any(t.cls not in (WordClass.CORE, WordClass.STOP) for t in parsed.tokens)
