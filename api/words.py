"""Looking for words in names: each name is folded once, however often a list is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from service.markets import fold

_KEPT = 200_000  # texts; names of a large catalogue, about 40 MB


@lru_cache(maxsize=_KEPT)
def folded(text: str) -> str:
    """Lower case, without accents."""
    return fold(text)


def wanted_words(words: str) -> list[str]:
    """The words that a reader asks for."""
    return fold(words).split()


def has_all(wanted: list[str], names: Iterable[str]) -> bool:
    """Whether every word stands in one of the names."""
    if not wanted:
        return True
    texts = [folded(name) for name in names]
    return all(any(word in text for text in texts) for word in wanted)
