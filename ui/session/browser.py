"""What only the browser can do for a session: ask for its cookie, go to another address. Scripts of our own."""

from __future__ import annotations

import json

import streamlit as st

from ui.session.routes import COOKIE_PATH, END, OWN_HEADER


def take_cookie(ticket: str) -> None:
    """Have the browser exchange the ticket for its cookie, which no script can read."""
    options = json.dumps({"method": "POST", "headers": {OWN_HEADER: ticket}, "credentials": "same-origin"})
    _run(f"fetch({json.dumps(COOKIE_PATH)}, {options});")


def leave() -> None:
    """Have the browser sign out, which loads everything anew."""
    _run(f"window.location.assign({json.dumps(END)});")


def _run(script: str) -> None:
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
