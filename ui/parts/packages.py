"""Packages on a page."""

from __future__ import annotations

import streamlit as st

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
        package, evaluation = one["package"], one["evaluation"]
        with st.container(border=True):
            st.subheader(say("package.fit", title=package["title"], fit=f"{one['fit']:.0%}"), anchor=False)
            st.markdown(standing_line(evaluation["standing"]))
            st.caption(say("package.status", status=package["status"], id=package["id"]))
            for served in one["served"]:
                by = names.get(served["product"], served["product"]) if served["product"] else say("package.nobody")
                st.markdown(f"- {served['requirement']} {plain(texts[served['requirement']][:90])}: **{plain(by)}**")
            for swap in one["swaps"]:
                key = "package.add" if swap["drop"] is None else "package.swap"
                st.markdown("- " + say(key, add=plain(names.get(swap["add"], swap["add"])),
                                       drop=plain(names.get(swap["drop"], swap["drop"] or "")),
                                       closes=swap["closes"]))  # fmt: skip
            with st.expander(say("team.findings")):
                show_findings(evaluation["findings"], names)
                show_gaps(evaluation["gaps"], names)
            with st.expander(say("package.dossier")):
                dossier_buttons({"package": package["id"]}, f"package-{number}")
    if data["elsewhere"]:
        st.caption(say("package.elsewhere", number=data["elsewhere"], market=data["market"]["name"]))


def product_names() -> dict[str, str]:
    """Products and companies by id."""
    names = {one["id"]: one["name"] for one in choose.listed("/v1/companies")}
    return names | {one["id"]: one["name"] for one in choose.listed("/v1/products")}
