"""Data: uploads with a dry run, runs, freshness of sources, and companies that may be one."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.client import Json
from ui.parts import choose
from ui.parts.progress import ask, do_work, read_items
from ui.parts.table import table
from ui.parts.tabs import lazy_tabs
from ui.parts.texts import plain
from ui.words import say

_REPORT = "data-report"
_COUNTS = ("read", "new", "changed", "unchanged", "withdrawn", "quarantined")
_REVIEWS_SHOWN = 20  # forms at once; the rest come up as these are decided
_REJECTED = ("locator", "field", "reason", "expected")


def page() -> None:
    """Draw the page."""
    st.title(say("nav.data"))
    names = ["upload", "runs", "sources", "identity"] if state.is_staff() else ["runs", "sources"]
    shows = {"upload": _upload, "runs": _runs, "sources": _sources, "identity": _identity}
    lazy_tabs({say(f"data.{name}"): shows[name] for name in names}, "data-tabs")


def _upload() -> None:
    st.write(say("data.upload_explain"))
    file = st.file_uploader(say("data.file"))
    dry = st.toggle(say("data.dry_run"), value=True)
    if st.button(say("data.send"), type="primary", icon=":material/upload:", disabled=file is None) and file:
        done = do_work("/v1/ingest-runs", (file.name, file.getvalue()), dry_run=dry)
        choose.forget()
        st.session_state[_REPORT] = done
    report: Json | None = st.session_state.get(_REPORT)
    if report is not None:
        _report(report)


def _report(report: Json) -> None:
    """What the file changed, or would change; what could not be used, and why."""
    st.success(say("data.would" if report["dry_run"] else "data.did", **{n: report[n] for n in _COUNTS}),
               icon=":material/fact_check:")  # fmt: skip
    for one in report["files"]:
        st.markdown(f"**{plain(one['file'])}**: {plain(one['reader'] or '')} {plain(one['note'] or '')}")
        if one["failed"]:
            st.error(plain(str(one["failed"])), icon=":material/error:")
        if one["rejected"]:
            st.warning(say("data.rejected", number=one["quarantined"]), icon=":material/report:")
            rejected = [{say(f"data.rejected_{n}"): row[n] for n in _REJECTED} for row in one["rejected"]]
            table(rejected)
    if report["changes"]:
        rows = [
            {
                say("data.change"): one["what"],
                say("data.kind"): one["kind"],
                say("data.name"): one["name"],
                say("data.fields"): "; ".join(f"{f['field']}: {f['before']} → {f['after']}" for f in one["fields"]),
            }
            for one in report["changes"]
        ]
        st.dataframe(rows, hide_index=True, width="stretch")
    if report["more_changes"]:
        st.caption(say("data.more_changes", number=report["more_changes"]))


def _runs() -> None:
    runs = read_items("/v1/ingest-runs")
    if runs is None:
        return
    if not runs:
        st.info(say("data.no_runs"), icon=":material/database:")
        return
    fields = ("started", "file", "reader", "outcome", "read", "new", "changed", "unchanged", "withdrawn", "quarantined")
    rows = sorted(({say(f"data.run_{f}"): one[f] for f in fields} for one in runs),
                  key=lambda row: str(row[say("data.run_started")]), reverse=True)  # fmt: skip
    st.dataframe(rows, hide_index=True, width="stretch")


def _sources() -> None:
    sources = read_items("/v1/sources")
    if sources is None:
        return
    if not sources:
        st.info(say("data.no_runs"), icon=":material/database:")
        return
    table(
        [
            {
                say("data.dataset"): one["dataset"] + (f" ({say('app.illustrative')})" if one["illustrative"] else ""),
                say("data.copy_of"): one["retrieved_at"],
                say("data.fresh"): say("data.stale") if one["stale"] else say("data.current"),
                say("data.licence"): one["licence"],
                say("data.address"): one["url"],
            }
            for one in sources
        ]
    )


def _identity() -> None:
    st.write(say("data.identity_explain"))
    if st.button(say("data.look_for_doubles"), icon=":material/join:"):
        done = do_work("/v1/identity-runs")
        if done is not None:
            choose.forget()
            st.success(say("data.doubles", merged=done["merged"], review=done["to_review"]), icon=":material/join:")
    reviews = read_items("/v1/identity-reviews")
    if reviews is None:
        return
    if not reviews:
        st.info(say("data.no_reviews"), icon=":material/join:")
        return
    st.subheader(say("data.to_decide", number=len(reviews)), anchor=False)
    for one in reviews[:_REVIEWS_SHOWN]:
        _review(one)
    if len(reviews) > _REVIEWS_SHOWN:
        st.caption(say("app.truncated", shown=_REVIEWS_SHOWN))


def _review(one: Json) -> None:
    with st.form(f"identity-{one['id']}"):
        for column, side, own in zip(st.columns(2), (0, 1), ("left", "right"), strict=True):
            column.markdown(f"**{plain(one['values'][side])}**")
            column.caption(plain(one["facts"][side] or say("data.no_facts")))
            column.caption(plain(one[own]))
        st.caption(plain(f"{one['doubt']}: {one['why']} ({one['score']:.2f})"))
        decision = st.radio(say("data.decision"), ["same", "different"], horizontal=True, index=None,
                            format_func=lambda what: say(f"data.{what}"))  # fmt: skip
        why = st.text_input(say("review.reason"))
        if not st.form_submit_button(say("review.judge")):
            return
        if decision is None or not why.strip():
            st.warning(say("data.needs_decision"), icon=":material/edit:")
            return
        body = {"left": one["left"], "right": one["right"], "decision": decision, "why": why}
        if ask("/v1/identity-decisions", body) is not None:
            choose.forget()
            st.rerun()
