"""What a tab remembers: who is signed in, what its fields hold, and the view that its address describes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.client import Api, ApiError, Json
from ui.words import say

API_VARIABLE = "ALLIEDSTACK_API_URL"
DEFAULT_API = "http://127.0.0.1:8000"
_KEY = "key"
_CALLER = "caller"
_PAGES = "pages"
_RESTORED = "restored"


def api_address() -> str:
    """Where the API is."""
    return os.environ.get(API_VARIABLE, DEFAULT_API)


def api() -> Api:
    """The API with this tab's key."""
    return Api(api_address(), st.session_state.get(_KEY, ""))


def key_digest() -> str:
    """Tells users apart without holding a key: what is kept for one is not shown to another."""
    return hashlib.sha256(st.session_state.get(_KEY, "").encode()).hexdigest()


def caller() -> Json | None:
    """Who is signed in, as the API sees it; None: nobody."""
    found: Json | None = st.session_state.get(_CALLER)
    return found


def role() -> str:
    """The role of who is signed in, "" when nobody is."""
    found = caller()
    return str(found["role"]) if found is not None else ""


def is_staff() -> bool:
    """Whether who is signed in keeps the data and records verdicts."""
    return role() in {"officer", "admin"}


def is_insider() -> bool:
    """Whether who is signed in may see what all companies have; a company may not."""
    return role() in {"reader", "officer", "admin"}


def may_hand_over() -> bool:
    """Whether who is signed in may save packages and write dossiers."""
    return role() in {"officer", "company", "admin"}


def sign_in(key: str) -> None:
    """Remember the key for this tab.

    Raises:
        ApiError: the API does not know it.
    """
    client = Api(api_address(), key.strip())
    st.session_state[_CALLER] = client.get("/v1/me")["data"]
    st.session_state[_KEY] = key.strip()


def sign_out() -> None:
    """Forget everything that this tab holds."""
    st.session_state.clear()


def know_pages(pages: Mapping[str, Any]) -> None:
    """Keep the pages that this user has, to be gone to by name."""
    st.session_state[_PAGES] = dict(pages)


def go(page: str, **query: str) -> None:
    """Show another page with a view of its own; a link would open a tab in which nobody is signed in."""
    st.switch_page(st.session_state[_PAGES][page], query_params={n: value for n, value in query.items() if value})


def start(page: str, **fields: str) -> dict[str, str]:
    """What the address says about fields and has not said before: name to value.

    A page calls it first and puts the values into its fields, so that a link restores a view once, and a field that
    a person changes afterwards is not set back. ``fields``: name in the address to what it stands for when it is
    absent from an address that says something.
    """
    said = {name: str(st.query_params[name]) for name in fields if name in st.query_params}
    kept = st.session_state.setdefault(_RESTORED, {})
    if not said or kept.get(page) == said:
        return {}
    kept[page] = said
    return {name: said.get(name, default) for name, default in fields.items()}


def remember(page: str, **values: object) -> None:
    """Put the view into the address, so that a link restores it; empty values leave it."""
    for name, value in values.items():
        text = ",".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
        if text:
            if st.query_params.get(name) != text:
                st.query_params[name] = text
        elif name in st.query_params:
            del st.query_params[name]
    kept = st.session_state.setdefault(_RESTORED, {})
    kept[page] = {name: str(st.query_params[name]) for name in values if name in st.query_params}


def show_error(error: ApiError) -> None:
    """The API's words, its hint, and the request's id for whoever looks into the log."""
    lines = [error.detail]
    if error.hint:
        lines.append(say("app.what_to_do", hint=error.hint))
    st.error("\n\n".join(lines), icon=":material/error:")
    if error.request_id:
        st.caption(say("app.request_id", id=error.request_id))
