"""Finding the few names worth comparing among many, without comparing all pairs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from matching.rules.screening.kinds import NameKind
from matching.rules.screening.lexicon import WordClass
from matching.rules.screening.names import NameMatcher
from matching.rules.screening.parsing import ParsedName, Token
from matching.rules.screening.scripts import skeleton, sound

Key = TypeVar("Key", bound=Hashable)
_Keys = tuple[dict[str, float], bool]  # key to what it vouches for; whether of a single word

DEFAULT_LIMIT = 100  # names compared per query; 64 lost none of the labelled matches among 20,000 names (bench)
_TOO_COMMON = 2_000  # names: a key that so many share (Bank, Al) tells nothing and costs time; rarer keys decide
_SHORTEST_EDGE = 4  # letters of a word's beginning or end that may stand for it
_LONGEST_ACRONYM = 8
_DIRECT, _NEAR, _FAR = 1.0, 0.8, 0.5  # how much of a word a shared key vouches for: same sound, one slip, one edge


class NameIndex(Generic[Key]):
    """Names by the keys that survive misspelling: sound, sound with one letter gone, edges, consonants, acronyms."""

    def __init__(self, matcher: NameMatcher, entries: Iterable[tuple[Key, str]] = ()) -> None:
        self._matcher = matcher
        self._owners: list[Key] = []
        self._names: list[str] = []
        self._sizes: list[int] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        for key, name in entries:
            self.add(key, name)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, key: Key, name: str) -> None:
        """Add one name of ``key``; a key may have many names."""
        number = len(self._names)
        self._owners.append(key)
        self._names.append(name)
        words = self._words(name)
        self._sizes.append(sum(single for _, single in words))
        for posting in {k for word, _ in words for k in word}:
            self._postings[posting].append(number)

    def candidates(self, name: str, limit: int = DEFAULT_LIMIT, least: float = 0.0) -> list[tuple[Key, str]]:
        """The ``limit`` names that share most with ``name``, best first; of equals those with the fewest other words.

        ``least`` (0 to 1): share of the worth of the words of ``name`` that a candidate must have. Common keys are
        looked at only when the name has no rare one, so that "Bank of X" is found through X, but "The Bank" still
        finds something.
        """
        words = self._words(name)
        found, worth = self._collect(words, _TOO_COMMON)
        if not found:
            found, worth = self._collect(words, len(self._names))
        kept = [item for item in found.items() if item[1] >= least * worth]
        best = sorted(kept, key=lambda item: (-round(item[1], 6), self._sizes[item[0]], item[0]))[:limit]
        return [(self._owners[number], self._names[number]) for number, _ in best]

    def _collect(self, words: list[_Keys], too_common: int) -> tuple[dict[int, float], float]:
        """Worth of the keys shared, by name, and the most that a name could reach by single words."""
        total: dict[int, float] = defaultdict(float)
        size = len(self._names) + 1
        most = 0.0
        for word, single in words:
            by_name: dict[int, float] = {}
            own = 0.0
            for key, vouches in word.items():
                posting = self._postings.get(key)
                if posting is None or len(posting) > too_common:
                    continue
                worth = vouches * math.log(size / len(posting) + 1.0)
                own = max(own, worth) if single else own
                for number in posting:
                    if worth > by_name.get(number, 0.0):
                        by_name[number] = worth
            most += own
            for number, worth in by_name.items():
                total[number] += worth
        return total, most

    def _words(self, name: str) -> list[_Keys]:
        """The keys of each word of ``name``, then those of words taken together."""
        parsed = self._matcher.parse(name, NameKind.ORGANISATION)
        telling = [t for t in parsed.tokens if t.weight > 0.0]
        together = _joins(telling) + _acronym(parsed, telling)
        return [(_keys(t), True) for t in telling] + [(keys, False) for keys in together]


def _keys(token: Token) -> dict[str, float]:
    keys = {f"s:{token.sound}": _DIRECT}
    for concept in token.concepts:
        if concept != "letters":
            keys[f"c:{concept}"] = _DIRECT
    if token.cls is WordClass.NUMBER:
        return keys
    if len(token.sound) >= _SHORTEST_EDGE:
        for i in range(len(token.sound)):
            keys.setdefault(f"d:{token.sound[:i]}{token.sound[i + 1 :]}", _NEAR)
        keys[f"d:{token.sound}"] = _NEAR
        keys[f"b:{token.sound[:_SHORTEST_EDGE]}"] = _FAR
        keys[f"e:{token.sound[-_SHORTEST_EDGE:]}"] = _FAR
    bones = skeleton(token.text)
    if len(bones) > 1:
        keys[f"k:{bones}"] = _FAR
    if token.text.isalpha() and 3 <= len(token.text) <= _LONGEST_ACRONYM and token.cls is WordClass.CORE:
        keys[f"a:{token.text}"] = _DIRECT
    return keys


def _joins(telling: list[Token]) -> list[dict[str, float]]:
    """Neighbours written as one word, and the whole name so."""
    joined = []
    runs = [telling[i : i + 2] for i in range(len(telling) - 1)]
    if len(telling) > 2:
        runs.append(telling)
    for run in runs:
        text = sound("".join(t.text for t in run))
        joined.append({f"s:{text}": _DIRECT, f"d:{text}": _NEAR})
    return joined


def _acronym(parsed: ParsedName, telling: list[Token]) -> list[dict[str, float]]:
    found = {}
    for words in (telling, list(parsed.tokens)):
        letters = "".join(t.text[:1] for t in words)
        for end in range(3, min(len(letters), _LONGEST_ACRONYM) + 1):
            found[f"a:{letters[:end]}"] = _DIRECT
    return [found] if found else []
