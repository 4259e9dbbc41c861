"""``alliedstack explain``: why a product is where it is for a text, or why it is not in the list."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.need_text import NeedFile, NeedNotice, NeedText
from cli.proposed import Propose, Translate, YesProposed


def explain(
    product: Annotated[str, typer.Argument(help="A product's id or name.", show_default=False)],
    text: NeedText = "",
    file: NeedFile = None,
    notice: NeedNotice = "",
    market: Annotated[str, typer.Option(help="Country, region or bloc; any when left out.")] = "",
    illustrative: Annotated[
        bool, typer.Option("--with-illustrative", help="Include the made-up example companies, marked as such.")
    ] = False,
    translate: Translate = False,
    propose: Propose = False,
    yes_proposed: YesProposed = False,
) -> None:
    """Explain one product for a text: criterion by criterion, and what would have to change."""
    from cli.need_text import need_text
    from cli.opened import opened
    from cli.proposed import read_proposed
    from cli.show.matches import show_explained
    from service.matching import MatchWish, explain_product

    with opened() as app:
        asked = need_text(app, text, file, notice)
        needs = read_proposed(app, asked, translate=translate, propose=propose, yes=yes_proposed).needs
        show_explained(explain_product(app, needs, product, MatchWish(market=market, illustrative=illustrative)))
