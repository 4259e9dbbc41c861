"""Choosing a market, a company, or a text."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.client import ApiError, Json
from ui.words import say

_CACHE_SECONDS = 300  # markets and companies change with an ingest, not with a click


@st.cache_data(ttl=_CACHE_SECONDS, show_spinner=False, max_entries=50)
def _listed(base: str, key: str, path: str) -> list[Json]:
    """A whole list, kept a while for each user: what one may see is not what another may."""
    del base, key
    return state.api().items(path).items


def listed(path: str) -> list[Json]:
    """All entries of a list; empty after an error, which is shown."""
    try:
        return _listed(state.api_address(), state.key_digest(), path)
    except ApiError as error:
        state.show_error(error)
        return []


def market(key: str = "market", *, optional: bool = False) -> str:
    """A market of any kind by name; its id, "" for any."""
    markets = {one["id"]: one["name"] for one in listed("/v1/markets")}
    kinds = {one["id"]: one["kind"] for one in listed("/v1/markets")}
    order = {"global": 0, "bloc": 1, "region": 2, "country": 3}
    ids = sorted(markets, key=lambda one: (order.get(kinds[one], 9), markets[one]))
    if optional:
        ids = ["", *ids]
    asked = state.recalled(key, "" if optional else "KE")
    chosen = st.selectbox(
        say("choose.market"),
        ids,
        index=ids.index(asked) if asked in ids else 0,
        format_func=lambda one: f"{markets[one]} ({kinds[one]})" if one else say("choose.any_market"),
        key=f"choose-{key}",
    )
    return str(chosen or "")


def companies(label: str, key: str) -> list[str]:
    """Some companies by name; their ids."""
    names = {one["id"]: one["name"] for one in listed("/v1/companies")}
    asked = [one for one in state.recalled(key).split(",") if one in names]
    return list(
        st.multiselect(label, sorted(names, key=lambda one: names[one].casefold()), default=asked,
                       format_func=lambda one: names[one], key=f"choose-{key}")
    )  # fmt: skip


def company(label: str, key: str) -> str:
    """One company by name; its id, "" for none."""
    names = {one["id"]: one["name"] for one in listed("/v1/companies")}
    ids = ["", *sorted(names, key=lambda one: names[one].casefold())]
    asked = state.recalled(key)
    chosen = st.selectbox(
        label, ids, index=ids.index(asked) if asked in ids else 0,
        format_func=lambda one: names.get(one, say("choose.nobody")), key=f"choose-{key}",
    )  # fmt: skip
    return str(chosen or "")
