"""What a language model adds to the reading of a text: marked as its own; only what a person confirmed counts."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.client import ApiError, Json
from ui.parts import choose
from ui.parts.texts import foreign_text, plain
from ui.words import say


def model_wishes() -> dict[str, bool]:
    """Check boxes for the model's help, where the operator has set one; what was asked of it."""
    model = _model()
    if model is None:
        return {}
    first, second = st.columns(2)
    return {
        "translate": first.checkbox(say("model.translate", model=model), key="find-translate", persist_state="session"),
        "propose": second.checkbox(say("model.propose", model=model), key="find-propose", persist_state="session"),
    }


def _model() -> str | None:
    """The model's name; None where none is set, or the service does not say."""
    try:
        found = choose.kept("/v1/language-model")["data"]["model"]
    except ApiError:
        return None
    return None if found is None else str(found)


def translation(needs: Json) -> Json | None:
    """Show what the model translated; the confirmed translation as the API takes it when a person takes it."""
    made = (needs.get("proposed_by_model") or {}).get("translation")
    if made is None:
        return None
    with st.container(border=True):
        st.markdown(say("model.translated", model=plain(made["translated_by"])))
        foreign_text(made["text"])
        if st.button(say("model.take_translation"), icon=":material/done:"):
            return {"text": made["text"], "translated_by": made["translated_by"]}
    return None


def confirmed(needs: Json, key: str) -> list[Json]:
    """Show the model's proposals with a tick each; those that a person ticked, as the API takes them."""
    found = needs.get("proposed_by_model") or {}
    offered = [one for one in found.get("proposals") or [] if one["read_as"] is None]
    if found.get("proposals") is not None:
        with st.container(border=True):
            st.markdown(say("model.proposals", number=len(offered)) if offered else say("model.nothing_new"))
            taken = [one for one in offered if _tick(one, f"{key}-{one['id']}")]
    else:
        taken = []
    for line in found.get("dropped") or []:
        st.caption(say("model.dropped", words=plain(line)))
    if found.get("cut"):
        st.caption(say("model.cut"))
    return [_as_taken(one) for one in taken]


def _tick(one: Json, key: str) -> bool:
    layer = f"{one['layer']} {say('layer.' + one['layer'])}" if one["layer"] else say("model.no_layer")
    ticked = st.checkbox(plain(one["text"]), key=key)
    meaning = f" {plain(one['meaning'])}" if one["meaning"] and one["meaning"] != one["text"] else ""
    st.caption(say("model.proposed_by", model=plain(one["proposed_by"]), layer=layer) + meaning)
    return ticked


def _as_taken(one: Json) -> dict[str, Any]:
    taken = {name: one[name] for name in ("id", "text", "mandatory", "meaning", "proposed_by")} | {"confirmed": True}
    return taken if one["layer"] is None else taken | {"layer": one["layer"]}
