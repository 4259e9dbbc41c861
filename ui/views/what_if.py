"""What if: the same question under two sets of assumptions, side by side, with what differs."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import state
from ui.client import Json
from ui.parts import choose
from ui.parts.progress import ask_job, read
from ui.parts.team import names_of, show_team, standing_line
from ui.words import say

_ANSWERS = "what-if-answers"
_MOST_IN_ADDRESS = 1_500  # characters of a text that a link carries
_SIDES = ("a", "b")


def page() -> None:
    """Draw the page."""
    st.title(say("nav.what_if"))
    st.write(say("what_if.explain"))
    said = state.start("what-if", text="", market=choose.DEFAULT_MARKET)
    if said:
        st.session_state["what-if-text"], st.session_state["what-if-market"] = said["text"], said["market"]
    text = st.text_area(
        say("find.text"), height=110, placeholder=say("find.placeholder"), key="what-if-text", persist_state="session"
    )
    market = choose.market("what-if-market")
    rulebook = read("/v1/rulebook")
    if rulebook is None:
        return
    switches = [one for one in rulebook["data"]["switches"] if isinstance(one["default"], bool)]
    wishes = []
    for column, side in zip(st.columns(2, gap="medium"), _SIDES, strict=True):
        with column, st.container(border=True):
            st.subheader(say(f"what_if.{side}"), anchor=False)
            wishes.append(_side(side, switches))
    pressed = st.button(say("what_if.button"), type="primary", icon=":material/compare_arrows:")
    with st.container():  # always there, so that what is below keeps its place
        if pressed and text.strip():
            _ask(text, market, wishes)
    answers: list[Json | None] | None = st.session_state.get(_ANSWERS)
    if answers is None or any(answer is None for answer in answers):
        st.info(say("what_if.empty"), icon=":material/compare_arrows:")
        return
    _compare([answer for answer in answers if answer is not None])


def _ask(text: str, market: str, wishes: list[dict[str, Any]]) -> None:
    """Both cases, one after the other."""
    own = (state.caller() or {}).get("company")
    wishes = [wish | {"must_include": sorted({*wish["must_include"], str(own)})} if own else wish for wish in wishes]
    asked = {"text": text, "market": market, "teams": 1}
    st.session_state[_ANSWERS] = [ask_job("/v1/teams", asked | wish) for wish in wishes]
    state.remember("what-if", text=text[:_MOST_IN_ADDRESS], market=market)


def _side(side: str, switches: list[Json]) -> dict[str, Any]:
    """One side's assumptions."""
    presumption = st.radio(
        say("find.presumption"), ["prefer", "require", "ignore"], key=f"what-if-presumption-{side}", horizontal=True,
        persist_state="session",
        format_func=lambda one: say(f"find.presumption_{one}"),
    )  # fmt: skip
    words = {one["name"]: one["words"] for one in switches}
    defaults = {one["name"]: one["default"] for one in switches}
    turned = st.multiselect(say("what_if.switches"), sorted(words), key=f"what-if-switches-{side}",
                            placeholder=say("what_if.none"), persist_state="session",
                            help=say("what_if.switches_help"))  # fmt: skip
    for name in turned:
        st.caption(f"{name}: {words[name]}")
    illustrative = st.toggle(say("find.illustrative"), key=f"what-if-illustrative-{side}", persist_state="session")
    include = choose.companies(say("find.include"), f"what-if-include-{side}", illustrative=illustrative)
    exclude = choose.companies(say("find.exclude"), f"what-if-exclude-{side}", illustrative=illustrative)
    return {
        "presumption": presumption,
        "switches": {name: not defaults[name] for name in turned},
        "must_include": include,
        "must_exclude": exclude,
        "illustrative": illustrative,
    }


def _compare(answers: list[Json]) -> None:
    teams = [answer["data"]["teams"][0] if answer["data"]["teams"] else None for answer in answers]
    st.header(say("what_if.differs"), anchor=False)
    for line in differences(*teams):
        st.markdown(f"- {line}")
    for column, side, answer, team in zip(st.columns(2, gap="medium"), _SIDES, answers, teams, strict=True):
        with column:
            if team is None:
                st.warning(say("find.no_team"), icon=":material/group_off:")
            else:
                show_team(team, answer["data"]["needs"], say(f"what_if.{side}"), f"what-if-{side}")


def differences(left: Json | None, right: Json | None) -> list[str]:
    """What one side has and the other has not, in words."""
    if left is None or right is None:
        both = left is None and right is None
        return [say("what_if.neither") if both else say("what_if.only", side="A" if right is None else "B")]
    found = []
    if left["standing"] != right["standing"]:
        found.append(say("what_if.standing", a=standing_line(left["standing"]), b=standing_line(right["standing"])))
    for one, other, side in ((left, right, "A"), (right, left, "B")):
        names = names_of(one)
        extra = [names.get(m, m) for m in one["members"] if m not in other["members"]]
        if extra:
            found.append(say("what_if.members", side=side, members=", ".join(extra)))
    outcomes = [{(f["rule"], f["subject"]): f["outcome"] for f in team["findings"]} for team in (left, right)]
    found += [
        say("what_if.finding", rule=key[0], a=outcomes[0][key], b=outcomes[1][key])
        for key in sorted(outcomes[0].keys() & outcomes[1].keys())
        if outcomes[0][key] != outcomes[1][key]
    ]
    rules = [{rule for rule, _ in side} for side in outcomes]
    found += [
        say("what_if.rule", rule=rule, side="A" if rule in rules[0] else "B") for rule in sorted(rules[0] ^ rules[1])
    ]
    return found or [say("what_if.same")]
