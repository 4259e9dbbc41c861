"""The pages' entrance: ``streamlit run ui/app.py``. Who is not signed in sees the sign-in page and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # streamlit runs this file as a script

import streamlit as st

from ui import state
from ui.client import ApiError
from ui.parts.preload import TABLES, preload
from ui.session.browser import leave, take_cookie
from ui.style import STYLE
from ui.views import data, explore, find, opportunities, partners, review, sign_in, what_if
from ui.words import say

_ICON = str(Path(__file__).resolve().parent / "icon.svg")  # a file: named icons are fetched from the net

# Which role sees which pages: what the API would refuse anyway is not offered.
_EVERYBODY = frozenset({"reader", "officer", "company", "admin"})
_INSIDERS = frozenset({"reader", "officer", "admin"})
_STAFF = frozenset({"officer", "admin"})
_GROUPS = {
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


def _pages(role: str | None) -> dict[str, list[st.Page]]:
    """The pages of a role by group; None: all of them, so that a link keeps its place until somebody signs in."""
    groups = {
        say(group): [
            st.Page(show, title=say(title), url_path=path, icon=icon)
            for show, path, title, icon, roles in entries
            if role is None or role in roles
        ]
        for group, entries in _GROUPS.items()
        if role is None or any(role in roles for *_, roles in entries)
    }
    # The default page has no path of its own, but /find has to be one that a link can name.
    home = st.Page(_home, title=say("app.title"), default=True, visibility="hidden")
    return {"": [home]} | groups


def _home() -> None:
    """The bare address leads to the first page."""
    state.go("find", **st.query_params.to_dict())


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title=say("app.title"), page_icon=_ICON, layout="wide")
    st.html(STYLE)
    trouble = _resume()
    who = state.caller()
    if who is None:
        asked_for = st.navigation(_pages(None), position="hidden")
        sign_in.page(sign_in.address_of(asked_for.url_path), trouble)
        return
    pages = _pages(state.role())
    state.know_pages({page.url_path: page for group in pages.values() for page in group})
    chosen = st.navigation(pages)
    with st.sidebar:
        st.caption(say("nav.signed_in", name=who.get("name") or who.get("subject"), role=who.get("role")))
        if st.button(say("nav.sign_out"), icon=":material/logout:"):
            state.sign_out()
            leave()
            st.stop()
        preload(TABLES)
        ticket = state.pending_ticket()
        if ticket:
            take_cookie(ticket)
    chosen.run()
    st.caption(say("app.footer"))


def _resume() -> ApiError | None:
    """Go on with the session of this tab or browser; what went wrong with it."""
    try:
        state.resume()
    except ApiError as error:
        return error
    return None


main()
