"""What if: the same question under two to four sets of assumptions, side by side, with what differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui import state
from ui.client import Json
from ui.parts import choose
from ui.parts.case_link import as_link, restore
from ui.parts.cases import aspects, differences, show_aspects
from ui.parts.progress import ask_job, read
from ui.parts.switches import switches_turned
from ui.parts.tabs import lazy_tabs
from ui.parts.team import gap_words, show_team
from ui.parts.texts import plain
from ui.words import say

_ANSWERS = "what-if-answers"
_MOST_IN_ADDRESS = 1_500  # characters of a text that a link carries
_LETTERS = "ABCD"
_FEWEST = 2
_PRESUMPTIONS = ("prefer", "require", "ignore")


def page() -> None:
    """Draw the page."""
    st.title(say("nav.what_if"))
    st.write(say("what_if.explain"))
    said = state.start("what-if", text="", market=choose.DEFAULT_MARKET, cases="")
    if said:
        st.session_state["what-if-text"], st.session_state["what-if-market"] = said["text"], said["market"]
        restore(said["cases"])
    text = st.text_area(
        say("find.text"), height=110, placeholder=say("find.placeholder"), key="what-if-text", persist_state="session"
    )
    first, second = st.columns([2, 1])
    with first:
        market = choose.market("what-if-market")
    with second:
        number = st.segmented_control(say("what_if.cases"), list(range(_FEWEST, len(_LETTERS) + 1)), default=_FEWEST,
                                      key="what-if-cases", required=True, persist_state="session")  # fmt: skip
    rulebook = read("/v1/rulebook")
    if rulebook is None:
        return
    letters = _LETTERS[: number or _FEWEST]
    wishes = []
    for column, letter in zip(st.columns(len(letters), gap="medium"), letters, strict=True):
        with column, st.container(border=True):
            st.subheader(say("what_if.case", letter=letter), anchor=False)
            wishes.append(_case(letter.lower(), rulebook["data"]["switches"]))
    pressed = st.button(say("what_if.button"), type="primary", icon=":material/compare_arrows:")
    with st.container():  # always there, so that what is below keeps its place
        if pressed and not text.strip():
            st.warning(say("what_if.empty"), icon=":material/edit:")
        elif pressed:
            _ask(text, market, wishes)
    answers: list[Json | None] | None = st.session_state.get(_ANSWERS)
    if answers is None or any(answer is None for answer in answers):
        st.info(say("what_if.empty"), icon=":material/compare_arrows:")
        return
    _compare([answer["data"] for answer in answers if answer is not None])


def _ask(text: str, market: str, wishes: list[dict[str, Any]]) -> None:
    """All cases, one after the other."""
    own = (state.caller() or {}).get("company")
    wishes = [wish | {"must_include": sorted({*wish["must_include"], str(own)})} if own else wish for wish in wishes]
    asked = {"text": text, "market": market, "teams": 1, "advice": True}
    st.session_state[_ANSWERS] = [ask_job("/v1/teams", asked | wish) for wish in wishes]
    state.remember("what-if", text=text[:_MOST_IN_ADDRESS], market=market, cases=as_link(wishes))


def _case(side: str, switches: list[Json]) -> dict[str, Any]:
    """One case's assumptions."""
    if st.session_state.get(f"what-if-presumption-{side}", "prefer") not in _PRESUMPTIONS:
        del st.session_state[f"what-if-presumption-{side}"]
    presumption = st.radio(
        say("find.presumption"), _PRESUMPTIONS, key=f"what-if-presumption-{side}", horizontal=True,
        persist_state="session", format_func=lambda one: say(f"find.presumption_{one}"),
    )  # fmt: skip
    turned = switches_turned(switches, f"what-if-switches-{side}")
    illustrative = st.toggle(say("find.illustrative"), key=f"what-if-illustrative-{side}", persist_state="session")
    include = choose.companies(say("find.include"), f"what-if-include-{side}", illustrative=illustrative)
    exclude = choose.companies(say("find.exclude"), f"what-if-exclude-{side}", illustrative=illustrative)
    return {
        "presumption": presumption, "switches": turned, "must_include": include, "must_exclude": exclude,
        "illustrative": illustrative,
    }  # fmt: skip


def _compare(answers: list[Json]) -> None:
    teams = [answer["teams"][0] if answer["teams"] else None for answer in answers]
    names = [say("what_if.case", letter=letter) for letter in _LETTERS[: len(answers)]]
    rows = aspects(teams)
    st.header(say("what_if.differs"), anchor=False)
    st.caption(say("what_if.marked"))
    show_aspects(names, rows)
    for letter, team in zip(_LETTERS[1:], teams[1:], strict=False):
        lines = differences(teams[0], team, letter)
        st.markdown(f"**{say('what_if.against', letter=letter)}**")
        for line in lines or [say("what_if.same")]:
            st.markdown(f"- {plain(line)}")
    shows = {name: _shown(name, answer, team) for name, answer, team in zip(names, answers, teams, strict=True)}
    lazy_tabs(shows, "what-if-tabs")


def _shown(name: str, answer: Json, team: Json | None) -> Callable[[], None]:
    """What draws one case; each has a tab, since half a page is too narrow for findings."""
    if team is None:
        return lambda: _no_team(name, answer)
    return lambda: show_team(team, answer["needs"], name, f"what-if-{name}")


def _no_team(name: str, answer: Json) -> None:
    """Why a case has no team, and what would give it one."""
    with st.container(border=True):
        st.subheader(name, anchor=False)
        st.warning(say("find.no_team"), icon=":material/group_off:")
        for gap in answer["gaps"]:
            st.markdown(f"- {plain(gap_words(gap, {}))}")
        for actions in answer["relaxations"]:
            st.markdown(f"- {say('find.would_help', actions=plain('; '.join(actions)))}")
