"""ISO 3166-1 alpha-2 codes for the names and codes that sources use.

Names come from the Unicode CLDR (through Babel) in the languages of the notices we read, older and official forms
from ``aliases.csv`` beside this file.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

_LANGUAGES = (
    "en", "fr", "es", "pt", "de", "it", "nl", "pl", "cs", "sk", "sl", "hr", "hu", "ro", "bg", "el", "da", "sv", "fi",
    "et", "lv", "lt", "mt", "ga", "uk", "ru", "tr", "ar", "zh", "ja", "ko", "sw", "id", "vi", "th", "he", "hi",
)  # fmt: skip
_ALPHA_2 = re.compile(r"[A-Z]{2}")
_ALIASES = Path(__file__).with_name("aliases.csv")
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})  # CLDR groupings, not countries
_ARTICLE = re.compile(r"^the | \(the\)$")


def _fold(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return _ARTICLE.sub("", " ".join(re.sub(r"[^\w()]+", " ", plain).split()))


@cache
def _codes() -> frozenset[str]:
    from babel import Locale

    territories = Locale("en").territories
    codes = (str(code) for code in territories)
    return frozenset(code for code in codes if _ALPHA_2.fullmatch(code) and code not in _NOT_COUNTRIES)


@cache
def _names() -> dict[str, str]:
    from babel import Locale
    from babel.core import get_global

    found: dict[str, str] = {}
    with _ALIASES.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[_fold(row["name"])] = row["alpha2"]
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in _codes():
                found.setdefault(_fold(name), code)
    for code, targets in get_global("territory_aliases").items():
        if len(targets) == 1 and targets[0] in _codes():
            found.setdefault(_fold(code), targets[0])  # alpha-3, numeric and withdrawn codes
    return found


@cache
def country_code(name: str) -> str | None:
    """The alpha-2 code of a country given by code (alpha-2, alpha-3) or by name in any of the languages above, or None.

    ``UK`` and ``EL`` are read as TED uses them (GB, GR).
    """
    text = name.strip()
    if _ALPHA_2.fullmatch(text) and text in _codes():
        return text
    return _names().get(_fold(text))
