"""Every word that the pages say, in one catalogue a language, ready for translation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

LANGUAGE = "en"


@cache
def catalogue(language: str = LANGUAGE) -> dict[str, str]:
    """Key to text. Keys name the page and the place: ``find.title``."""
    text = (Path(__file__).resolve().parent / f"{language}.yaml").read_text(encoding="utf-8")
    return {
        f"{page}.{key}": str(words) for page, entries in yaml.safe_load(text).items() for key, words in entries.items()
    }


def say(key: str, **values: object) -> str:
    """The words behind ``key`` with the values filled in.

    Raises:
        KeyError: the catalogue lacks the key; a test looks for that.
    """
    return catalogue()[key].format(**values)
