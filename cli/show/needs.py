"""What was understood of a text, in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.model import LAYERS
from matching.needs.model import Need, Needs

TEXT_SHOWN = 110  # characters of a requirement on a screen


def short(text: str, most: int = TEXT_SHOWN) -> str:
    """One line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 2].rsplit(' ', 1)[0]} …"


def show_needs(needs: Needs, console: Console) -> None:
    """Requirements with layer and capabilities, constraints, warnings."""
    table = Table("", "Requirement", "", "Recognised as", title=f"What is asked for (language: {needs.language})")
    for need in needs.requirements:
        wished = "" if need.mandatory else " (wished)"
        table.add_row(need.id, Text(short(need.text) + wished), _layer(need), Text(_capabilities(need)))
    console.print(table)
    console.print(Text(", ".join(f"{layer} {words.name}" for layer, words in LAYERS.items()), style="dim"))
    if needs.constraints:
        console.print(Text("Conditions, to be settled with the members where the catalogue does not state them:"))
    for one in needs.constraints:
        console.print(Text(f"  {one.kind.value.replace('_', ' ')}: {one.value} (“{short(one.evidence, 60)}”)"))
    for warning in needs.warnings:
        console.print(Text(f"  Note: {warning}"))


def _layer(need: Need) -> str:
    if need.layer is not None:
        return need.layer.value
    likely = " or ".join(layer.value for layer, _ in need.layers[:2])
    return f"{likely}?" if likely else "?"


def _capabilities(need: Need) -> str:
    return ", ".join(one.capability for one in need.capabilities[:3]) or "nothing in the vocabulary"
