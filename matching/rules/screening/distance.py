"""How far two words are apart, in edits; what the edits are worth is decided where they are used."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from matching.rules.screening.parsing import Token
from matching.rules.screening.scripts import lacks_vowels, scripts_of, skeleton, writes_syllables

_CACHE = 262_144
SOUND_STEP = 0.5  # two spellings of one sound: less than a slip of the pen, more than nothing
SKELETON_STEP = 0.5  # only the consonants could be compared: as doubtful as another spelling of a sound
SIGN_STEP = 3.0  # a Chinese sign or Korean syllable carries what three letters do in an alphabet
FARTHEST = 0.45  # share of the longer word that may differ before two words are simply two words


def edits(left: Token, right: Token) -> float | None:
    """Edits between two words, 0.0 for the same; None when they are not one word misspelt.

    Words of one script are compared in it; words of two scripts in Latin letters; a script that leaves vowels out,
    against another, by consonants. Two known words (two places, two lines of business) are never misspellings of
    each other: Estonia is not a slip for Ethiopia.
    """
    if left.text == right.text and left.raw == right.raw:
        return 0.0
    if left.concepts and right.concepts and _different_meaning(left, right):
        return None
    if min(left.raw, right.raw) == left.raw:
        return _edits(left.raw, left.text, left.sound, right.raw, right.text, right.sound)
    return _edits(right.raw, right.text, right.sound, left.raw, left.text, left.sound)


def _different_meaning(left: Token, right: Token) -> bool:
    if left.cls is not right.cls or left.concepts & right.concepts:
        return False
    return left.cls.value in {"domain", "place", "generic", "affiliate"}


@lru_cache(maxsize=_CACHE)
def _edits(raw1: str, text1: str, sound1: str, raw2: str, text2: str, sound2: str) -> float | None:
    if scripts_of(raw1) == scripts_of(raw2) and (writes_syllables(raw1) or lacks_vowels(raw1)):
        step = SIGN_STEP if writes_syllables(raw1) else 1.0
        return _within(OSA.distance(raw1, raw2), max(len(raw1), len(raw2)), step)
    if text1 == text2:
        return 0.0
    if lacks_vowels(raw1) != lacks_vowels(raw2):
        bones1, bones2 = skeleton(text1), skeleton(text2)
        if min(len(bones1), len(bones2)) < 2:
            return SKELETON_STEP if bones1 == bones2 and bones1 else None
        distance = _within(OSA.distance(bones1, bones2), max(len(bones1), len(bones2)), 1.0)
        return None if distance is None else SKELETON_STEP + distance
    longer = max(len(text1), len(text2))
    spelt = float(OSA.distance(text1, text2))
    if sound1 != text1 or sound2 != text2:
        spelt = min(spelt, SOUND_STEP + OSA.distance(sound1, sound2))
    return _within(spelt, longer, 1.0)


def _within(distance: float, length: int, step: float) -> float | None:
    return distance * step if distance <= FARTHEST * length or length == 1 else None
