"""A team on a page: standing, members by layer, who serves what, findings, gaps, coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ui.client import Json
from ui.parts.advice import show_advice
from ui.parts.preload import CHARTS, preload
from ui.parts.table import table
from ui.parts.tabs import lazy_tabs
from ui.parts.texts import plain
from ui.pictures.base import CONFIG
from ui.pictures.sankey import sankey
from ui.words import catalogue, say

_STACK = "stack-"  # requirements that stand for a layer the buyer did not speak of
# Each outcome has a word and a sign of its own; colour only repeats them.
SIGNS = {"MET": "✓", "NOT_MET": "✗", "UNKNOWN": "?", "REVIEW": "!"}
_STANDING_ICONS = {
    "barred": ":material/block:",
    "incomplete": ":material/incomplete_circle:",
    "unverified": ":material/help:",
    "eligible_presumption_met": ":material/check_circle:",
    "eligible_content_to_be_justified": ":material/edit_note:",
}


def standing_line(standing: str) -> str:
    """Icon and words."""
    return f"{_STANDING_ICONS[standing]} **{say('standing.' + standing)}**"


def show_team(team: Json, needs: Json, title: str, key: str) -> None:
    """One team in full."""
    preload(CHARTS)
    with st.container(border=True):
        st.subheader(title, anchor=False)
        st.markdown(standing_line(team["standing"]))
        if team["illustrative"]:
            st.warning(say("team.illustrative"), icon=":material/science:")
        table(_members(team))
        served = [one for one in team["served"] if not one["requirement"].startswith(_STACK)]
        nobody = [one["requirement"] for one in served if one["product"] is None]
        if nobody:
            st.markdown(say("team.nobody", requirements=plain(", ".join(nobody))))
        st.markdown(_content(team["us_content"]))
        names = names_of(team)
        shows: dict[str, Callable[[], None]] = {
            say("team.findings"): lambda: show_findings(team["findings"], names),
            say("team.gaps"): lambda: show_gaps(team["gaps"], names),
            say("team.coverage"): lambda: _show_coverage(team),
            say("team.flow"): lambda: _flow(team, needs, served, key),
            say("team.advice"): lambda: show_advice(team, names),
        }
        lazy_tabs(shows, f"{key}-tabs")


def compare_teams(teams: list[Json]) -> None:
    """Teams beside each other, one row each."""
    rows = []
    for number, team in enumerate(teams):
        served = [one for one in team["served"] if not one["requirement"].startswith(_STACK)]
        outcomes = [one["outcome"] for one in team["findings"]]
        rows.append(
            {
                say("team.number"): number + 1,
                say("team.standing"): say(f"standing.{team['standing']}"),
                say("team.fit"): "-" if team["fit"] is None else f"{team['fit']:.2f}",
                say("team.serves"): f"{sum(one['product'] is not None for one in served)} / {len(served)}",
                say("team.members"): ", ".join(names_of(team).get(one, one) for one in team["members"]),
                **{say(f"outcome.{one}"): outcomes.count(one) for one in ("NOT_MET", "REVIEW", "UNKNOWN")},
            }
        )
    table(rows)


def names_of(team: Json) -> dict[str, str]:
    """Ids of companies and products to their names, made-up ones marked."""
    names = dict(team["company_names"])
    for one in team["product_details"]:
        mark = f" ({say('app.illustrative')})" if one["illustrative"] and "(illustrative)" not in one["name"] else ""
        names[one["id"]] = one["name"] + mark
    return names


def _members(team: Json) -> list[dict[str, Any]]:
    serves: dict[str, list[str]] = {}
    for one in team["served"]:
        if one["product"] is not None and not one["requirement"].startswith(_STACK):
            serves.setdefault(one["product"], []).append(f"{one['requirement']} ({one['fit']:.0%})")
    rows = []
    for one in sorted(team["product_details"], key=lambda p: (p["layer"], p["name"])):
        anchor = f", {say('team.anchor')}" if one["company"] == team["anchor"] else ""
        rows.append(
            {
                say("team.layer"): f"{one['layer']} {say('layer.' + one['layer'])}",
                say("team.product"): names_of(team)[one["id"]],
                say("team.company"): one["company_name"] + anchor,
                say("team.serves"): ", ".join(serves.get(one["id"], [])) or say("team.completes"),
            }
        )
    return rows


def _content(content: Json | None) -> str:
    if content is None:
        return say("team.content_hidden")
    low, high = content["low"], content["high"]
    if (low, high) == (0.0, 1.0):
        return say("team.content_unknown")
    return say("team.content", share=f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}")


def show_findings(findings: list[Json], names: Mapping[str, str]) -> None:
    """What is not met or not known first; the rest folded away."""
    order = ("NOT_MET", "REVIEW", "UNKNOWN")
    open_ones = [one for outcome in order for one in findings if one["outcome"] == outcome]
    met = [one for one in findings if one["outcome"] == "MET"]
    if open_ones:
        table([_finding(one, names) for one in open_ones])
    if met:
        table([_finding(one, names) for one in met], folded=say("finding.met", number=len(met)))
    if not findings:
        st.write(say("finding.none"))


def _finding(one: Json, names: Mapping[str, str]) -> dict[str, str]:
    return {
        say("finding.outcome"): f"{SIGNS[one['outcome']]} {say('outcome.' + one['outcome'])}",
        say("finding.rule"): one["rule"],
        say("finding.subject"): names.get(one["subject"], one["subject"]),
        say("finding.effect"): one["effect"],
        say("finding.explanation"): named(one["explanation"], names),
        say("finding.remedy"): one["remedy"] if one["outcome"] != "MET" else "",
        say("finding.source"): f"{one['source']} ({one['certainty']})",
    }


def named(text: str, names: Mapping[str, str]) -> str:
    """A sentence of the service with names in place of ids."""
    for key in sorted((one for one in names if one in text), key=len, reverse=True):
        text = text.replace(key, names[key])
    return text


def show_gaps(gaps: list[Json], names: Mapping[str, str]) -> None:
    """Each gap as something that somebody can go and get."""
    facts: dict[str, list[str]] = {}
    for gap in gaps:
        if gap["kind"] == "fact":
            facts.setdefault(names.get(gap["subject"], gap["subject"]), []).append(fact_words(gap["fact"]))
        else:
            st.markdown(f"- {plain(gap_words(gap, names))}")
    for subject, missing in facts.items():
        st.markdown(f"- {say('gap.fact', subject=plain(subject), facts=', '.join(dict.fromkeys(missing)))}")
    if not gaps:
        st.write(say("gap.none"))


def fact_words(fact: str) -> str:
    """A fact of the rules as a person would ask for it; one that is not known here by its name."""
    return catalogue().get(f"fact.{fact}", fact)


def gap_words(gap: Json, names: Mapping[str, str]) -> str:
    """A gap as a sentence."""
    values = {k: names.get(v, v) if isinstance(v, str) else "" for k, v in gap.items()}
    where = say("gap.where", country=gap["country"]) if gap.get("country") else ""
    return say(f"gap.{gap['kind']}", **{**values, "where": where})


def _show_coverage(team: Json) -> None:
    table(_coverage(team))


def _coverage(team: Json) -> list[dict[str, Any]]:
    return [
        {say("team.market"): place, **{layer: len(layers.get(layer, [])) for layer in "ABCDE"}}
        for place, layers in team["coverage"].items()
    ]


def _flow(team: Json, needs: Json, served: list[Json], key: str) -> None:
    flows = [(one["requirement"], one["product"], one["fit"]) for one in served if one["product"] is not None]
    if not flows:
        st.write(say("team.no_flow"))
        return
    details = {one["id"]: one for one in team["product_details"]}
    labels = names_of(team) | {one["id"]: f"{one['id']} {one['text']}" for one in needs["requirements"]}
    layers = {one: details[one]["layer"] for one in details}
    companies = {one: details[one]["company"] for one in details}
    st.plotly_chart(sankey(flows, layers, companies, labels), config=CONFIG, theme=None, key=f"{key}-flow")
    st.caption(say("team.flow_text"))
