"""Advice on teams: what is gained and lost against the first, ways to the content share, who replaces whom, why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui import state
from ui.client import Json
from ui.parts import choose
from ui.parts.progress import ask_job
from ui.parts.table import table
from ui.parts.texts import plain
from ui.words import say

_MOST_NAMES = 5  # that the API takes at once
_ANSWER = "why-not-answer"


def show_advice(team: Json, names: Mapping[str, str]) -> None:
    """Everything that was advised on one team; says so when nothing was asked for."""
    against, ways, substitutes = (team.get(n) for n in ("against_the_first", "content_ways", "substitutes"))
    if against is None and ways is None and substitutes is None:
        st.write(say("advice.not_asked"))
    if against:
        st.markdown(f"**{say('advice.against')}**")
        _lines(against)
    if ways is not None:
        st.markdown(f"**{say('advice.ways')}**")
        _lines([one["words"] for one in ways] or [say("advice.no_ways")])
    if substitutes:
        st.markdown(f"**{say('advice.substitutes')}**")
        table([_substitute(one, names) for one in substitutes])
    if team.get("withheld"):
        st.caption(
            say(
                "advice.withheld",
                fields=", ".join(say(f"advice.field_{one.partition('.')[0]}") for one in team["withheld"]),
            )
        )


def _substitute(one: Json, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        say("advice.member"): names.get(one["member"], one["member"]),
        say("advice.replaced"): one["words"],
        say("advice.changes"): "; ".join(one["differences"] or []),
        say("advice.proven"): say("advice.yes") if one["settled"] else say("advice.time_up"),
    }


def why_not_in_team(wish: dict[str, Any]) -> None:
    """Choose companies and products, and see what keeps each out of the best team."""
    with st.expander(say("advice.why_not")):
        names = _askable(bool(wish.get("illustrative")))
        wanted = st.multiselect(
            say("advice.whom"), choose.by_name(names), format_func=names.__getitem__, max_selections=_MOST_NAMES,
            placeholder=say("advice.choose"), key="why-not-names",
        )  # fmt: skip
        if st.button(say("advice.ask"), key="why-not-ask", disabled=not wanted, icon=":material/help:"):
            answer = ask_job("/v1/teams", wish | {"why_not": wanted})
            st.session_state[_ANSWER] = answer["data"]["why_not"] if answer is not None else None
        for one in st.session_state.get(_ANSWER) or []:
            _why(one)


def _askable(illustrative: bool) -> dict[str, str]:
    """Companies and products that the caller may ask about: a company asks about itself and what it has."""
    asked = "true" if illustrative else ""
    companies = choose.listed("/v1/companies", illustrative=asked).items
    products = choose.listed("/v1/products", illustrative=asked).items
    own = (state.caller() or {}).get("company")
    if own:
        companies = [one for one in companies if one["id"] == own]
        products = [one for one in products if one["company"] == own]
    return choose.labels([*companies, *products])


def _why(one: Json) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(one['name'])}**: {plain(one['words'])}")
        _lines([f"{rule['rule']}: {rule['explanation']}" for rule in one["rules"]])
        _lines([say("advice.removed", **removal) for removal in one["removals"]])
        if one["differences"]:
            st.markdown(say("advice.with_it"))
            _lines(one["differences"])
        _lines([say("find.would_help", actions="; ".join(actions)) for actions in one["relaxations"]])


def _lines(lines: list[str]) -> None:
    for line in lines:
        st.markdown(f"- {plain(line)}")
