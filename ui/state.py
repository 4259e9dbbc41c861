"""What a tab remembers: who is signed in, and the view that its address describes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping

import streamlit as st

from ui.client import Api, ApiError, Json
from ui.words import say

API_VARIABLE = "ALLIEDSTACK_API_URL"
DEFAULT_API = "http://127.0.0.1:8000"
_KEY = "key"
_CALLER = "caller"


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


def remember(**values: object) -> None:
    """Put the view into the address, so that a link restores it; empty values leave it."""
    for name, value in values.items():
        text = ",".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
        if text:
            st.query_params[name] = text
        elif name in st.query_params:
            del st.query_params[name]


def recalled(name: str, default: str = "") -> str:
    """A value of the address."""
    return str(st.query_params.get(name, default))


def show_error(error: ApiError) -> None:
    """The API's words, its hint, and the request's id for whoever looks into the log."""
    lines = [error.detail]
    if error.hint:
        lines.append(say("app.what_to_do", hint=error.hint))
    st.error("\n\n".join(lines), icon=":material/error:")
    if error.request_id:
        st.caption(say("app.request_id", id=error.request_id))


def choices(mapping: Mapping[str, str]) -> list[str]:
    """Keys in the order of their words."""
    return sorted(mapping, key=lambda key: mapping[key].casefold())
