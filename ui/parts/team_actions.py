"""What can be done with a team: keep or drop members and compose again, save it, write its dossier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui import state
from ui.client import ApiError, Json
from ui.parts.dossier import dossier_buttons
from ui.parts.team import names_of
from ui.words import say

_NEEDS = ("text", "opportunity", "translated_by", "requirements")
_LONGEST_TITLE = 500  # characters that the API takes


def team_actions(
    team: Json, wish: dict[str, Any], shown: str, key: str, again: Callable[[list[str], list[str]], None]
) -> None:
    """``shown``: the buyer's words; ``again`` composes with members locked and dropped."""
    names = names_of(team)
    with st.expander(say("find.actions"), key=f"actions-{key}"):
        first, second = st.columns(2)
        label = {"options": team["members"], "format_func": lambda one: names.get(one, one),
                 "placeholder": say("choose.companies")}  # fmt: skip
        lock = first.multiselect(say("find.lock"), key=f"lock-{key}", **label)
        drop = second.multiselect(say("find.drop"), key=f"drop-{key}", **label)
        clash = bool({*lock} & {*drop})
        if clash:
            st.warning(say("find.clash"), icon=":material/error:")
        st.button(say("find.again"), key=f"again-{key}", disabled=clash or not (lock or drop), on_click=again,
                  args=(lock, drop), icon=":material/replay:")  # fmt: skip
        if state.may_hand_over():
            st.divider()
            _save(team, wish, shown, key)
            st.divider()
            dossier_buttons({"team": team_of(team, wish)}, f"dossier-{key}")


def team_of(team: Json, wish: dict[str, Any]) -> dict[str, Any]:
    """The team as the API takes it for a dossier, with the needs as a person corrected them."""
    needs = {name: wish[name] for name in _NEEDS if name in wish}
    body = {"products": team["products"], "market": wish["market"], "anchor": team["anchor"]}
    return body | needs | {"illustrative": bool(wish.get("illustrative"))}


def _save(team: Json, wish: dict[str, Any], shown: str, key: str) -> None:
    title = st.text_input(say("find.save_title"), key=f"title-{key}", max_chars=_LONGEST_TITLE)
    if not st.button(say("find.save"), key=f"save-{key}", icon=":material/save:"):
        return
    if not title.strip():
        st.warning(say("find.save_needs_title"), icon=":material/edit:")
        return
    body = {
        "title": title, "anchor": team["anchor"] or team["members"][0], "products": team["products"],
        "markets": [wish["market"]], "requirements": shown,
    }  # fmt: skip
    if "opportunity" in wish:
        body |= {"kind": "on_demand", "opportunity": wish["opportunity"]}
    try:
        with st.spinner(say("app.working")):
            saved = state.api().post("/v1/packages", body)["data"]
        st.success(say("find.saved", id=saved["id"]), icon=":material/save:")
    except ApiError as error:
        state.show_error(error)
