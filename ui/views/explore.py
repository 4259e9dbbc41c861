"""Explore: the graph around something, the map of markets, supply by layer and market, and when facts were stated."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from ui import state
from ui.client import ApiError, Json
from ui.parts import choose
from ui.parts.progress import ask_job, read
from ui.pictures.base import CONFIG
from ui.pictures.heat import heat_map
from ui.pictures.timeline import timeline
from ui.pictures.world import world_map
from ui.words import say

_DEMAND = "explore-overview"
_MOST_ROWS = 40  # markets on the heat map at once; more cannot be read
_VIEWS = ("graph", "map", "heat", "time")


def page() -> None:
    """Draw the page: one view at a time, so that only what is looked at is fetched."""
    st.title(say("nav.explore"))
    said = state.start("explore", view="graph", node="")
    if said:
        st.session_state["explore-view"] = said["view"] if said["view"] in _VIEWS else "graph"
        st.session_state["explore-node"] = said["node"]
    view = st.segmented_control(
        say("explore.view"), _VIEWS, default="graph", format_func=lambda one: say(f"explore.{one}"),
        key="explore-view", required=True, persist_state="session",
    )  # fmt: skip
    {"graph": _graph, "map": _map, "heat": _heat, "time": _time}[view or "graph"]()


def _graph() -> None:
    illustrative = st.toggle(say("find.illustrative"), key="explore-illustrative", persist_state="session")
    asked = "true" if illustrative else ""
    companies = choose.listed("/v1/companies", illustrative=asked).items
    products = choose.listed("/v1/products", illustrative=asked).items
    names = choose.labels([*companies, *products, *choose.listed("/v1/markets").items])
    names |= choose.labels(choose.listed("/v1/opportunities").items, "title")
    ids = [*choose.by_name(names)]
    if not companies:
        st.info(say("explore.nothing"), icon=":material/database:")
        return
    if st.session_state.get("explore-node") not in names:
        st.session_state["explore-node"] = _busiest(products) or ids[0]
    centre = st.selectbox(
        say("explore.centre"), ids, format_func=names.__getitem__, key="explore-node", persist_state="session",
        help=say("explore.centre_help"),
    )  # fmt: skip
    state.remember("explore", view="graph", node=centre)
    answer = read("/v1/neighbourhood", node=centre, illustrative="true" if illustrative else "false")
    if answer is None:
        return
    data = answer["data"]
    if data["truncated"]:
        st.warning(say("explore.capped", shown=len(data["nodes"])), icon=":material/filter_alt:")
    _draw(data)
    with st.expander(say("explore.as_table")):
        labels = {node["id"]: node["name"] for node in data["nodes"]}
        st.dataframe(
            [
                {
                    say("explore.from"): labels.get(edge["source"], edge["source"]),
                    say("explore.link"): edge["kind"].replace("_", " ").lower(),
                    say("explore.to"): labels.get(edge["target"], edge["target"]),
                }
                for edge in data["edges"]
            ],
            hide_index=True,
            width="stretch",
        )


def _busiest(products: list[Json]) -> str:
    """The company with the most products: something to look at before anything was chosen."""
    counted = Counter(one["company"] for one in products)
    return str(counted.most_common(1)[0][0]) if counted else ""


def _draw(data: Json) -> None:
    from st_link_analysis import EdgeStyle, NodeStyle, st_link_analysis

    icons = {"Company": "business", "Product": "inventory", "Market": "flag", "Opportunity": "campaign",
             "StackLayer": "storage"}  # fmt: skip
    shades = ("#22304f", "#40568d", "#6f86b8", "#777777", "#555555")
    kinds = sorted({node["kind"] for node in data["nodes"]})
    elements = {
        "nodes": [{"data": {"id": n["id"], "label": n["kind"], "name": n["name"][:40]}} for n in data["nodes"]],
        "edges": [
            {"data": {"id": f"e{number}", "label": e["kind"], "source": e["source"], "target": e["target"]}}
            for number, e in enumerate(data["edges"])
        ],
    }
    nodes = [
        NodeStyle(kind, shades[number % len(shades)], "name", icons.get(kind, "circle"))
        for number, kind in enumerate(kinds)
    ]
    edges = [EdgeStyle(kind, caption="label", directed=True) for kind in sorted({e["kind"] for e in data["edges"]})]
    st_link_analysis(elements, layout="cose", node_styles=nodes, edge_styles=edges, height=520, key="graph")


def _overview() -> Json | None:
    view = st.session_state.get("explore-view", "map")
    state.remember("explore", view=view, node="")
    kept: Json | None = st.session_state.get(_DEMAND)
    if st.button(say("explore.with_demand"), icon=":material/troubleshoot:"):
        answer = ask_job("/v1/overview", {"demand": True})
        kept = st.session_state[_DEMAND] = answer["data"] if answer is not None else None
    if kept is None:
        answer = ask_job("/v1/overview", {"demand": False})
        kept = st.session_state[_DEMAND] = answer["data"] if answer is not None else None
    return kept


def _map() -> None:
    data = _overview()
    if data is None:
        return
    what = st.radio(say("explore.shade"), ["supply", "demand"], horizontal=True,
                    format_func=lambda one: say(f"explore.{one}"))  # fmt: skip
    values = {
        one["country"]: float(sum(one["supply"].values()) if what == "supply" else one["demand"])
        for one in data["countries"]
    }
    names = {one["id"]: one["name"] for one in choose.listed("/v1/markets").items}
    st.plotly_chart(world_map(values, names, say(f"explore.{what}")), config=CONFIG, theme=None, key="world")
    _note(data)
    rows = [{say("team.market"): one["name"], say("explore.supply"): sum(one["supply"].values()),
             say("explore.demand"): one["demand"]} for one in data["countries"]]  # fmt: skip
    with st.expander(say("explore.as_table")):
        st.dataframe(rows, hide_index=True, width="stretch")


def _heat() -> None:
    data = _overview()
    if data is None:
        return
    options = ["supply", "asked"] if data["countries"] and data["countries"][0]["layers"] is not None else ["supply"]
    what = st.radio(say("explore.count"), options, horizontal=True, format_func=lambda one: say(f"explore.{one}"))
    shown = sorted(data["countries"], key=lambda one: -one["demand"])[:_MOST_ROWS]
    field = "supply" if what == "supply" else "layers"
    counts = {(one["name"], layer): float(value) for one in shown for layer, value in (one[field] or {}).items()}
    st.plotly_chart(
        heat_map([one["name"] for one in shown], list("ABCDE"), counts, say(f"explore.{what}")),
        config=CONFIG,
        theme=None,
        key="heat",
    )
    if len(data["countries"]) > len(shown):
        st.caption(say("app.truncated", shown=len(shown)))
    _note(data)


def _note(data: Json) -> None:
    unknown = ", ".join(f"{layer} {number}" for layer, number in data["unknown"].items())
    st.caption(say("explore.unknown", unknown=unknown or "0"))


def _time() -> None:
    state.remember("explore", view="time", node="")
    try:
        runs = state.api().items("/v1/ingest-runs").items
        sources = state.api().items("/v1/sources").items
    except ApiError as error:
        state.show_error(error)
        return
    facts = [
        (one["retrieved_at"][:10], say("explore.source"), one["dataset"]) for one in sources if one["retrieved_at"]
    ]
    facts += [(one["started"][:10], say("explore.run"), f"{one['reader']}: {one['read']}") for one in runs]
    opportunities = choose.listed("/v1/opportunities").items
    facts += [(one["published"], say("explore.notice"), one["title"]) for one in opportunities if one["published"]]
    if not facts:
        st.info(say("explore.nothing"), icon=":material/database:")
        return
    st.plotly_chart(timeline(facts), config=CONFIG, theme=None, key="time")
