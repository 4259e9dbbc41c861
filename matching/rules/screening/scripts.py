"""Letters: folding to plain Latin, sound-alike spellings, and skeletons for scripts written without vowels."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rigour.text.scripts import text_scripts
from rigour.text.translit import maybe_ascii

_CACHE = 65_536  # names of one list come again and again; bounds the memory to some ten MB

# Spellings that stand for one sound in the romanisations of Arabic, Cyrillic, Greek, Persian and Chinese names and in
# European misspellings. Order matters: longer first.
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("shch", "s"),
    ("tsch", "c"),
    ("tch", "c"),
    ("sch", "s"),
    ("dzh", "j"),
    ("dj", "j"),
    ("sh", "s"),
    ("ch", "s"),
    ("zh", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("ck", "k"),
    ("qu", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("ou", "u"),
    ("oo", "u"),
    ("ue", "u"),
    ("oe", "o"),
    ("ae", "a"),
    ("ee", "i"),
    ("ei", "i"),
    ("ey", "i"),
    ("ie", "i"),
    ("eo", "o"),
    ("eu", "u"),
    ("w", "v"),
    ("y", "i"),
    ("c", "k"),
)
_SOFT_C = re.compile(r"c(?=[eiy])")
_REPEATED = re.compile(r"(.)\1+")
_WEAK = re.compile(r"[aeiouhwy']")  # what Arabic and Hebrew do not write, or write with letters that also mean vowels
_SKELETON_SOUNDS = str.maketrans({"p": "b", "v": "f", "c": "s", "z": "s", "g": "j", "q": "k", "x": "k"})
_SYLLABLE_SCRIPTS = frozenset({"Han", "Hangul", "Hiragana", "Katakana"})
_NO_VOWELS = frozenset({"Arabic", "Hebrew", "Syriac"})


@lru_cache(maxsize=_CACHE)
def scripts_of(text: str) -> frozenset[str]:
    """Unicode scripts of the letters in ``text``, for example ``{"Cyrillic"}``; empty for digits alone."""
    return frozenset(text_scripts(text))


def writes_syllables(text: str) -> bool:
    """One sign is a syllable or a word (Chinese, Japanese, Korean): one sign of difference is a different name."""
    return bool(scripts_of(text) & _SYLLABLE_SCRIPTS)


def lacks_vowels(text: str) -> bool:
    return bool(scripts_of(text) & _NO_VOWELS)


@lru_cache(maxsize=1)
def _to_latin() -> object:
    import icu  # here: loading the transliteration data costs time that Latin names never need

    return icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower")


@lru_cache(maxsize=_CACHE)
def latin(text: str) -> str:
    """``text`` in lower-case Latin letters without accents.

    rigour's tables serve Latin, Cyrillic, Greek, Armenian, Georgian and Korean; ICU's the other scripts (Chinese as
    pinyin without tones and without spaces inside a word).
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = maybe_ascii(folded)
    if not plain.isascii():
        plain = str(_to_latin().transliterate(plain)).replace(" ", "")  # type: ignore[attr-defined]
    return "".join(c for c in plain.casefold() if c.isalnum())


@lru_cache(maxsize=_CACHE)
def sound(word: str) -> str:
    """A Latin word with one spelling per sound: Qaddafi and Kadafi, Nooristani and Nuristani fall together."""
    word = _SOFT_C.sub("s", word)
    for spelling, one in _SOUNDS:
        if spelling in word:
            word = word.replace(spelling, one)
    word = _REPEATED.sub(r"\1", word)
    return word.rstrip("h") or word


@lru_cache(maxsize=_CACHE)
def skeleton(word: str) -> str:
    """Consonants of a Latin word, for comparing with scripts that leave short vowels out."""
    return _REPEATED.sub(r"\1", sound(_WEAK.sub("", word)).translate(_SKELETON_SOUNDS))
