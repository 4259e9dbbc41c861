"""Have the browser fetch what charts and tables are drawn with before somebody wants one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

# Streamlit's own parts, which it loads when the first one is drawn: the charts' library alone has 4.7 MB.
TABLES = ("DataFrame.*.js", "arrowFormatUtils.*.js")
CHARTS = ("PlotlyChart.*.js",)
_WAIT_MS = 400  # after the page is drawn, so that it is not in the way of that


@cache
def addresses(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Where the parts are; one that another release of streamlit names otherwise is left out."""
    folder = Path(st.__file__).resolve().parent / "static" / "static" / "js"
    return tuple(f"/static/js/{found.name}" for pattern in patterns for found in sorted(folder.glob(pattern)))


def preload(patterns: tuple[str, ...]) -> None:
    """Say it to the browser, which does it once: the element stays the same from run to run."""
    script = (
        f"setTimeout(() => {{ for (const href of {json.dumps(addresses(patterns))}) {{"
        " const link = document.createElement('link'); link.rel = 'modulepreload'; link.href = href;"
        f" document.head.appendChild(link); }} }}, {_WAIT_MS});"
    )
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
