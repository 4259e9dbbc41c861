"""The pages' entrance: ``streamlit run ui/app.py``. Who is not signed in sees the sign-in page and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # streamlit runs this file as a script

import streamlit as st

from ui import state
from ui.pages import data, explore, find, opportunities, partners, review, sign_in, what_if
from ui.words import say

# Which role sees which pages: what the API would refuse anyway is not offered.
_EVERYBODY = frozenset({"reader", "officer", "company", "admin"})
_INSIDERS = frozenset({"reader", "officer", "admin"})
_STAFF = frozenset({"officer", "admin"})


def _pages(role: str) -> dict[str, list[st.Page]]:
    groups = {
        "nav.group_work": (
            (find.page, "find", "nav.find", ":material/search:", _EVERYBODY),
            (partners.page, "partners", "nav.partners", ":material/group_add:", _EVERYBODY),
            (opportunities.page, "opportunities", "nav.opportunities", ":material/campaign:", _EVERYBODY),
        ),
        "nav.group_look": (
            (explore.page, "explore", "nav.explore", ":material/hub:", _INSIDERS),
            (what_if.page, "what-if", "nav.what_if", ":material/compare_arrows:", _EVERYBODY),
        ),
        "nav.group_keep": (
            (review.page, "review", "nav.review", ":material/fact_check:", _STAFF),
            (data.page, "data", "nav.data", ":material/database:", _INSIDERS),
        ),
    }
    return {
        say(group): [
            st.Page(show, title=say(title), url_path=path, icon=icon)
            for show, path, title, icon, roles in entries
            if role in roles
        ]
        for group, entries in groups.items()
        if any(role in roles for *_, roles in entries)
    }


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title=say("app.title"), page_icon=":material/handshake:", layout="wide")
    if state.caller() is None:
        st.navigation([st.Page(sign_in.page, title=say("nav.sign_in"), url_path="sign-in")], position="hidden").run()
        return
    chosen = st.navigation(_pages(state.role()))
    with st.sidebar:
        who = state.caller() or {}
        st.caption(say("nav.signed_in", name=who.get("name") or who.get("subject"), role=who.get("role")))
        if st.button(say("nav.sign_out"), icon=":material/logout:"):
            state.sign_out()
            st.rerun()
    chosen.run()
    st.caption(say("app.footer"))


main()
