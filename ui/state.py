"""What a tab remembers: who is signed in, what its fields hold, and the view that its address describes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.client import Api, ApiError, Json
from ui.session.issuer import fresh
from ui.session.routes import COOKIE
from ui.session.store import Credential, Session, sessions
from ui.words import say

API_VARIABLE = "ALLIEDSTACK_API_URL"
DEFAULT_API = "http://127.0.0.1:8000"
_UNAUTHENTICATED = 401
_SESSION = "session"
_TICKET = "session-ticket"
_CALLER = "caller"
_PAGES = "pages"
_RESTORED = "restored"
ENDED = "session-ended"  # set when a session ended by itself, for the sign-in page to say so


def api_address() -> str:
    """Where the API is."""
    return os.environ.get(API_VARIABLE, DEFAULT_API)


def api() -> Api:
    """The API with the key or token of this tab's session; without any when its time is over."""
    held = _session()
    return Api(api_address(), held.credential.bearer if held is not None else "")


def who_digest() -> str:
    """Tells users apart: what is kept for one is not shown to another."""
    who = caller() or {}
    return hashlib.sha256("|".join(str(who.get(n)) for n in ("subject", "role", "company")).encode()).hexdigest()


def _session() -> Session | None:
    """This tab's session; a tab that was loaded anew finds it by the browser's cookie."""
    name = st.session_state.get(_SESSION) or st.context.cookies.get(COOKIE, "")
    found = sessions().find(str(name)) if name else None
    return fresh(found) if found is not None else None


def caller() -> Json | None:
    """Who is signed in, as the API sees it; None: nobody, or no longer."""
    found: Json | None = st.session_state.get(_CALLER)
    return found


def resume() -> None:
    """Look whether this tab's session goes on, and who it belongs to. Called once a run, before all else.

    Raises:
        ApiError: the session's key or token is refused, or the API does not answer.
    """
    held = _session()
    if held is None:
        if _CALLER in st.session_state:
            st.session_state.clear()
            st.session_state[ENDED] = True
    elif _CALLER not in st.session_state:
        try:
            st.session_state[_CALLER] = api().get("/v1/me")["data"]
        except ApiError as error:
            if error.status == _UNAUTHENTICATED:
                sessions().end(held.name)
            raise
        st.session_state[_SESSION] = held.name


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
    """Begin a session with a key; the browser gets its cookie with the next drawing.

    Raises:
        ApiError: the API does not know it.
    """
    who = Api(api_address(), key.strip()).get("/v1/me")["data"]
    name = sessions().begin(Credential(key.strip()))
    st.session_state.clear()
    st.session_state.update({_CALLER: who, _SESSION: name, _TICKET: sessions().ticket(name)})


def sign_out() -> None:
    """End the session in all its tabs, and forget everything that this tab holds."""
    sessions().end(str(st.session_state.get(_SESSION, "")))
    st.session_state.clear()


def pending_ticket() -> str:
    """What the browser has yet to exchange for its cookie; "" for nothing."""
    ticket = str(st.session_state.get(_TICKET, ""))
    return ticket if ticket and sessions().waits(ticket) else ""


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
    names = {*kept.get(page, {}), *values}  # what the address said before and says still is not new
    kept[page] = {name: str(st.query_params[name]) for name in names if name in st.query_params}


def show_error(error: ApiError) -> None:
    """The API's words, its hint, and the request's id for whoever looks into the log.

    A key that was revoked meanwhile ends the session.
    """
    if error.status == _UNAUTHENTICATED and caller() is not None:
        sign_out()
        st.session_state[ENDED] = True
        st.rerun()
    lines = [error.detail]
    if error.hint:
        lines.append(say("app.what_to_do", hint=error.hint))
    st.error("\n\n".join(lines), icon=":material/error:")
    if error.request_id:
        st.caption(say("app.request_id", id=error.request_id))
