"""Which languages a user's own model reads: as the user says, else as its model card says, else any."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from graph.errors import BadInput

ANY = "any"
_CODE = re.compile(r"[a-z]{2}")
_CARD = "README.md"  # where the model card of a sentence-transformers folder is
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---", re.DOTALL)
_MOST_CARD = 1_000_000  # characters of a card that are looked at


def languages_of(folder: Path, said: str) -> tuple[str, ...]:
    """ISO 639-1 codes, sorted; empty: any language.

    Raises:
        BadInput: ``said`` (of ALLIEDSTACK_MODEL_LANGUAGES) holds something that is no code.
    """
    wanted = [one.strip().casefold() for one in said.split(",") if one.strip()]
    wrong = next((one for one in wanted if one != ANY and not _CODE.fullmatch(one)), None)
    if wrong is not None:
        raise BadInput(
            f"ALLIEDSTACK_MODEL_LANGUAGES cannot be used: {wrong!r} is no language code.",
            'Two letters each, such as "en,fr,sw", or "any".',
        )
    return () if ANY in wanted else tuple(sorted(set(wanted))) if wanted else _of_card(folder / _CARD)


def _of_card(card: Path) -> tuple[str, ...]:
    """What the card's heading says; nothing where it says nothing that can be read, or names the model multilingual."""
    try:
        found = _FRONT.match(card.read_text(encoding="utf-8", errors="replace")[:_MOST_CARD])
        heading = yaml.safe_load(found[1]) if found is not None else None
    except (OSError, yaml.YAMLError):
        return ()
    told = heading.get("language") if isinstance(heading, dict) else None
    # Norwegian's "no" reads as a boolean in YAML.
    codes = ["no" if one is False else str(one).casefold() for one in (told if isinstance(told, list) else [told])]
    return tuple(sorted(set(codes))) if all(_CODE.fullmatch(one) for one in codes) else ()
