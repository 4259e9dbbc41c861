"""``alliedstack compose``: full-stack teams for a text and a market."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.need_text import NeedFile, NeedNotice, NeedText
from cli.proposed import Propose, Translate, YesProposed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.advice import TeamAdvice
    from service.app import Alliedstack
    from service.teams import TeamsAnswer

NO_TEAM = 4  # exit code when the question was answered, but with no team
_Names = Annotated[list[str] | None, typer.Option(help="Company, by id or full name; may be repeated.")]


def compose(
    market: Annotated[str, typer.Option(help="Country, region or bloc, or 'global'.")],
    text: NeedText = "",
    file: NeedFile = None,
    notice: NeedNotice = "",
    teams: Annotated[int, typer.Option(min=1, max=10, help="How many different teams.")] = 3,
    anchor: Annotated[str, typer.Option(help="The company that leads; any member when left out.")] = "",
    among: _Names = None,
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
    resilience: Annotated[
        bool, typer.Option("--resilience", help="For each member: who replaces it if it leaves. Takes longer.")
    ] = False,
    why_not: Annotated[str, typer.Option(help="Why this company or product is not in the best team.")] = "",
    dossier: Annotated[
        Path | None, typer.Option(help="Write the first team's dossier: the ending .docx, .pdf, .xlsx or .json counts.")
    ] = None,
    translate: Translate = False,
    propose: Propose = False,
    yes_proposed: YesProposed = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compose eligible full-stack teams that answer the text in the market, with findings, reasons and gaps."""
    from cli.need_text import need_text
    from cli.opened import opened
    from cli.proposed import read_proposed
    from service.advice import advise, why_not_in_team
    from service.teams import TeamWish, compose_teams
    from service.wishes import presumption_of, switches_of

    if dossier is not None:
        from service.dossier.files import format_of

        format_of(dossier.suffix)  # said before anything is computed
    with opened() as app:
        wish = TeamWish(
            market=market,
            teams=teams,
            anchor=anchor or None,
            among=tuple(among or ()),
            must_include=tuple(include or ()),
            must_exclude=tuple(exclude or ()),
            dropped=tuple(drop or ()),
            max_members=max_members,
            presumption=presumption_of(presumption),
            switches=switches_of(switch or (), app.rulebook),
            as_of=as_of.date() if as_of is not None else None,
            illustrative=illustrative,
        )
        asked = need_text(app, text, file, notice)
        read = read_proposed(app, asked, translate=translate, propose=propose, yes=yes_proposed)
        answer = compose_teams(app, read.needs, wish)
        advice = advise(answer, resilience=resilience)
        missing = why_not_in_team(app, answer, wish, why_not) if why_not else None
        if dossier is not None:
            _write_dossier(app, answer, advice, dossier)
    if json_output:
        import json

        from service.advice_views import why_not_view
        from service.views import teams_view

        view = teams_view(answer, advice) | ({"why_not": why_not_view(missing)} if missing is not None else {})
        view |= {"proposed_by_model": read.said} if read.said is not None else {}
        typer.echo(json.dumps(view, ensure_ascii=False, indent=1))
    else:
        from cli.show.advice import show_why_not
        from cli.show.teams import show_teams

        show_teams(answer, advice=advice)
        if missing is not None:
            show_why_not(missing)
    if not answer.answer.teams:
        raise typer.Exit(NO_TEAM)


def _write_dossier(app: Alliedstack, answer: TeamsAnswer, advice: Sequence[TeamAdvice], out: Path) -> None:
    """The first team's; without a team there is nothing to write, which the answer says itself."""
    from service.dossier.build import build, material_of_team
    from service.dossier.files import write

    if answer.answer.teams:
        write(build(material_of_team(answer, 0, advice=advice[0]), app.today()), out)
        typer.echo(f"Wrote {out}.", err=True)
