"""A buyer's words in any script: right to left where the script runs that way."""

from __future__ import annotations

import html
import unicodedata

import streamlit as st

_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def runs_right_to_left(text: str) -> bool:
    """Whether the first strong letter is of a script that runs from right to left (Unicode's own rule P2)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in _RIGHT_TO_LEFT:
            return True
        if direction == "L":
            return False
    return False


def foreign_text(text: str) -> None:
    """Show user content as it is written, never as markup."""
    direction = "rtl" if runs_right_to_left(text) else "ltr"
    st.html(f'<p dir="{direction}" style="white-space: pre-wrap; margin: 0">{html.escape(text)}</p>')


def plain(text: str) -> str:
    """User content inside of markdown: its signs lose their meaning."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]<>()#+-.!|~$:" else c for c in text.replace("\n", " "))
