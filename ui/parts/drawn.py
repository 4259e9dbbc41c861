"""A picture that is drawn as SVG, which streamlit's own element for markup leaves out."""

from __future__ import annotations

import streamlit as st

# Scripts inside of the markup would not run: it is set as content only. What stands in it is escaped where it is made.
_SCRIPT = """export default function({ parentElement, data }) {
    parentElement.querySelector('div').innerHTML = data;
}"""


def drawn(markup: str, key: str) -> None:
    """Show the markup of ``ui.pictures``."""
    show = st.components.v2.component("alliedstack_drawn", html="<div></div>", js=_SCRIPT, isolate_styles=False)
    show(data=markup, key=key)
