"""Sources as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.sources import SourceState

_HASH_SHOWN = 12  # digits of a SHA-256 that tell copies apart on a screen


def show_sources(states: Sequence[SourceState]) -> None:
    console = Console()
    if not states:
        console.print("The graph has no source yet. Load the bundled sample: alliedstack ingest --bundled")
        return
    table = Table("dataset", "newest copy", "age", "facts count", "last run", "records", "files", "licence", "sha256")
    for state in states:
        source, run = state.source, state.run
        age = "not known" if state.age_days is None else f"{state.age_days:,} days"
        last = f"{run.outcome} {run.started[:10]}" if run is not None else "none"
        table.add_row(
            escape(source.dataset),
            source.retrieved_at,
            age,
            _standing(state),
            last,
            f"{state.records:,}" + (f" ({state.refused:,} refused)" if state.refused > 0 else ""),
            str(state.copies),
            escape(source.licence),
            source.sha256[:_HASH_SHOWN],
        )
    console.print(table)
    stale = [escape(state.source.dataset) for state in states if state.stale]
    if stale:
        console.print(
            f"[bold]Too old:[/] {', '.join(stale)}. Facts from there count as not known where a rule needs them; "
            "ingest a newer copy."
        )


def _standing(state: SourceState) -> str:
    if state.source.illustrative:
        return "made up"
    if state.stale:
        return f"[bold red]stale since {state.stale_since}[/]"
    return "always" if state.stale_since is None else f"until {state.stale_since}"


def as_json(states: Sequence[SourceState]) -> list[dict[str, Any]]:
    return [
        {
            "dataset": one.source.dataset,
            "id": one.source.id,
            "url": one.source.url,
            "licence": one.source.licence,
            "retrieved_at": one.source.retrieved_at,
            "sha256": one.source.sha256,
            "illustrative": one.source.illustrative,
            "age_days": one.age_days,
            "max_age_days": one.source.max_age_days,
            "stale": one.stale,
            "copies": one.copies,
            "records": one.records,
            "refused": one.refused,
            "last_run": None
            if one.run is None
            else {"id": one.run.id, "outcome": one.run.outcome, "read": one.run.read},
        }
        for one in states
    ]
