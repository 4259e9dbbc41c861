"""How the languages that buyers write join two things named in one breath: "servers and storage"."""

from __future__ import annotations

import re
from functools import cache

# Each is a regular expression. "a" joins in Czech and is an article in English, so no word counts outside its language.
_AND = {
    "ar": r"\s(?=و[\u0620-\u064a]{3})",  # written onto the word that follows
    "bg": "и|както и",
    "cs": "a|i|a také|jakož i",
    "da": "og|samt",
    "de": "und|sowie",
    "el": "και|καθώς και",
    "en": "and|as well as|plus",
    "es": "y|e|así como",
    "et": "ja|ning",
    "fi": "ja|sekä",
    "fr": "et|ainsi que",
    "ga": "agus",
    "hi": "और|तथा|एवं",
    "hr": "i|te|kao i",
    "hu": "és|valamint",
    "id": "dan|serta",
    "it": "e|ed|nonché",
    "ja": "",
    "ko": "및",
    "lt": "ir|bei",
    "lv": "un|kā arī",
    "ms": "dan|serta",
    "mt": "u",
    "nl": "en|alsmede",
    "no": "og|samt",
    "pl": "i|oraz|a także|jak również",
    "pt": "e|assim como|bem como",
    "ro": "și|şi|precum și",
    "ru": "и|а также",
    "sk": "a|i|ako aj",
    "sl": "in|ter|kot tudi",
    "sv": "och|samt",
    "sw": "na|pamoja na",
    "tr": "ve|ile",
    "uk": "та|і|й|а також",
    "vi": "và|cùng với",
    "zh": "",
}
# A new thing begins with it: "servers with eight cards and a portal".
_INDEFINITE = {
    "da": "en|et",
    "de": "ein|eine|einen|einer|eines|einem",
    "el": "ένα|έναν|μια|μία",
    "en": "a|an",
    "es": "un|una|unos|unas",
    "fr": "un|une|des",
    "hu": "egy",
    "it": "un|uno|una",
    "nl": "een",
    "no": "en|et|ei",
    "pt": "um|uma|uns|umas",
    "ro": "un|o|niște",
    "sv": "en|ett",
}
# Where no blanks part words, and what Korean writes onto the end of the word before.
_ATTACHED = {"ja": "と|や|及び|および|並びに|ならびに", "ko": r"(?<=[가-힣])(?:와|과)\s", "zh": "和|与|與|以及|及"}


def begins_anew(language: str, rest: str) -> bool:
    """Whether the words begin with an indefinite article, in a language that has one."""
    first = rest.split(maxsplit=1)[:1]
    return bool(first) and first[0].casefold() in _INDEFINITE.get(language, "").split("|")


@cache
def and_sign(language: str) -> re.Pattern[str]:
    """What stands between two things that are joined; English where the language is not known."""
    words = _AND.get(language, _AND["en"])
    apart = words if language == "ar" else rf"\s(?:{words})\s" if words else ""
    return re.compile("|".join(one for one in (apart, _ATTACHED.get(language, "")) if one))
