"""Work that takes a while: what is being done, how far, and a way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui import state
from ui.client import ApiError, Json
from ui.words import say


def ask(path: str, body: Mapping[str, Any], working: str = "") -> Json | None:
    """POST a question; None after an error, which is shown. A spinner stands as long as it takes."""
    try:
        with st.spinner(working or say("app.working")):
            return state.api().post(path, body)
    except ApiError as error:
        state.show_error(error)
        return None


def read(path: str, **params: Any) -> Json | None:
    """GET; None after an error, which is shown."""
    try:
        return state.api().get(path, **params)
    except ApiError as error:
        state.show_error(error)
        return None


def ask_job(path: str, body: Mapping[str, Any]) -> Json | None:
    """A question that may become a job: a bar with what is being done; leaving the page or Stop cancels it."""
    bar = st.progress(0.0, text=say("app.working"))

    def tell(done: float, message: str) -> bool:
        bar.progress(min(max(done, 0.0), 1.0), text=message or say("app.working"))
        return True

    try:
        return state.api().job(path, body, tell)
    except ApiError as error:
        state.show_error(error)
        return None
    finally:
        bar.empty()
