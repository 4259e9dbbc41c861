"""Packages on a page."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.client import Json
from ui.parts import choose
from ui.parts.dossier import dossier_buttons
from ui.parts.team import show_findings, show_gaps, standing_line
from ui.parts.texts import plain
from ui.words import say


def show_found_packages(data: Json) -> None:
    """A buyer's search: each package with fit, gaps and the swaps that close them."""
    texts = {one["id"]: one["text"] for one in data["needs"]["requirements"]}
    names = product_names()
    if not data["found"]:
        st.info(say("package.none", market=data["market"]["name"]), icon=":material/inventory_2:")
    for number, one in enumerate(data["found"]):
        with st.container(border=True):
            _show(one, texts, names, number)
    if data["elsewhere"]:
        st.caption(say("package.elsewhere", number=data["elsewhere"], market=data["market"]["name"]))


def _show(one: Json, texts: dict[str, str], names: dict[str, str], number: int) -> None:
    package, evaluation = one["package"], one["evaluation"]
    st.subheader(say("package.fit", title=plain(package["title"]), fit=f"{one['fit']:.0%}"), anchor=False)
    st.markdown(standing_line(evaluation["standing"]))
    st.caption(say("package.status", status=say(f"status.{package['status']}"), id=package["id"]))
    if package["illustrative"]:
        st.warning(say("team.illustrative"), icon=":material/science:")
    for served in one["served"]:
        by = names.get(served["product"], served["product"]) if served["product"] else say("package.nobody")
        text = texts.get(served["requirement"], "")[:90]
        st.markdown(f"- {served['requirement']} {plain(text)}: **{plain(by)}**")
    for swap in one["swaps"]:
        key = "package.add" if swap["drop"] is None else "package.swap"
        drop = plain(names.get(swap["drop"], swap["drop"] or ""))
        st.markdown("- " + say(key, add=plain(names.get(swap["add"], swap["add"])), drop=drop, closes=swap["closes"]))
    with st.expander(say("team.findings")):
        show_findings(evaluation["findings"], names)
        show_gaps(evaluation["gaps"], names)
    if state.may_hand_over():
        with st.expander(say("package.dossier")):
            dossier_buttons({"package": package["id"]}, f"package-{number}")


def product_names() -> dict[str, str]:
    """Products and companies by id, the made-up ones included, which say so in their names."""
    return {
        one["id"]: one["name"]
        for path in ("/v1/companies", "/v1/products")
        for one in choose.listed(path, illustrative="true").items
    }
