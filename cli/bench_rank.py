"""``alliedstack bench rank``: rank a catalogue for queries and write a run that the benchmark's scorer reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def rank(
    catalog: Annotated[Path, typer.Option(help="products, JSON lines: id, name, company, text, optional model")],
    queries: Annotated[Path, typer.Option(help="queries, JSON lines: id and text are read, nothing else")],
    out: Annotated[Path, typer.Option(help="the run: query, product, score, tab-separated")],
) -> None:
    """Rank every product of a catalogue for every query; says "none" where nothing fits."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from service.ranking import rank_files

    columns = (TextColumn("embedding new texts"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        count = rank_files(catalog, queries, out, lambda done, total: bar.update(task, completed=done, total=total))
    typer.echo(f"{count} queries ranked into {out}.")
