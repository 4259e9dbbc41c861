"""``alliedstack explain``: why a product is where it is for a text, or why it is not in the list."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.need_text import NeedFile, NeedNotice, NeedText


def explain(
    product: Annotated[str, typer.Argument(help="A product's id or name.", show_default=False)],
    text: NeedText = "",
    file: NeedFile = None,
    notice: NeedNotice = "",
    market: Annotated[str, typer.Option(help="Country, region or bloc; any when left out.")] = "",
    illustrative: Annotated[
        bool, typer.Option("--with-illustrative", help="Include the made-up example companies, marked as such.")
    ] = False,
) -> None:
    """Explain one product for a text: criterion by criterion, and what would have to change."""
    from cli.need_text import need_text
    from cli.opened import opened
    from cli.show.matches import show_explained
    from service.matching import MatchWish, explain_product, read_needs

    with opened() as app:
        needs = read_needs(app, need_text(app, text, file, notice))
        show_explained(explain_product(app, needs, product, MatchWish(market=market, illustrative=illustrative)))
