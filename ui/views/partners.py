"""Find partners: who completes a stack with a company in a market."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import state
from ui.client import Json
from ui.parts import choose
from ui.parts.packages import product_names
from ui.parts.progress import ask_job
from ui.parts.table import table
from ui.parts.team import names_of, show_findings, show_team
from ui.parts.texts import plain
from ui.words import say

_ANSWER = "partners-answer"


def page() -> None:
    """Draw the page."""
    st.title(say("nav.partners"))
    st.write(say("partners.explain"))
    own = (state.caller() or {}).get("company")
    said = state.start("partners", company="", market=choose.DEFAULT_MARKET, illustrative="")
    if said:
        st.session_state["partners-market"] = said["market"]
        st.session_state["partners-illustrative"] = said["illustrative"] == "yes"
        st.session_state["partners-company"] = said["company"]
    with st.container(border=True):
        illustrative = st.toggle(say("find.illustrative"), key="partners-illustrative", persist_state="session")
        if own:
            company = str(own)
        else:
            company = choose.company(say("partners.company"), "partners-company", illustrative=illustrative)
        market = choose.market("partners-market")
        pressed = st.button(say("partners.button"), type="primary", icon=":material/group_add:", disabled=not company)
    wanted = company and (pressed or said.get("company"))
    with st.container():  # always there, so that what is below keeps its place
        if wanted:
            body = {"company": company, "market": market, "illustrative": illustrative}
            st.session_state[_ANSWER] = ask_job("/v1/partners", body)
    if wanted:
        state.remember("partners", company=company, market=market, illustrative="yes" if illustrative else "")
    answer: Json | None = st.session_state.get(_ANSWER)
    if answer is None:
        st.info(say("partners.empty"), icon=":material/group_add:")
        return
    _show(answer["data"])


def _show(data: Json) -> None:
    names = product_names()
    for partner in data["partners"]:
        names = partner["product_names"] | names
    for partner in data["partners"]:  # a company does not see others' lists, but the teams that it would be in
        for team in (partner["example_team"] or {"teams": []})["teams"]:
            names |= names_of(team)
    name = plain(names.get(str(data["company"]), str(data["company"])))
    st.header(say("partners.of", company=name, market=data["market"]["name"]), anchor=False)
    for layer, products in data["own"].items():
        st.markdown(f"- {say('partners.has', layer=layer, name=say('layer.' + layer), number=len(products))}")
    lacks = ", ".join(f"{layer} {say('layer.' + layer)}" for layer in data["lacks"])
    st.markdown(f"- {say('partners.lacks', layers=lacks) if lacks else say('partners.whole')}")
    if data["hindrances"]:
        with st.expander(say("partners.hindrances", number=len(data["hindrances"]))):
            show_findings(data["hindrances"], names)
    st.subheader(say("partners.ranked", shown=len(data["partners"]), total=data["total"]), anchor=False)
    if not data["partners"]:
        st.info(say("partners.none"), icon=":material/group_off:")
    else:
        table([_row(one, names) for one in data["partners"]])
    st.caption(say("partners.order", left_out=data["left_out"]))
    for number, partner in enumerate(data["partners"]):
        example = partner["example_team"]
        if example is None or not example["teams"]:
            continue
        with st.expander(say("partners.example", name=partner["name"])):
            show_team(example["teams"][0], example["needs"], plain(partner["name"]), f"partner-{number}")


def _row(one: Json, names: dict[str, str]) -> dict[str, Any]:
    best = one["opportunities"][0] if one["opportunities"] else None
    return {
        say("partners.partner"): one["name"],
        say("partners.adds"): ", ".join(one["adds"]),
        say("partners.products"): ", ".join(names[p] for p in one["products"][:3]),
        say("partners.works"): len(one["interoperable"]),
        say("partners.awards"): one["joint_awards"],
        say("partners.demand"): f"{best['fit']:.0%}" if best is not None else "",
        say("partners.open"): ", ".join(sorted({f["rule"] for f in one["open_findings"]})),
    }
