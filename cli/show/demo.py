"""The demonstration's own words in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from service.bundled import Loaded


def show_loaded(loaded: Loaded, console: Console) -> None:
    """What the graph holds, and where it comes from."""
    counts = ", ".join(f"{number} {what}" for what, number in loaded.holds.items())
    how = "Loaded the bundled real data" if loaded.fresh else "The bundled data was loaded before; nothing changed"
    console.print(Text(f"{how}: {counts}."))
    if loaded.merged:
        console.print(
            Text(
                f"{loaded.merged} companies that stood under several spellings were merged (alliedstack identity "
                "review)."
            )
        )
    console.print(Text("Sources, licences and dates of the copies: alliedstack sources"))


def show_part(number: int, title: str, detail: str, console: Console) -> None:
    console.print()
    console.print(Rule(Text(f"{number}. {title}", style="bold"), align="left"))
    console.print(Text(detail))


def show_next(console: Console) -> None:
    """What to try next."""
    console.print()
    console.print(
        Panel(
            Text(
                'alliedstack match --text "speech recognition for call centres" --market Brazil\n'
                'alliedstack compose --text "..." --market ASEAN --exclude "Google"\n'
                "alliedstack opportunities --market Poland\n"
                'alliedstack partners "NVIDIA" --market Kenya\n'
                "alliedstack rulebook show\n"
                "make serve      pages and API in the browser"
            ),
            title="What to try next",
            expand=False,
        )
    )
