"""The requirements as they were read, for a person to correct before anything is matched."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.client import Json
from ui.parts.texts import foreign_text
from ui.words import say

_UNSURE = ""
_LAYERS = ("A", "B", "C", "D", "E")


def edit_needs(needs: Json, key: str) -> list[Json]:
    """Show requirements in a table that can be edited; the corrections as the API takes them.

    A row that is unticked is dropped; a layer left empty stays unsure.
    """
    rows = [_row(one) for one in needs["requirements"]]
    edited = st.data_editor(
        rows,
        key=key,
        hide_index=True,
        num_rows="fixed",
        width="stretch",
        column_config={
            "id": st.column_config.TextColumn(say("needs.id"), disabled=True, width="small"),
            "keep": st.column_config.CheckboxColumn(say("needs.keep"), width="small"),
            "text": st.column_config.TextColumn(say("needs.text"), width="large"),
            "layer": st.column_config.SelectboxColumn(say("needs.layer"), options=[_UNSURE, *_LAYERS], width="small"),
            "mandatory": st.column_config.CheckboxColumn(say("needs.mandatory")),
            "capabilities": st.column_config.ListColumn(say("needs.capabilities")),
        },
        disabled=["id", "capabilities"],
    )
    for one in needs["constraints"]:
        st.caption(say("needs.constraint", kind=one["kind"].replace("_", " "), value=one["value"]))
    for warning in needs["warnings"]:
        st.info(warning, icon=":material/info:")
    return corrections(needs["requirements"], edited)


def corrections(read: list[Json], edited: list[dict[str, Any]]) -> list[Json]:
    """Only what a person changed, for the rows that are kept."""
    by_id = {one["id"]: one for one in read}
    wanted: list[Json] = []
    for row in edited:
        if not row["keep"]:
            continue
        was, change = by_id[row["id"]], {"id": row["id"]}
        if row["text"] != was["text"]:
            change["text"] = row["text"]
        if (row["layer"] or None) != was["layer"]:
            change |= {"layer": row["layer"]} if row["layer"] else {"unsure": True}
        if row["mandatory"] != was["mandatory"]:
            change["mandatory"] = row["mandatory"]
        wanted.append(change)
    return wanted


def show_text(text: str) -> None:
    """The buyer's own words, in their direction."""
    with st.expander(say("needs.original")):
        foreign_text(text)


def _row(one: Json) -> dict[str, Any]:
    return {
        "keep": True,
        "id": one["id"],
        "text": one["text"],
        "layer": one["layer"] or _UNSURE,
        "mandatory": one["mandatory"],
        "capabilities": [capability["id"] for capability in one["capabilities"][:4]],
    }
