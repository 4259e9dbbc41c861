"""Data: uploads with a dry run, runs, freshness of sources, and companies that may be one."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.client import ApiError, Json
from ui.parts.progress import ask
from ui.parts.texts import plain
from ui.words import say


def page() -> None:
    """Draw the page."""
    st.title(say("nav.data"))
    staff = state.role() in {"officer", "admin"}
    names = ["upload", "runs", "sources", "identity"] if staff else ["runs", "sources"]
    show = {"upload": _upload, "runs": _runs, "sources": _sources, "identity": _identity}
    for tab, name in zip(st.tabs([say(f"data.{name}") for name in names]), names, strict=True):
        with tab:
            try:
                show[name]()
            except ApiError as error:
                state.show_error(error)


def _upload() -> None:
    st.write(say("data.upload_explain"))
    file = st.file_uploader(say("data.file"))
    dry = st.toggle(say("data.dry_run"), value=True)
    if file is not None and st.button(say("data.send"), type="primary", icon=":material/upload:"):
        with st.spinner(say("app.working")):
            answer = state.api().upload("/v1/ingest-runs", file.name, file.getvalue(), dry_run=dry)
        st.session_state["data-upload"] = answer
    kept: Json | None = st.session_state.get("data-upload")
    if kept is not None:
        _report(kept["data"])


def _report(data: Json) -> None:
    result = data.get("result") or data
    if data.get("error"):
        st.error(data["error"]["message"], icon=":material/error:")
        return
    st.json(result, expanded=2)


def _runs() -> None:
    runs = state.api().items("/v1/ingest-runs").items
    if not runs:
        st.info(say("data.no_runs"), icon=":material/database:")
        return
    fields = ("started", "file", "reader", "outcome", "read", "new", "changed", "unchanged", "withdrawn", "quarantined")
    rows = sorted(({say(f"data.run_{f}"): one[f] for f in fields} for one in runs),
                  key=lambda row: str(row[say("data.run_started")]), reverse=True)  # fmt: skip
    st.dataframe(rows, hide_index=True, width="stretch")


def _sources() -> None:
    sources = state.api().items("/v1/sources").items
    if not sources:
        st.info(say("data.no_runs"), icon=":material/database:")
        return
    st.dataframe(
        [
            {
                say("data.dataset"): one["dataset"] + (f" ({say('app.illustrative')})" if one["illustrative"] else ""),
                say("data.copy_of"): one["retrieved_at"],
                say("data.fresh"): say("data.stale") if one["stale"] else say("data.current"),
                say("data.licence"): one["licence"],
                say("data.address"): one["url"],
            }
            for one in sources
        ],
        hide_index=True,
        width="stretch",
    )


def _identity() -> None:
    reviews = state.api().items("/v1/identity-reviews").items
    if not reviews:
        st.info(say("data.no_reviews"), icon=":material/join:")
        return
    for number, one in enumerate(reviews):
        with st.container(border=True):
            left, right = st.columns(2)
            for column, side in ((left, 0), (right, 1)):
                column.markdown(f"**{plain(one['values'][side])}**")
                column.caption(one["facts"][side] or say("data.no_facts"))
            st.caption(f"{one['doubt']}: {one['why']} ({one['score']:.2f})")
            why = st.text_input(say("review.reason"), key=f"why-{number}")
            same, apart = st.columns(2)
            for column, decision in ((same, "same"), (apart, "different")):
                if column.button(say(f"data.{decision}"), key=f"{decision}-{number}", disabled=not why.strip()):
                    body = {"left": one["left"], "right": one["right"], "decision": decision, "why": why}
                    if ask("/v1/identity-decisions", body) is not None:
                        st.rerun()
