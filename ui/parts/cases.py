"""Cases beside each other: where each differs from the first, marked by a sign and a shade."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from ui.client import Json
from ui.parts.team import names_of
from ui.words import say

_MARK = "≠ "
_CELL = "border: 1px solid #d5d6da; padding: 0.3rem 0.5rem; text-align: start; vertical-align: top"
_OTHER = f"{_CELL}; background: #fdf3c4; font-weight: 600"  # lighter than any writing, and the sign says the same
_OUTCOMES = ("NOT_MET", "REVIEW", "UNKNOWN", "MET")
Aspect = tuple[str, tuple[str, ...]]


def aspects(teams: Sequence[Json | None]) -> list[Aspect]:
    """What is compared, and what each case has of it."""
    found = [(name, tuple(_of(team, name) for team in teams)) for name in ("standing", "fit", "members", "content")]
    rows = [(say(f"what_if.aspect_{name}"), values) for name, values in found]
    for outcome in _OUTCOMES:
        counts = tuple(
            "-" if team is None else str(sum(f["outcome"] == outcome for f in team["findings"])) for team in teams
        )
        rows.append((say("what_if.aspect_findings", outcome=say(f"outcome.{outcome}")), counts))
    return rows


def show_aspects(names: Sequence[str], rows: Sequence[Aspect]) -> None:
    """The comparison as a table."""
    heads = "".join(f'<th scope="col" style="{_CELL}">{html.escape(one)}</th>' for one in ("", *names))
    body = "".join(
        f'<tr><th scope="row" style="{_CELL}">{html.escape(name)}</th>'
        + "".join(_cell(value, value != values[0]) for value in values)
        + "</tr>"
        for name, values in rows
    )
    table = "width: 100%; table-layout: fixed; border-collapse: collapse; font-size: 0.9rem; color: #262730"
    st.html(f'<table style="{table}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>')


def _cell(value: str, differs: bool) -> str:
    return f'<td style="{_OTHER if differs else _CELL}">{_MARK if differs else ""}{html.escape(value)}</td>'


def _of(team: Json | None, name: str) -> str:
    if team is None:
        return say("what_if.no_team") if name == "standing" else "-"
    if name == "standing":
        return say(f"standing.{team['standing']}")
    if name == "fit":
        return "-" if team["fit"] is None else f"{team['fit']:.2f}"
    if name == "members":
        names = names_of(team)
        return ", ".join(sorted(names.get(one, one) for one in team["members"]))
    share = team["us_content"]
    if share is None:
        return say("what_if.hidden")
    known = (share["low"], share["high"]) != (0.0, 1.0)
    return f"{share['low']:.0%} – {share['high']:.0%}" if known else say("outcome.UNKNOWN")


def differences(first: Json | None, other: Json | None, side: str) -> list[str]:
    """What a case has and the first, A, has not, or the other way round, in words."""
    if first is None or other is None:
        both = first is None and other is None
        return [say("what_if.neither") if both else say("what_if.only", side="A" if other is None else side)]
    found = []
    for one, against, letter in ((first, other, "A"), (other, first, side)):
        names = names_of(one)
        extra = [names.get(m, m) for m in one["members"] if m not in against["members"]]
        if extra:
            found.append(say("what_if.members", side=letter, members=", ".join(extra)))
    outcomes = [{(f["rule"], f["subject"]): f["outcome"] for f in team["findings"]} for team in (first, other)]
    subjects = names_of(first) | names_of(other)
    found += [
        say("what_if.finding", rule=rule, subject=subjects.get(subject, subject),
            a=say(f"outcome.{outcomes[0][rule, subject]}"), b=say(f"outcome.{outcomes[1][rule, subject]}"))
        for rule, subject in sorted(outcomes[0].keys() & outcomes[1].keys())
        if outcomes[0][rule, subject] != outcomes[1][rule, subject]
    ]  # fmt: skip
    rules = [{rule for rule, _ in one} for one in outcomes]
    return found + [
        say("what_if.rule", rule=rule, side="A" if rule in rules[0] else side) for rule in sorted(rules[0] ^ rules[1])
    ]
