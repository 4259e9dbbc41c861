"""A rulebook in a terminal."""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.table import Table
from rich.text import Text

from matching.rules.rulebook import Rulebook


def show_rulebook(rulebook: Rulebook, day: date | None, console: Console | None = None) -> None:
    """Print rules, country lists and switches; with ``day`` only what is in force then."""
    console = console or Console(highlight=False)
    console.print(Text(f"{rulebook.title} ({rulebook.rulebook}, version {rulebook.version})", style="bold"))
    for rule in rulebook.rules if day is None else rulebook.in_force(day):
        until = f" to {rule.until}" if rule.until is not None else ""
        off = "" if rule.enabled else ", off by default"
        console.print(Text(f"\n{rule.name}: {rule.effect.value} on the {rule.scope}{off}", style="bold"))
        for line in (
            f'"{rule.words}"',
            rule.reading,
            f"Source {rule.source}; certainty {rule.certainty.value}; from {rule.from_}{until}",
        ):
            if line:
                console.print(Text(f"  {line}"))
    console.print()
    lists = Table("List", "Countries", "Source", "Certainty", "Note", title="Country lists")
    for listed in rulebook.country_lists:
        if day is None or listed.holds_on(day):
            lists.add_row(
                listed.name, " ".join(listed.countries), listed.source, listed.certainty.value, Text(listed.note)
            )
    console.print(lists)
    switches = Table(
        "Switch", "Default", "Takes", "What it decides", title="Open points (every rule's name is a switch too)"
    )
    for switch in rulebook.switches:
        switches.add_row(switch.name, str(switch.default), switch.expected, Text(switch.words))
    console.print(switches)
