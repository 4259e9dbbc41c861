"""Work that takes a while: what is being done, how far, and a way out."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from ui import state
from ui.client import ApiError, Json, Tell
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


def read_items(path: str, **params: Any) -> list[Json] | None:
    """A whole list, read anew; None after an error, which is shown."""
    try:
        return state.api().items(path, **params).items
    except ApiError as error:
        state.show_error(error)
        return None


def ask_job(path: str, body: Mapping[str, Any]) -> Json | None:
    """A question that may become a job; None after an error, which is shown."""
    return _wait(lambda tell: state.api().job(path, body, tell))


def do_work(path: str, file: tuple[str, bytes] | None = None, **params: Any) -> Json | None:
    """Work that is a job, with a file where it needs one; its result, None after an error, which is shown."""
    return _wait(lambda tell: state.api().work(path, tell, file, **params))


def _wait(work: Callable[[Tell], Json]) -> Json | None:
    try:
        with _bar() as tell:
            return work(tell)
    except ApiError as error:
        state.show_error(error)
        return None


@contextmanager
def _bar() -> Iterator[Tell]:
    """A bar with what is being done, and a button that ends it.

    The button needs no code of its own: any click has streamlit end the running page at its next drawing, which is
    in ``tell``, and the client then ends the job.
    """
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text=say("app.working"))
        st.button(say("app.cancel"), icon=":material/cancel:", key=f"cancel-{uuid.uuid4().hex}")

    def tell(done: float, message: str) -> None:
        bar.progress(min(max(done, 0.0), 1.0), text=message.capitalize() or say("app.working"))

    try:
        yield tell
    finally:
        place.empty()
