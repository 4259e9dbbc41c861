"""Buttons that fetch a dossier in one of its formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui import state
from ui.client import ApiError
from ui.words import say

FORMATS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel"}
_MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def dossier_buttons(of: Mapping[str, Any], key: str) -> None:
    """First make it, then hand it over: a download must not wait for what nobody asked for."""
    chosen = st.segmented_control(say("dossier.format"), list(FORMATS), format_func=FORMATS.__getitem__, default="docx",
                                  key=f"{key}-format")  # fmt: skip
    if chosen and st.button(say("dossier.make"), key=f"{key}-make", icon=":material/description:"):
        try:
            with st.spinner(say("dossier.making")):
                st.session_state[key] = (chosen, state.api().content("POST", "/v1/dossiers", of, format=chosen))
        except ApiError as error:
            state.show_error(error)
    made = st.session_state.get(key)
    if made is not None:
        ending, content = made
        st.download_button(
            say("dossier.download", format=FORMATS[ending]), content, f"dossier.{ending}", _MIME[ending],
            key=f"{key}-download", icon=":material/download:",
        )  # fmt: skip
