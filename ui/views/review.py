"""Eligibility and screening review: what resembles a listed party, and a person's verdict on it."""

from __future__ import annotations

import streamlit as st

from ui.client import Json
from ui.parts.packages import product_names
from ui.parts.progress import ask, do_work, read, read_items
from ui.parts.table import table
from ui.parts.tabs import lazy_tabs
from ui.parts.team import show_findings, show_gaps, standing_line
from ui.parts.texts import plain
from ui.words import say

_VERDICTS = ("false_match", "true_match", "unsure")


def page() -> None:
    """Draw the page."""
    st.title(say("nav.review"))
    lazy_tabs({say("review.screening"): _screening, say("review.eligibility"): _eligibility}, "review-tabs")


def _screening() -> None:
    st.caption(say("review.no_clearance"))
    if st.button(say("review.screen_all"), icon=":material/policy:"):
        done = do_work("/v1/screening-runs")
        if done is not None:
            st.success(say("review.screened", number=done["screened"]), icon=":material/policy:")
    with st.form("screen-one", border=False):
        name = st.text_input(say("review.name"))
        pressed = st.form_submit_button(say("review.screen_one"))
    if pressed and name.strip():
        answer = ask("/v1/screenings", {"name": name})
        if answer is not None:
            _result(answer["data"], str(name), "one")
    found = read_items("/v1/screenings")
    if found is None:
        return
    queue = [one for one in found if any(not hit["dismissed"] for hit in one["hits"])]
    st.subheader(say("review.queue", number=len(queue), total=len(found)), anchor=False)
    if not found:
        st.info(say("review.none"), icon=":material/policy:")
    names = product_names()
    for number, one in enumerate(queue):
        _result(one, str(names.get(one["subject"], one["subject"])), str(number))


def _result(one: Json, title: str, key: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(title)}**: {say('review.' + one['outcome'])}")
        for number, hit in enumerate(one["hits"]):
            table(
                [
                    {
                        say("review.ours"): hit["name"],
                        say("review.listed"): hit["listed_name"],
                        say("review.list"): f"{hit['list_id']} {hit['entry']}",
                        say("review.score"): f"{hit['score']:.3f}",
                        say("review.why"): hit["why"],
                    }
                ],
            )
            if hit["judgement"] is not None:
                st.caption(_judged(hit["judgement"]))
            if not one["subject"].startswith("name:"):
                _judge(one, hit, f"{key}-{number}")
        lists = ", ".join(f"{v['list_id']} {v['published']} {v['sha256'][:12]}" for v in one["lists"])
        st.caption(say("review.lists", lists=lists))


def _judged(kept: Json) -> str:
    return say("review.judged", verdict=say(f"review.{kept['verdict']}"), by=kept["by"], at=kept["at"],
               why=plain(kept["why"]))  # fmt: skip


def _judge(one: Json, hit: Json, key: str) -> None:
    with st.form(f"judge-{key}", border=False):
        verdict = st.radio(
            say("review.verdict"), _VERDICTS, horizontal=True, index=None, format_func=lambda v: say(f"review.{v}")
        )
        why = st.text_input(say("review.reason"))
        if st.form_submit_button(say("review.judge")):
            body = {
                "subject": one["subject"], "list_id": hit["list_id"], "entry": hit["entry"],
                "verdict": verdict, "why": why,
            }  # fmt: skip
            if verdict is None or not why.strip():
                st.warning(say("review.needs_reason"), icon=":material/edit:")
            elif ask("/v1/screening-judgements", body) is not None:
                st.rerun()


def _eligibility() -> None:
    packages = read_items("/v1/packages")
    if packages is None:
        return
    if not packages:
        st.info(say("review.no_packages"), icon=":material/inventory_2:")
        return
    titles = {one["id"]: f"{one['title']} ({one['status']})" for one in packages}
    chosen = st.selectbox(say("review.package"), list(titles), format_func=titles.__getitem__)
    evaluated = read(f"/v1/packages/{chosen}/evaluation")
    if evaluated is None:
        return
    answer = evaluated["data"]
    names = product_names()
    st.markdown(standing_line(answer["standing"]))
    show_findings(answer["findings"], names)
    show_gaps(answer["gaps"], names)
    for one in answer["support"]:
        st.caption(f"{one['possibility']}: {one['program']['name']}. {one['reason']}")
