"""Which words of one name answer which words of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz.distance import OSA

from matching.rules.screening.distance import edits
from matching.rules.screening.kinds import NameKind
from matching.rules.screening.lexicon import WordClass
from matching.rules.screening.parsing import ParsedName, Phrase, Token

_LONGEST_JOIN = 3  # words written as one: Abd al Aziz, Yamahdi; longer runs are acronyms
_SHORTEST_ACRONYM = 3  # two letters fit too many pairs of words
_LONGEST_SHORTENING = 4
_VOWELS = frozenset("aeiouy")


class How(StrEnum):
    """Why words answer each other, the surest first."""

    SAME = "same"
    CONCEPT = "same meaning"  # Bank and Banking, II and 2, Sergei and Sergey
    JOINED = "written as one word"
    SPELLING = "close spelling"
    INITIAL = "initial"
    NICK = "short form"
    ACRONYM = "acronym"
    NUMBER = "another number"
    SHORTENED = "letters of the word"
    OTHER_NAME = "close, but another name"  # Ahmed and Mohamed are both names in their own right


@dataclass(frozen=True, slots=True)
class Pair:
    """Words ``left`` (start, end) and ``right`` (start, end) answer each other, ``edits`` letters apart."""

    left: tuple[int, int]
    right: tuple[int, int]
    how: How
    edits: float
    weight: float
    letters: int  # of the longer side


@dataclass(frozen=True, slots=True)
class Alignment:
    pairs: tuple[Pair, ...]
    left_alone: tuple[int, ...]  # indexes of the words that carry weight and found no answer
    right_alone: tuple[int, ...]

    def turned(self) -> Alignment:
        """The same, seen from the other name."""
        pairs = tuple(sorted((replace(p, left=p.right, right=p.left) for p in self.pairs), key=lambda p: p.left))
        return Alignment(pairs, self.right_alone, self.left_alone)


_COST = {
    How.SAME: 0.0,
    How.CONCEPT: 0.05,
    How.JOINED: 0.05,
    How.SPELLING: 0.08,
    How.NICK: 0.3,
    How.INITIAL: 0.35,
    How.ACRONYM: 0.2,
    How.NUMBER: 0.3,
    How.SHORTENED: 0.3,
    How.OTHER_NAME: 0.15,
}


def align(left: ParsedName, right: ParsedName) -> Alignment:
    """Pair the words, best first. Each word is used once; words without weight pair only as part of a joined word."""
    candidates = sorted(_candidates(left, right), key=_preference)
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs: list[Pair] = []
    for pair in candidates:
        lefts, rights = range(*pair.left), range(*pair.right)
        if used_left.isdisjoint(lefts) and used_right.isdisjoint(rights):
            used_left.update(lefts)
            used_right.update(rights)
            pairs.append(pair)
    return Alignment(
        tuple(sorted(pairs, key=lambda p: p.left)),
        tuple(i for i, t in enumerate(left.tokens) if t.weight > 0.0 and i not in used_left),
        tuple(i for i, t in enumerate(right.tokens) if t.weight > 0.0 and i not in used_right),
    )


def _preference(pair: Pair) -> tuple[float, int, tuple[int, int], tuple[int, int]]:
    """Most weight explained at least cost first; then words in like places."""
    gain = pair.weight * (1.0 - _COST[pair.how] - pair.edits / max(pair.letters, 1))
    return (-gain, abs(pair.left[0] - pair.right[0]), pair.left, pair.right)


def _candidates(left: ParsedName, right: ParsedName) -> Iterator[Pair]:
    person = left.kind is NameKind.PERSON and right.kind is NameKind.PERSON
    for i, one in enumerate(left.tokens):
        for j, two in enumerate(right.tokens):
            pair = _single(one, two, i, j, person)
            if pair is not None:
                yield pair
    yield from _joined(left.tokens, right.tokens, False)
    yield from _joined(right.tokens, left.tokens, True)
    if not person:
        yield from _phrases(left, right)
        yield from _acronyms(left.tokens, right.tokens, False)
        yield from _acronyms(right.tokens, left.tokens, True)


def _single(one: Token, two: Token, i: int, j: int, person: bool) -> Pair | None:
    weight = (one.weight + two.weight) / 2
    if one.weight <= 0.0 or two.weight <= 0.0:
        return None
    letters = max(len(one.text), len(two.text))
    place = ((i, i + 1), (j, j + 1))
    if one.text == two.text:
        apart = edits(one, two)  # the same sounds may be written with other signs
        return Pair(*place, How.SAME, apart or 0.0, weight, letters) if apart is not None else None
    if person and WordClass.INITIAL in (one.cls, two.cls):
        return Pair(*place, How.INITIAL, 0.0, weight, letters) if one.text[0] == two.text[0] else None
    shared = one.concepts & two.concepts - {"letters"}
    if shared:
        nick = person and all(concept.startswith("NICK") for concept in shared)
        apart = edits(one, two)
        if apart is not None and apart <= 1.0:
            return Pair(*place, How.SPELLING if person else How.CONCEPT, min(apart, 0.5), weight, letters)
        return Pair(*place, How.NICK if nick else How.CONCEPT, 0.0, weight, letters)
    if WordClass.NUMBER in (one.cls, two.cls):
        return _numbers(one, two, place, weight, letters)
    apart = edits(one, two)
    if apart is not None:
        named = person and one.concepts and two.concepts
        return Pair(*place, How.OTHER_NAME if named else How.SPELLING, apart, weight, letters)
    short, long = sorted((one, two), key=lambda t: len(t.text))
    if _shortens(short.text, long.text) if person else _abbreviates(short, long):
        return Pair(*place, How.SHORTENED, 0.0, weight, letters)
    return None


def _abbreviates(short: Token, long: Token) -> bool:
    """Ind. for Industry, Elec. for Electronics: the beginning of a word that is common in names of firms."""
    common = long.cls in (WordClass.DOMAIN, WordClass.GENERIC)
    return common and 3 <= len(short.text) < len(long.text) and long.text.startswith(short.text)


def _numbers(
    one: Token, two: Token, place: tuple[tuple[int, int], tuple[int, int]], weight: float, letters: int
) -> Pair | None:
    """Numbers that one slip of the pen turns into each other. Whether that is the likelier story, the context says."""
    if one.cls is not two.cls or OSA.distance(one.text, two.text) > 1:
        return None
    return Pair(*place, How.NUMBER, 1.0, weight, letters)


def _shortens(short: str, long: str) -> bool:
    """Letters without a vowel are no word: Md for Mohammed, Wm for William, a name cut off by a short field."""
    if not 2 <= len(short) <= _LONGEST_SHORTENING or len(long) <= len(short) or not _VOWELS.isdisjoint(short):
        return False
    rest = iter(long)
    return long[0] == short[0] and all(letter in rest for letter in short)


def _joined(many: tuple[Token, ...], few: tuple[Token, ...], swapped: bool) -> Iterator[Pair]:
    """Two or three words of one side written as one on the other."""
    for start in range(len(many)):
        for end in range(start + 2, min(len(many), start + _LONGEST_JOIN) + 1):
            run = many[start:end]
            weight = sum(t.weight for t in run)
            if weight <= 0.0 or any(t.cls is WordClass.NUMBER for t in run):
                continue
            text = "".join(t.text for t in run)
            whole = Token(text, "".join(t.raw for t in run), WordClass.CORE, "".join(t.sound for t in run))
            for j, one in enumerate(few):
                if one.weight <= 0.0 or abs(len(one.text) - len(text)) > 2 or one.text in {t.text for t in run}:
                    continue
                apart = edits(whole, one)
                if apart is None or apart > 2.0:
                    continue
                place = ((j, j + 1), (start, end)) if swapped else ((start, end), (j, j + 1))
                yield Pair(*place, How.JOINED, apart, max(weight, one.weight), max(len(text), len(one.text)))


def _phrases(left: ParsedName, right: ParsedName) -> Iterator[Pair]:
    """Several words that mean what the other side says in one word or in other words."""
    for ours in _meanings(left):
        for theirs in _meanings(right):
            if ours.concept != theirs.concept or (ours.end - ours.start == 1 and theirs.end - theirs.start == 1):
                continue
            words = (left.tokens[ours.start : ours.end], right.tokens[theirs.start : theirs.end])
            weight = max(sum(t.weight for t in side) for side in words)
            letters = max(sum(len(t.text) for t in side) for side in words)
            same = [t.text for t in words[0]] == [t.text for t in words[1]]
            how = How.SAME if same else How.CONCEPT
            yield Pair((ours.start, ours.end), (theirs.start, theirs.end), how, 0.0, weight, letters)


def _meanings(name: ParsedName) -> list[Phrase]:
    single = [Phrase(i, i + 1, c) for i, t in enumerate(name.tokens) for c in t.concepts]
    return [*name.phrases, *single]


def _acronyms(short: tuple[Token, ...], long: tuple[Token, ...], swapped: bool) -> Iterator[Pair]:
    """One word made of the first letters of a run of the other's words (ICBC, BoA), small words counted or not."""
    telling = [i for i, t in enumerate(long) if t.weight > 0.0]
    for i, token in enumerate(short):
        if len(token.text) < _SHORTEST_ACRONYM or token.cls is not WordClass.CORE or not token.text.isalpha():
            continue
        for run in {*_runs(telling, len(token.text)), *_runs(list(range(len(long))), len(token.text))}:
            if "".join(long[k].text[:1] for k in run) != token.text or any(long[k].text == token.text for k in run):
                continue
            span = (run[0], run[-1] + 1)
            place = (span, (i, i + 1)) if swapped else ((i, i + 1), span)
            weight = max(token.weight, sum(long[k].weight for k in run))
            yield Pair(*place, How.ACRONYM, 0.0, weight, len(token.text))


def _runs(indexes: list[int], size: int) -> list[tuple[int, ...]]:
    return [tuple(indexes[start : start + size]) for start in range(len(indexes) - size + 1)]
