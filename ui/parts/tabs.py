"""Tabs of which only the open one is drawn: the others cost nothing until somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st


def lazy_tabs(shows: Mapping[str, Callable[[], None]], key: str) -> None:
    """``shows``: a tab's title to what draws it."""
    tabs = st.tabs(list(shows), key=key, on_change="rerun")
    for tab, show in zip(tabs, shows.values(), strict=True):
        if tab.open:
            with tab:
                show()
