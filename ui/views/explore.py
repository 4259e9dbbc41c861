"""Explore: the graph around something, the map of markets, supply by layer and market, and when facts were stated."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from ui import state
from ui.client import Json
from ui.parts import choose
from ui.parts.drawn import drawn
from ui.parts.graph_view import graph_view
from ui.parts.progress import ask_job, read, read_items
from ui.parts.table import table
from ui.pictures.heat import HeatRow, heat_map
from ui.pictures.timeline import timeline
from ui.pictures.world import REGIONS, world_map
from ui.words import say

_DEMAND = "explore-overview"
_MOST_ROWS = 40  # markets on the heat map at once; more cannot be read
_VIEWS = ("map", "heat", "graph", "time")  # the quickest to see first


def page() -> None:
    """Draw the page: one view at a time, so that only what is looked at is fetched."""
    st.title(say("nav.explore"))
    said = state.start("explore", view="map", node="")
    if said:
        st.session_state["explore-view"] = said["view"] if said["view"] in _VIEWS else "map"
        st.session_state["explore-node"] = said["node"]
    view = st.segmented_control(
        say("explore.view"), _VIEWS, default="map", format_func=lambda one: say(f"explore.{one}"),
        key="explore-view", required=True, persist_state="session",
    )  # fmt: skip
    {"graph": _graph, "map": _map, "heat": _heat, "time": _time}[view or "map"]()


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
    graph_view(data)
    with st.expander(say("explore.as_table")):
        labels = {node["id"]: node["name"] for node in data["nodes"]}
        table(
            [
                {
                    say("explore.from"): labels.get(edge["source"], edge["source"]),
                    say("explore.link"): edge["kind"].replace("_", " ").lower(),
                    say("explore.to"): labels.get(edge["target"], edge["target"]),
                }
                for edge in data["edges"]
            ],
        )


def _busiest(products: list[Json]) -> str:
    """The company with the most products: something to look at before anything was chosen."""
    counted = Counter(one["company"] for one in products)
    return str(counted.most_common(1)[0][0]) if counted else ""


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
    countries = data["countries"]
    options = ["supply", "demand", *(["unmet"] if _demand_was_read(data) else [])]
    counts = {one: {c["country"]: float(_counted(c, one)) for c in countries} for one in options}
    shown = st.radio(say("explore.shade"), options, horizontal=True, index=_first_told(options, counts),
                     format_func=lambda one: say(f"explore.{one}"))  # fmt: skip
    what = str(shown)
    names = {one["id"]: one["name"] for one in choose.listed("/v1/markets").items}
    region = st.segmented_control(say("explore.region"), list(REGIONS), default="world", required=True,
                                  format_func=lambda one: say(f"explore.region_{one}"), key="explore-region",
                                  persist_state="session")  # fmt: skip
    drawn(world_map(counts[what], names, say(f"explore.{what}"), REGIONS[region or "world"]), "world")
    if not any(counts[what].values()):
        st.info(say(f"explore.no_{what}"), icon=":material/info:")
    _note(data)
    rows = [{say("team.market"): one["name"], **{say(f"explore.{what}"): _counted(one, what) for what in options}}
            for one in countries]  # fmt: skip
    with st.expander(say("explore.as_table")):
        table(rows)


def _first_told(options: list[str], counts: dict[str, dict[str, float]]) -> int:
    """The first of the counts that is not zero everywhere: a map of nothing tells nobody anything."""
    return next((number for number, one in enumerate(options) if any(counts[one].values())), 0)


def _counted(country: Json, what: str) -> int:
    return int(sum(country["supply"].values()) if what == "supply" else country[what])


def _demand_was_read(data: Json) -> bool:
    return any(one["layers"] is not None for one in data["countries"])


def _heat() -> None:
    data = _overview()
    if data is None:
        return
    options = ["asked", "supply"] if _demand_was_read(data) else ["supply"]
    what = st.radio(say("explore.count"), options, horizontal=True, format_func=lambda one: say(f"explore.{one}"))
    shown = sorted(data["countries"], key=lambda one: -one["demand"])[:_MOST_ROWS]
    field = "supply" if what == "supply" else "layers"
    beside = [say("explore.demand"), *([say("explore.unmet")] if _demand_was_read(data) else [])]
    rows = [
        HeatRow(one["name"], one[field] or {}, dict(zip(beside, (str(one["demand"]), str(one["unmet"])), strict=False)))
        for one in shown
    ]
    if what == "supply":  # where nothing is known of a market, these two rows are the picture
        rows = [
            HeatRow(say(f"explore.row_{n}"), data[n], {}) for n in ("unknown", "worldwide") if any(data[n].values())
        ] + rows
    columns = {layer: f"{layer} {say('layer.' + layer)}" for layer in "ABCDE"}
    st.html(heat_map(rows, columns, beside, say(f"explore.{what}")))
    if len(data["countries"]) > len(shown):
        st.caption(say("app.truncated", shown=len(shown)))
    _note(data)


def _note(data: Json) -> None:
    unknown = ", ".join(f"{layer} {number}" for layer, number in data["unknown"].items())
    st.caption(say("explore.unknown", unknown=unknown or "0"))


def _time() -> None:
    state.remember("explore", view="time", node="")
    runs, sources = read_items("/v1/ingest-runs"), read_items("/v1/sources")
    if runs is None or sources is None:
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
    drawn(timeline(facts, say("explore.time")), "time")
