"""From aligned words to one number: what speaks against two names being one, added up as losses.

A score is ``exp(-loss)``. Losses add, so that every one can be shown with its size, and so that the order is kept
however many there are. The constants below were set by reading names, then checked on the labelled pairs; the
thresholds on the score come from cross-validation (docs/screening.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from matching.rules.screening.alignment import Alignment, How, Pair, align
from matching.rules.screening.kinds import NameKind
from matching.rules.screening.lexicon import WordClass
from matching.rules.screening.parsing import ParsedName, Token


@dataclass(frozen=True, slots=True)
class Loss:
    """One reason why two names may not be one: ``size`` >= 0 in nats, ``left`` and ``right`` the words it is about."""

    reason: str
    size: float
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Customs:
    """How much a difference says, for one kind of name.

    ``edit``: loss of one edit in a name of one letter; falls with the letters that agree.
    ``borrowed``: share of the other matched letters that count as context of a misspelt word.
    ``conflict``: loss when each side has a telling word that the other lacks, before the context softens it.
    ``extra``: loss of a word that one side has in addition, by class.
    """

    edit: float
    borrowed: float
    conflict: float
    context: float
    extra: dict[WordClass, float]


ORGANISATIONS = Customs(
    edit=1.6,
    borrowed=0.35,
    conflict=1.0,
    context=0.15,
    extra={
        WordClass.CORE: 0.6,
        WordClass.NUMBER: 0.6,
        WordClass.DOMAIN: 0.5,
        WordClass.GENERIC: 0.4,
        WordClass.PLACE: 0.25,
        WordClass.AFFILIATE: 0.05,
        WordClass.INITIAL: 0.3,
    },
)
OBJECTS = Customs(
    ORGANISATIONS.edit, ORGANISATIONS.borrowed, ORGANISATIONS.conflict, ORGANISATIONS.context, ORGANISATIONS.extra
)
PERSONS = Customs(
    edit=1.3,
    borrowed=0.35,
    conflict=1.0,
    context=0.05,
    extra={WordClass.CORE: 0.1, WordClass.INITIAL: 0.04},
)

_HOW_LOSS = {
    How.SAME: 0.0,
    How.CONCEPT: 0.06,
    How.JOINED: 0.04,
    How.SPELLING: 0.0,
    How.NICK: 0.3,
    How.ACRONYM: 0.22,
    How.NUMBER: 0.0,
    How.SHORTENED: 0.2,
    How.OTHER_NAME: 0.1,
}
_SLIPS = 2.0  # two slips in a word happen; from the third on each counts double
_REPEATED_LOSS = 0.02  # Sergey Sergey Shoigu
_INITIAL_LOSS = 0.12
_ALONE_LOSS = 0.6  # a single shared word says little about a person who goes by several
_ORDER_LOSS = 0.03
_OTHER_FAMILY = 0.05  # Limited against Corporation
_ONE_FAMILY = 0.015  # one side leaves the legal form out
_FATHERS = frozenset({"bin", "ben", "ibn", "bint"})
_REVERSED_LOSS = 0.6  # A son of B is not B son of A


def judge(left: ParsedName, right: ParsedName) -> tuple[list[Loss], Alignment]:
    """All losses between two parsed names, and the alignment that they rest on. Neither name may be empty."""
    person = left.kind is NameKind.PERSON and right.kind is NameKind.PERSON
    customs = PERSONS if person else OBJECTS if NameKind.OBJECT in (left.kind, right.kind) else ORGANISATIONS
    alignment = align(left, right)
    losses = [*_spelling(left, right, alignment, customs)]
    losses += _leftover(left, right, alignment, customs, person)
    losses += _order(left, right, alignment)
    losses += _fathers(left, right) if person else _legal(left, right)
    return [loss for loss in losses if loss.size > 0.0], alignment


def _text(tokens: tuple[Token, ...], span: tuple[int, int]) -> str:
    return " ".join(t.raw for t in tokens[span[0] : span[1]])


def _spelling(left: ParsedName, right: ParsedName, alignment: Alignment, customs: Customs) -> list[Loss]:
    letters = sum(p.letters * min(p.weight, 1.0) for p in alignment.pairs)
    losses = []
    for pair in alignment.pairs:
        size = _INITIAL_LOSS if pair.how is How.INITIAL else _HOW_LOSS[pair.how] * min(pair.weight, 1.0)
        if pair.edits > 0.0:
            context = letters - pair.letters * min(pair.weight, 1.0)
            slips = pair.edits + max(0.0, pair.edits - _SLIPS)
            size += customs.edit * slips / (pair.letters + customs.borrowed * context)
        if size > 0.0:
            losses.append(Loss(pair.how.value, size, _text(left.tokens, pair.left), _text(right.tokens, pair.right)))
    return losses


def _leftover(left: ParsedName, right: ParsedName, alignment: Alignment, customs: Customs, person: bool) -> list[Loss]:
    ours = [left.tokens[i] for i in alignment.left_alone]
    theirs = [right.tokens[i] for i in alignment.right_alone]
    if not ours or not theirs:  # a word said twice is no word more; against another word it is one
        ours, theirs = _not_repeated(left, ours), _not_repeated(right, theirs)
    repeated = len(alignment.left_alone) + len(alignment.right_alone) - len(ours) - len(theirs)
    again = [Loss("word repeated", _REPEATED_LOSS * repeated, left.original, right.original)] if repeated > 0 else []
    if not ours and not theirs:
        return again
    matched = sum(p.weight for p in alignment.pairs)
    if matched <= 0.0:
        return [Loss("nothing in common", 3.0, left.original, right.original)]
    losses = again
    conflict = min(sum(t.weight for t in ours), sum(t.weight for t in theirs))
    if conflict > 0.0:
        size = customs.conflict * conflict / (0.7 + customs.context * matched)
        losses.append(Loss("different words", size, " ".join(t.raw for t in ours), " ".join(t.raw for t in theirs)))
    more, fewer = (ours, theirs) if sum(t.weight for t in ours) >= sum(t.weight for t in theirs) else (theirs, ours)
    size = _extra(more, sum(t.weight for t in fewer), customs, person, matched)
    side = " ".join(t.raw for t in more)
    losses.append(Loss("extra words", size, side if more is ours else "", side if more is theirs else ""))
    if person and len(alignment.pairs) == 1 and alignment.pairs[0].right[1] - alignment.pairs[0].right[0] == 1:
        losses.append(Loss("one shared word", _ALONE_LOSS, left.original, right.original))
    return losses


def _not_repeated(name: ParsedName, alone: list[Token]) -> list[Token]:
    words = [t.text for t in name.tokens]
    return [t for t in alone if words.count(t.text) == 1]


def _extra(more: list[Token], excused: float, customs: Customs, person: bool, matched: float) -> float:
    """Loss of the words beyond those already counted as conflict (``excused`` in weight, lightest words first)."""
    total = 0.0
    for token in sorted(more, key=lambda t: (customs.extra.get(t.cls, 0.0), t.text)):
        if excused >= token.weight:
            excused -= token.weight
            continue
        share = 1.0 - excused / token.weight
        excused = 0.0
        total += share * customs.extra.get(token.cls, 0.0)
    return total if person else total / (0.5 + 0.5 * matched)


def _order(left: ParsedName, right: ParsedName, alignment: Alignment) -> list[Loss]:
    rights = [p.right for p in alignment.pairs]
    swaps = sum(1 for a, b in pairwise(rights) if a > b)
    if swaps == 0:
        return []
    return [Loss("word order", _ORDER_LOSS * swaps / (len(rights) - 1), left.original, right.original)]


def _legal(left: ParsedName, right: ParsedName) -> list[Loss]:
    if left.legal and right.legal and left.legal.isdisjoint(right.legal):
        return [Loss("legal form", _OTHER_FAMILY, " ".join(left.forms), " ".join(right.forms))]
    if bool(left.legal) != bool(right.legal):
        return [Loss("legal form left out", _ONE_FAMILY, " ".join(left.forms), " ".join(right.forms))]
    return []


def _fathers(left: ParsedName, right: ParsedName) -> list[Loss]:
    """A bin B against B bin A."""
    ours, theirs = _filiations(left), _filiations(right)
    if any((b, a) in theirs for a, b in ours if a != b):
        return [Loss("father and son exchanged", _REVERSED_LOSS, left.original, right.original)]
    return []


def _filiations(name: ParsedName) -> set[tuple[str, str]]:
    words = [t.text for t in name.tokens]
    return {(words[i - 1], words[i + 1]) for i in range(1, len(words) - 1) if words[i] in _FATHERS}


def score_of(losses: list[Loss]) -> float:
    """``exp(-sum)``: 1.0 only when nothing at all speaks against the names."""
    return math.exp(-sum(loss.size for loss in losses))


__all__ = ["Customs", "Loss", "Pair", "judge", "score_of"]
