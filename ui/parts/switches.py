"""The rulebook's open points as fields: what is set otherwise than the rulebook has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui.client import Json
from ui.words import say

_ONE_OF = "one of "  # how the rulebook says what a choice may be


def switches_turned(switches: Sequence[Json], key: str) -> dict[str, Any]:
    """Fields for the switches; those that a person set otherwise, name to value."""
    ways = {one["name"]: one for one in switches if isinstance(one["default"], bool)}
    st.session_state[key] = [
        name for name in st.session_state.get(key, []) if name in ways
    ]  # an old link's may be gone
    turned = st.multiselect(
        say("what_if.switches"), sorted(ways), key=key, placeholder=say("what_if.none"), persist_state="session",
        format_func=lambda name: _words(ways[name]), help=say("what_if.switches_help"),
    )  # fmt: skip
    found: dict[str, Any] = {name: not ways[name]["default"] for name in turned}
    with st.expander(say("what_if.thresholds"), key=f"{key}-more"):
        for one in switches:
            value = _value(one, f"{key}-{one['name']}")
            if value is not None and value != one["default"]:
                found[one["name"]] = value
    return found


def _words(switch: Json) -> str:
    """What the rulebook says, and whether it is on there."""
    return say("what_if.switch_on" if switch["default"] else "what_if.switch_off", words=switch["words"].rstrip("."))


def _value(switch: Json, key: str) -> float | str | None:
    """A field for a number or a choice; None for a switch that is neither."""
    default, words = switch["default"], switch["words"]
    if isinstance(default, bool):
        return None
    if isinstance(default, int | float):
        if not isinstance(st.session_state.get(key, default), int | float):
            del st.session_state[key]
        return float(
            st.number_input(
                switch["name"], 0.0, 1.0, float(default), 0.01, key=key, help=words, persist_state="session"
            )
        )
    options = [one.strip() for one in switch["expected"].removeprefix(_ONE_OF).split(",")]
    if not switch["expected"].startswith(_ONE_OF) or default not in options:
        return None
    if st.session_state.get(key, default) not in options:
        del st.session_state[key]
    return str(
        st.selectbox(switch["name"], options, options.index(default), key=key, help=words, persist_state="session")
    )
