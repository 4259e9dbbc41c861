"""Choosing a market, a company, or a product by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import streamlit as st

from ui import state
from ui.client import MOST_ITEMS, ApiError, Json, Listed
from ui.words import say

_CACHE_SECONDS = 300  # markets and companies change with an ingest, not with a click
COUNTED = ("explore-overview", "opportunities-demand")  # what pages keep of the whole catalogue
DEFAULT_MARKET = "KE"  # some market has to stand first; the first user's post was in Kenya
_KIND_ORDER = {"global": 0, "bloc": 1, "region": 2, "country": 3}


# Kept as they are, not copied for each reader: nobody changes what the API said.
@st.cache_resource(ttl=_CACHE_SECONDS, show_spinner=False, max_entries=100)
def _listed(base: str, key: str, path: str, most: int, params: tuple[tuple[str, str], ...]) -> Listed:
    """A whole list, kept a while for each user: what one may see is not what another may."""
    del base, key
    return state.api().items(path, most, **dict(params))


def listed(path: str, most: int = MOST_ITEMS, **params: str) -> Listed:
    """The entries of a list; none after an error, which is shown."""
    try:
        return _listed(state.api_address(), state.who_digest(), path, most, tuple(sorted(params.items())))
    except ApiError as error:
        state.show_error(error)
        return Listed([], False)


@st.cache_resource(ttl=_CACHE_SECONDS, show_spinner=False, max_entries=100)
def _kept(base: str, key: str, path: str) -> Json:
    del base, key
    return state.api().get(path)


def kept(path: str) -> Json:
    """An answer that changes with the service's settings only.

    Raises:
        ApiError: there is none.
    """
    return _kept(state.api_address(), state.who_digest(), path)


def forget() -> None:
    """After a change, lists are read and counts are made anew."""
    _listed.clear()
    for counted in COUNTED:
        st.session_state.pop(counted, None)


def labels(things: Iterable[Json], field: str = "name") -> dict[str, str]:
    """Names by id; where two things have one name, the id tells them apart."""
    names = {one["id"]: str(one[field]) for one in things}
    often = Counter(names.values())
    return {key: name if often[name] == 1 else f"{name} [{key}]" for key, name in names.items()}


def by_name(names: Mapping[str, str]) -> list[str]:
    """Ids in the order of their names."""
    return sorted(names, key=lambda one: names[one].casefold())


def market_names() -> dict[str, str]:
    """Markets by id with their kind."""
    return {one["id"]: f"{one['name']} ({one['kind']})" for one in listed("/v1/markets").items}


def market(key: str, *, optional: bool = False) -> str:
    """A market of any kind by name; its id, "" for any."""
    found = listed("/v1/markets").items
    names = market_names()
    ids = [one["id"] for one in sorted(found, key=lambda m: (_KIND_ORDER.get(m["kind"], 9), m["name"]))]
    if optional:
        ids = ["", *ids]
    elif DEFAULT_MARKET in ids:
        st.session_state.setdefault(key, DEFAULT_MARKET)
    _drop_unknown(key, ids)
    chosen = st.selectbox(
        say("choose.market"), ids, format_func=lambda one: names.get(one, say("choose.any_market")), key=key,
        persist_state="session",
    )  # fmt: skip
    return str(chosen or "")


def companies(label: str, key: str, *, illustrative: bool = False) -> list[str]:
    """Some companies by name; their ids."""
    names = _companies(illustrative)
    st.session_state[key] = [one for one in st.session_state.get(key, []) if one in names]
    return list(
        st.multiselect(label, by_name(names), format_func=names.__getitem__, key=key, persist_state="session",
                       placeholder=say("choose.companies"))
    )  # fmt: skip


def company(label: str, key: str, *, illustrative: bool = False) -> str:
    """One company by name; its id, "" for none."""
    names = _companies(illustrative)
    ids = ["", *by_name(names)]
    _drop_unknown(key, ids)
    chosen = st.selectbox(
        label, ids, format_func=lambda one: names.get(one, say("choose.nobody")), key=key, persist_state="session"
    )
    return str(chosen or "")


def _companies(illustrative: bool) -> dict[str, str]:
    return labels(listed("/v1/companies", illustrative="true" if illustrative else "").items)


def _drop_unknown(key: str, ids: list[str]) -> None:
    """A value that is no choice (an old link, another user's list) gives way to the first choice."""
    if key in st.session_state and st.session_state[key] not in ids:
        del st.session_state[key]
