"""Names of companies compared for identity: not how alike two names are, but in what they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rigour.names import replace_org_types_compare

from matching.rules.screening.alignment import Alignment, How, Pair
from matching.rules.screening.index import NameIndex
from matching.rules.screening.judging import judge
from matching.rules.screening.kinds import NameKind
from matching.rules.screening.lexicon import WordClass
from matching.rules.screening.names import NameMatcher
from matching.rules.screening.parsing import ParsedName, Token, split_own_acronym

_NEIGHBOURS = 30  # names looked at for each; a company of the sample has at most a dozen spellings
_SHARED = 0.45  # less than half of what the words tell cannot be the same company by name
_BEFORE_LTD = ("co ", "company ")  # "Co., Ltd." and "Ltd." are one form


@dataclass(frozen=True, slots=True)
class Likeness:
    """See ``ingest.identity.model.NameLikeness``, whose shape this has."""

    score: float
    same_words: bool
    short_form: bool
    other_form: bool
    numbers_differ: bool
    why: str


class CompanyNames:
    """The name scorer that identity resolution is given."""

    def __init__(self, matcher: NameMatcher) -> None:
        self._matcher = matcher

    def likeness(self, left: str, right: str) -> Likeness:
        """Compare two names of companies."""
        comparison = self._matcher.compare(left, right, NameKind.ORGANISATION)
        one, two = self._parsed(left), self._parsed(right)
        if not one.tokens or not two.tokens:
            return Likeness(0.0, False, False, False, False, comparison.why)
        alignment = comparison.alignment or judge(one, two)[1]
        ours, theirs = _alone(one, alignment.left_alone), _alone(two, alignment.right_alone)
        told = _same_telling_words(one, two, alignment)
        dropped = self._matcher.lexicon.dropped
        shorter = one if theirs else two
        short = told and bool(ours) != bool(theirs) and all(t.text in dropped for t in ours + theirs)
        short = short and not shorter.forms  # a name with its legal form is written in full
        return Likeness(
            comparison.score,
            same_words=told and not ours and not theirs,
            short_form=short or _own_acronym(left, two) or _own_acronym(right, one),
            other_form=_other_form(one, two),
            numbers_differ=_numbers_differ(alignment, ours + theirs),
            why=comparison.why,
        )

    def similar(self, names: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Pairs of ids whose names share rare words or sound alike."""
        index: NameIndex[str] = NameIndex(self._matcher, names)
        for key, name in names:
            for other, _ in index.candidates(name, limit=_NEIGHBOURS, least=_SHARED):
                if other != key:
                    yield key, other

    def core(self, name: str) -> tuple[str, str]:
        """Telling words (all words where none tells), and the common ones beside them; no "group" or the like."""
        parsed = self._parsed(name)
        telling = _words(t for t in parsed.tokens if t.cls in (WordClass.CORE, WordClass.NUMBER))
        light = (WordClass.AFFILIATE, WordClass.STOP, WordClass.CORE, WordClass.NUMBER)
        common = _words(t for t in parsed.tokens if t.cls not in light)
        return (telling, common) if telling else (common, "")

    def _parsed(self, name: str) -> ParsedName:
        return self._matcher.parse(name, NameKind.ORGANISATION)


def _own_acronym(full: str, other: ParsedName) -> bool:
    """``full`` names the other itself: Advanced Micro Devices (AMD)."""
    _, acronym = split_own_acronym(full)
    return bool(acronym) and acronym == other.joined


def _words(tokens: Iterable[Token]) -> str:
    return " ".join(t.text for t in tokens)


def _alone(name: ParsedName, indexes: Iterable[int]) -> list[Token]:
    """Words without an answer that matter: not "group", not a word said twice."""
    texts = [t.text for t in name.tokens]
    tokens = [name.tokens[i] for i in indexes]
    return [t for t in tokens if t.cls is not WordClass.AFFILIATE and texts.count(t.text) == 1]


def _same_telling_words(one: ParsedName, two: ParsedName, alignment: Alignment) -> bool:
    telling = False
    for pair in alignment.pairs:
        if not _same(pair, one, two):
            return False
        telling = telling or any(t.cls is WordClass.CORE for t in one.tokens[slice(*pair.left)])
    return telling


def _same(pair: Pair, one: ParsedName, two: ParsedName) -> bool:
    if pair.how in (How.SAME, How.JOINED):
        return pair.edits == 0.0
    if pair.how is not How.CONCEPT:
        return False
    left, right = one.tokens[pair.left[0]], two.tokens[pair.right[0]]
    light = left.cls in (WordClass.AFFILIATE, WordClass.NUMBER)
    return light or left.text[:5] == right.text[:5]  # technology and technologies, not oil and petroleum


def _numbers_differ(alignment: Alignment, alone: list[Token]) -> bool:
    return any(p.how is How.NUMBER for p in alignment.pairs) or any(t.cls is WordClass.NUMBER for t in alone)


def _other_form(one: ParsedName, two: ParsedName) -> bool:
    return bool(one.forms) and bool(two.forms) and _plain_form(one.forms) != _plain_form(two.forms)


def _plain_form(forms: tuple[str, ...]) -> str:
    text = " ".join(forms)
    for prefix in _BEFORE_LTD:
        text = text.removeprefix(prefix)
    return replace_org_types_compare(text)
