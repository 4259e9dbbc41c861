"""A table whose cells wrap: all of it can be read, printed, and entered by a screen reader.

Streamlit's own table is a canvas that cuts what is long; it stays where rows are many, sorted or chosen.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st


def table(rows: Sequence[Mapping[str, object]], folded: str = "") -> None:
    """Show rows with the same keys, at least one; each value in the direction of its script, never as markup.

    ``folded``: words of a line that opens the table, which is closed at first; "": it is open.
    """
    heads = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in rows[0])
    body = "".join(
        "<tr>" + "".join(f'<td dir="auto">{html.escape(_text(value))}</td>' for value in row.values()) + "</tr>"
        for row in rows
    )
    # A screen too narrow for it moves the table and not the page; who has no mouse can move it, too.
    made = f'<table class="alliedstack-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
    made = f'<div class="alliedstack-wide" tabindex="0" role="group">{made}</div>'
    if folded:
        made = f'<details class="alliedstack-fold"><summary>{html.escape(folded)}</summary>{made}</details>'
    st.html(made)


def _text(value: object) -> str:
    return "" if value is None else str(value)
