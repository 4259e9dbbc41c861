"""Raw text as it is pasted (HTML, control characters, any length) to text that can be read, without moving places.

Every replaced character is replaced by a blank, so spans in the clean text are spans in what the user pasted.
"""

from __future__ import annotations

import re

from graph.errors import BadInput

MAX_CHARS = 1_000_000  # a text beyond this is no requirement; the longest notices of TED have about 400,000

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_HIDDEN = re.compile(r"<(script|style|head)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--.*?-->|<![A-Z][^<>]*>", re.DOTALL)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_ENTITY_SIGN = {"&amp;": "&", "&quot;": '"', "&apos;": "'"}


def clean_text(text: str) -> str:
    """Same length as ``text``, without control characters and HTML.

    Raises:
        BadInput: there is nothing to read in it, or it is too long.
    """
    if len(text) > MAX_CHARS:
        raise BadInput(
            f"The text has {len(text):,} characters; at most {MAX_CHARS:,} are read.",
            "Paste the part that says what is needed.",
        )
    clean = _CONTROL.sub(" ", text)
    clean = clean.encode("utf-8", "replace").decode("utf-8")
    if "<" in clean:
        clean = _HIDDEN.sub(_blank, clean)
        clean = _TAG.sub(_line_break, clean)
    if "&" in clean:
        clean = _ENTITY.sub(lambda m: _ENTITY_SIGN.get(m.group(), " ").ljust(len(m.group())), clean)
    if not clean.strip():
        raise BadInput("The requirement is empty.", "Write what the buyer needs, in any language.")
    if not any(c.isalpha() for c in clean):
        raise BadInput("The requirement has no words, only numbers or signs.", "Say in words what is needed.")
    return clean


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _line_break(match: re.Match[str]) -> str:
    """A block element ends a sentence; an inline one is only a blank."""
    found = match.group()
    block = re.match(r"</?(p|div|li|br|tr|td|th|h[1-6]|ul|ol|table|section)\b", found, re.IGNORECASE)
    return ("\n" if block else " ") + " " * (len(found) - 1)
