"""``alliedstack partners``: who completes a stack with a company."""

from __future__ import annotations

from typing import Annotated

import typer


def partners(
    company: Annotated[str, typer.Argument(help="A company's id or full name.", show_default=False)],
    market: Annotated[str, typer.Option(help="Country, region or bloc, or 'global'.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="Partners shown.")] = 10,
    demand: Annotated[bool, typer.Option(help="Weigh fit to the market's published demand.")] = True,
    illustrative: Annotated[
        bool, typer.Option("--with-illustrative", help="Include the made-up example companies, marked as such.")
    ] = False,
) -> None:
    """Rank partners by what they add to a team: layers, interoperability, joint awards, fit to demand there."""
    from cli.opened import opened
    from cli.show.partners import show_partners
    from service.partners import find_partners

    with opened() as app:
        show_partners(find_partners(app, company, market, limit=limit, demand=demand, illustrative=illustrative))
