"""Opportunities: published demand with filters, and the part of it that nothing in the catalogue answers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import state
from ui.client import Json
from ui.parts import choose
from ui.parts.progress import ask_job
from ui.parts.texts import foreign_text, plain
from ui.words import say

_BOARD = "opportunities-demand"
_SHOWN = 200  # rows of the table; more are said


def page() -> None:
    """Draw the page."""
    st.title(say("nav.opportunities"))
    said = state.start("opportunities", market="", words="")
    if said:
        st.session_state["opportunities-market"] = said["market"]
        st.session_state["opportunities-words"] = said["words"]
    first, second = st.columns([1, 2])
    with first:
        market = choose.market("opportunities-market", optional=True)
    with second:
        words = st.text_input(say("opportunities.words"), key="opportunities-words", persist_state="session")
    state.remember("opportunities", market=market, words=words)
    found = choose.listed("/v1/opportunities", _SHOWN, market=market, words=words)
    with st.container():  # always there, so that the table keeps its place
        if state.is_insider():
            _unmet()
    if not found.items:
        st.info(say("opportunities.none"), icon=":material/campaign:")
        return
    board = {one["opportunity"]: one for one in (st.session_state.get(_BOARD) or {}).get("items", [])}
    shown = found.items
    if board and st.toggle(say("opportunities.only_unmet"), key="opportunities-unmet", persist_state="session"):
        shown = [one for one in shown if board.get(one["id"], {}).get("nothing_fits")]
        if not shown:
            st.info(say("opportunities.all_met"), icon=":material/campaign:")
            return
    rows = sorted((_row(one, board.get(one["id"])) for one in shown), key=_newest, reverse=True)
    st.caption(say("opportunities.choose"))
    hidden = [say("opportunities.id"), *([] if board else [say("opportunities.answered")])]
    chosen = st.dataframe(
        rows, hide_index=True, width="stretch", on_select="rerun", selection_mode="single-row", key="board",
        column_config=dict.fromkeys(hidden),
    )  # fmt: skip
    if found.truncated:
        st.caption(say("app.truncated", shown=len(found.items)))
    picked = chosen["selection"]["rows"]
    if picked:
        wanted = rows[picked[0]][say("opportunities.id")]
        _one(next(one for one in found.items if one["id"] == wanted), board.get(wanted))


def _newest(row: dict[str, Any]) -> str:
    return str(row[say("opportunities.published")] or "")


def _row(one: Json, demand: Json | None) -> dict[str, Any]:
    return {
        say("opportunities.published"): one["published"],
        say("opportunities.country"): ", ".join(one["countries"]),
        say("opportunities.title"): one["title"],
        say("opportunities.buyer"): one["buyer"] or "",
        say("opportunities.deadline"): one["deadline"] or "",
        say("opportunities.answered"): _answered(demand),
        say("opportunities.id"): one["id"],
    }


def _answered(demand: Json | None) -> str:
    if demand is None:
        return ""
    if demand["nothing_fits"]:
        return say("opportunities.nothing")
    return say("opportunities.best", fit=f"{max(demand['fits'].values(), default=0.0):.0%}")


def _unmet() -> None:
    """Reading all demand takes a while, so it is done when somebody asks for it."""
    if st.button(say("opportunities.read"), icon=":material/troubleshoot:"):
        answer = ask_job("/v1/demand", {})
        st.session_state[_BOARD] = answer["data"] if answer is not None else None
    board = st.session_state.get(_BOARD)
    if board:
        unmet = sum(one["nothing_fits"] for one in board["items"])
        st.info(say("opportunities.unmet", unmet=unmet, total=len(board["items"])), icon=":material/report:")


def _one(one: Json, demand: Json | None) -> None:
    with st.container(border=True):
        foreign_text(one["title"])
        foreign_text(one["description"])
        facts = [one["buyer"], ", ".join(one["countries"]), ", ".join(one["codes"][:6])]
        if one["value"] is not None:
            facts.append(f"{one['value']:,.0f} {one['currency'] or ''}")
        st.caption(" · ".join(fact for fact in facts if fact))
        if demand is not None and demand["missing"]:
            st.markdown(say("opportunities.missing", missing=plain(", ".join(demand["missing"]))))
        if st.button(say("opportunities.answer"), type="primary", icon=":material/search:"):
            state.go("find", notice=one["id"], market=one["countries"][0] if one["countries"] else "")
