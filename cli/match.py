"""``alliedstack match``: the products that fit each requirement of a text."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.need_text import NeedFile, NeedNotice, NeedText
from cli.proposed import Propose, Translate, YesProposed


def match(
    text: NeedText = "",
    file: NeedFile = None,
    notice: NeedNotice = "",
    market: Annotated[str, typer.Option(help="Country, region or bloc; any when left out.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Products shown a requirement.")] = 5,
    illustrative: Annotated[
        bool, typer.Option("--with-illustrative", help="Include the made-up example companies, marked as such.")
    ] = False,
    translate: Translate = False,
    propose: Propose = False,
    yes_proposed: YesProposed = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read the requirements out of a text and find the products that fit each, with reasons."""
    from cli.need_text import need_text
    from cli.opened import opened
    from cli.proposed import read_proposed
    from service.matching import MatchWish, match_needs

    with opened() as app:
        asked = need_text(app, text, file, notice)
        read = read_proposed(app, asked, translate=translate, propose=propose, yes=yes_proposed)
        found = match_needs(app, read.needs, MatchWish(market=market, limit=limit, illustrative=illustrative))
    if json_output:
        import json

        from service.views import match_view

        said = {} if read.said is None else {"proposed_by_model": read.said}
        typer.echo(json.dumps({**match_view(found), **said}, ensure_ascii=False, indent=1))
        return
    from cli.show.matches import show_matches

    show_matches(found)
