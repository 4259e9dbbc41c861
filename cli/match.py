"""``alliedstack match``: the products that fit each requirement of a text."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.need_text import NeedFile, NeedNotice, NeedText


def match(
    text: NeedText = "",
    file: NeedFile = None,
    notice: NeedNotice = "",
    market: Annotated[str, typer.Option(help="Country, region or bloc; any when left out.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Products shown a requirement.")] = 5,
    illustrative: Annotated[
        bool, typer.Option("--with-illustrative", help="Include the made-up example companies, marked as such.")
    ] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read the requirements out of a text and find the products that fit each, with reasons."""
    from cli.need_text import need_text
    from cli.opened import opened
    from service.matching import MatchWish, match_needs, read_needs

    with opened() as app:
        needs = read_needs(app, need_text(app, text, file, notice))
        found = match_needs(app, needs, MatchWish(market=market, limit=limit, illustrative=illustrative))
    if json_output:
        import json

        from service.views import match_view

        typer.echo(json.dumps(match_view(found), ensure_ascii=False, indent=1))
        return
    from cli.show.matches import show_matches

    show_matches(found)
