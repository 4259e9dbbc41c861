"""Products ranked for each requirement."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.client import Json
from ui.parts.table import table
from ui.parts.texts import plain
from ui.words import say

_TITLE = 90  # characters of a requirement above its table


def show_matches(data: Json) -> None:
    """For each requirement the products that fit best; that nothing fits is said first."""
    st.header(say("find.matches"), anchor=False)
    for need in data["needs"]["requirements"]:
        result = data["results"].get(need["id"])
        if result is None:
            continue
        st.markdown(f"**{need['id']}** {plain(need['text'][:_TITLE])}")
        if result["nothing_fits"]:
            st.warning(say("match.nothing", reason=plain(result["reason"])), icon=":material/search_off:")
        if result["matches"]:
            table([_row(one) for one in result["matches"]])
        st.caption(say("match.considered", passed=result["passed"], catalogue=result["catalogue"]))


def _row(one: Json) -> dict[str, Any]:
    product = one["product"]
    return {
        say("match.fit"): f"{one['fit']:.0%}",
        say("team.product"): product["name"],
        say("team.company"): product["company_name"],
        say("team.layer"): product["layer"],
        say("match.why"): "; ".join(f"{c['name']}: {c['detail']}" for c in one["criteria"] if c["score"]),
        say("match.missing"): "; ".join(one["missing"]),
    }
