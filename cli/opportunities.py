"""``alliedstack opportunities``: the demand that the graph holds."""

from __future__ import annotations

from typing import Annotated

import typer


def opportunities(
    market: Annotated[str, typer.Option(help="Only those in this country, region or bloc.")] = "",
    words: Annotated[str, typer.Option(help="Only those whose title or text has all of these words.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
) -> None:
    """List notices and other demand, the newest first; their ids go into --notice."""
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    from cli.opened import opened
    from cli.show.needs import short
    from service.opportunities import find_opportunities

    with opened() as app:
        found = find_opportunities(app, market, words, limit)
    # An id is copied into --notice: it is never cut.
    table = Table(Column("Id", no_wrap=True), "Country", "Published", "Title", "Buyer")
    for one in found.shown:
        table.add_row(
            one.id,
            ", ".join(one.countries),
            str(one.published or ""),
            Text(short(one.title, 80)),
            Text(one.buyer or ""),
        )
    console = Console()
    console.print(table)
    if found.total > len(found.shown):
        console.print(f"{found.total - len(found.shown)} more; see them with --limit {found.total}.")
