"""``alliedstack compose``: full-stack teams for a text and a market."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from cli.need_text import NeedFile, NeedNotice, NeedText

_Names = Annotated[list[str] | None, typer.Option(help="Company, by id or full name; may be repeated.")]


def compose(
    market: Annotated[str, typer.Option(help="Country, region or bloc, or 'global'.")],
    text: NeedText = "",
    file: NeedFile = None,
    notice: NeedNotice = "",
    teams: Annotated[int, typer.Option(min=1, max=10, help="How many different teams.")] = 3,
    anchor: Annotated[str, typer.Option(help="The company that leads; any member when left out.")] = "",
    include: _Names = None,
    exclude: _Names = None,
    drop: Annotated[
        list[str] | None, typer.Option(help="A requirement to leave out, e.g. r3; may be repeated.")
    ] = None,
    max_members: Annotated[int | None, typer.Option(min=1, help="At most so many companies.")] = None,
    presumption: Annotated[str, typer.Option(help="U.S. content presumption: require, prefer or ignore.")] = "prefer",
    switch: Annotated[
        list[str] | None,
        typer.Option(help="A rulebook switch as NAME=VALUE; may be repeated (alliedstack rulebook show)."),
    ] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Rules of this day; today.")] = None,
    illustrative: Annotated[
        bool, typer.Option("--with-illustrative", help="Include the made-up example companies, marked as such.")
    ] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compose eligible full-stack teams that answer the text in the market, with findings, reasons and gaps."""
    from cli.need_text import need_text
    from cli.opened import opened
    from service.matching import read_needs
    from service.teams import TeamWish, compose_teams
    from service.wishes import presumption_of, switches_of

    with opened() as app:
        wish = TeamWish(
            market=market,
            teams=teams,
            anchor=anchor or None,
            must_include=tuple(include or ()),
            must_exclude=tuple(exclude or ()),
            dropped=tuple(drop or ()),
            max_members=max_members,
            presumption=presumption_of(presumption),
            switches=switches_of(switch or (), app.rulebook),
            as_of=as_of.date() if as_of is not None else None,
            illustrative=illustrative,
        )
        answer = compose_teams(app, read_needs(app, need_text(app, text, file, notice)), wish)
    if json_output:
        import json

        from service.views import teams_view

        typer.echo(json.dumps(teams_view(answer), ensure_ascii=False, indent=1))
    else:
        from cli.show.teams import show_teams

        show_teams(answer)
    if not answer.answer.teams:
        raise typer.Exit(NO_TEAM)


NO_TEAM = 4  # exit code when the question was answered, but with no team
