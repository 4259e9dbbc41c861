"""Sign-in with a key or a token."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.client import ApiError
from ui.words import say


def page() -> None:
    """Ask for the key and check it with the API."""
    st.title(say("app.title"))
    st.write(say("app.subtitle"))
    st.subheader(say("sign_in.title"))
    st.write(say("sign_in.explain"))
    with st.form("sign-in"):
        key = st.text_input(say("sign_in.key"), type="password", autocomplete="current-password")
        if st.form_submit_button(say("sign_in.button"), type="primary"):
            try:
                state.sign_in(key)
                st.rerun()
            except ApiError as error:
                if error.status == 401:
                    st.error(say("sign_in.wrong"), icon=":material/error:")
                else:
                    state.show_error(error)
    st.caption(say("sign_in.how"))
