"""Sign-in with a key, or at the organisation's issuer."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import streamlit as st

from ui import state
from ui.client import ApiError
from ui.session.routes import BEGIN, TROUBLE
from ui.session.settings import sign_in_settings
from ui.words import catalogue, say

# A link that looks like the pages' primary button. It opens in this tab, which streamlit's own links do not.
_LINK = (
    '<a href="{href}" target="_self" style="display: inline-block; padding: 0.4rem 0.9rem; border-radius: 0.5rem; '
    'background: #1f4e8c; color: #ffffff; text-decoration: none">{words}</a>'
)


def page(address: str, trouble: ApiError | None = None) -> None:
    """Ask for the key and check it with the API. ``address``: the page that is shown afterwards."""
    st.title(say("app.title"))
    st.write(say("app.subtitle"))
    st.subheader(say("sign_in.title"))
    _say_trouble(trouble)
    if sign_in_settings().redirects:
        st.html(_LINK.format(href=f"{BEGIN}?next={quote(address, safe='')}", words=say("sign_in.organisation")))
        st.write(say("sign_in.or_key"))
    st.write(say("sign_in.explain"))
    with st.form("sign-in"):
        key = st.text_input(say("sign_in.key"), type="password", autocomplete="current-password")
        if st.form_submit_button(say("sign_in.button"), type="primary"):
            _sign_in(key)
    st.caption(say("sign_in.how"))


def address_of(path: str) -> str:
    """The address that was asked for, without what went wrong on the way."""
    query = {name: value for name, value in st.query_params.to_dict().items() if name != TROUBLE}
    return f"/{path}" + (f"?{urlencode(query)}" if query else "")


def _sign_in(key: str) -> None:
    if not key.strip():
        st.warning(say("sign_in.empty"), icon=":material/edit:")
        return
    try:
        state.sign_in(key)
    except ApiError as error:
        if error.status == 401:
            st.error(say("sign_in.wrong"), icon=":material/error:")
        else:
            state.show_error(error)
        return
    if TROUBLE in st.query_params:
        del st.query_params[TROUBLE]
    st.rerun()


def _say_trouble(trouble: ApiError | None) -> None:
    """Why somebody who tried to sign in, or was signed in, is here."""
    if trouble is not None:
        state.show_error(trouble)
    elif st.session_state.get(state.ENDED):
        st.info(say("sign_in.ended"), icon=":material/logout:")
    what = f"sign_in.trouble_{st.query_params.get(TROUBLE, '')}"
    if what in catalogue():
        st.error(say(what), icon=":material/error:")
