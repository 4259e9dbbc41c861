"""The cases of What if in an address, so that a link restores them."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

_LETTERS = "abcd"
_MOST_CHARACTERS = 1_500  # browsers and mail programs cut longer addresses
_FIELDS = {"presumption": "prefer", "switches": {}, "must_include": [], "must_exclude": [], "illustrative": False}


def as_link(wishes: list[dict[str, Any]]) -> str:
    """What each case sets otherwise than at first, as JSON; "" when it is too long for an address."""
    said = [{name: wish[name] for name, usual in _FIELDS.items() if wish[name] != usual} for wish in wishes]
    text = json.dumps(said, separators=(",", ":"), sort_keys=True)
    return text if len(text) <= _MOST_CHARACTERS else ""


def restore(said: str) -> None:
    """Put a link's cases into their fields; what is no such link is left alone."""
    try:
        cases = json.loads(said)
    except ValueError:
        return
    if not isinstance(cases, list) or not 2 <= len(cases) <= len(_LETTERS):
        return
    if not all(isinstance(case, dict) for case in cases):
        return
    st.session_state["what-if-cases"] = len(cases)
    for side, case in zip(_LETTERS, cases, strict=False):
        _put(side, {**_FIELDS, **case})


def _put(side: str, case: dict[str, Any]) -> None:
    switches = case["switches"] if isinstance(case["switches"], dict) else {}
    st.session_state[f"what-if-presumption-{side}"] = case["presumption"]
    st.session_state[f"what-if-illustrative-{side}"] = case["illustrative"] is True
    st.session_state[f"what-if-include-{side}"] = _texts(case["must_include"])
    st.session_state[f"what-if-exclude-{side}"] = _texts(case["must_exclude"])
    st.session_state[f"what-if-switches-{side}"] = [name for name, on in switches.items() if isinstance(on, bool)]
    for name, value in switches.items():
        if not isinstance(value, bool):
            st.session_state[f"what-if-switches-{side}-{name}"] = value


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
