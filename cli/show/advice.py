"""Advice on teams in a terminal: trade-offs, ways to the content share, who replaces whom, why somebody is missing."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from cli.show.scenario import STANDING_WORDS, WAYS_SHOWN
from service.advice import TeamAdvice, WhyNotInTeam


def show_advice(advice: TeamAdvice, console: Console) -> None:
    """A line or a few below a team."""
    if advice.against_the_first:
        console.print(Text(f"Against team 1: {_sentence(advice.against_the_first)}"))
    if advice.ways:
        console.print(Text("To reach the U.S. content that is presumed enough:"))
        for way in advice.ways[:WAYS_SHOWN]:
            console.print(Text(f"  - {way.words}"))
    if advice.substitutions:
        console.print(Text("If a member leaves:"))
    for one in advice.substitutions or ():
        change = f" That team: {_sentence(one.differences)}" if one.differences else ""
        console.print(Text(f"  - {one.words}{change}"))


def _sentence(parts: Sequence[str]) -> str:
    return "; ".join(parts).rstrip(".") + "."


def show_why_not(found: WhyNotInTeam, console: Console | None = None) -> None:
    """Why a company or product is not in the best team."""
    console = console or Console(highlight=False)
    console.print(Text(f"\nWhy not {found.name} ({found.subject})?", style="bold"))
    console.print(Text(f"  {found.answer.words}"))
    for removal in found.removals:
        console.print(Text(f"  Not in the search: {removal.filter} is {removal.offered}. {removal.change}"))
    for finding in found.answer.rules:
        remedy = f" What to do: {finding.remedy}" if finding.remedy else ""
        console.print(Text(f"  {finding.rule} ({finding.source}, certainty {finding.certainty.value}).{remedy}"))
    fits = ", ".join(f"{requirement} {fit:.0%}" for requirement, fit in found.fits.items())
    console.print(Text(f"  It fits {fits}." if fits else "  It fits none of the requirements."))
    if found.answer.forced is not None:
        console.print(Text(f"  That team: {STANDING_WORDS[found.answer.forced.standing]}."))
