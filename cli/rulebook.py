"""``alliedstack rulebook show|diff|validate``: the rules as people read, compare and check them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="rulebook", help="Show, compare and check rulebooks.", no_args_is_help=True)

_File = Annotated[Path | None, typer.Argument(help="A rulebook file; the bundled one when left out.")]


@app.command()
def show(
    file: _File = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Only the rules in force on this day, e.g. 2026-06-15.")
    ] = None,
) -> None:
    """Every rule with its effect, words, source, certainty and dates, and every switch."""
    from cli.show.rulebook import show_rulebook
    from service.rulebooks import load_rulebook, read_day

    show_rulebook(load_rulebook(file), read_day(as_of) if as_of is not None else None)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The earlier rulebook.")],
    new: _File = None,
) -> None:
    """What changed from one rulebook to another: rules, country lists, switches, field by field."""
    from service.rulebooks import compare, load_rulebook

    changes = compare(load_rulebook(old), load_rulebook(new))
    for line in changes:
        typer.echo(line)
    if not changes:
        typer.echo("No difference.")


@app.command()
def validate(file: _File = None) -> None:
    """Check a rulebook file; an error names file, rule and field."""
    from service.rulebooks import load_rulebook

    rulebook = load_rulebook(file)
    typer.echo(
        f"{rulebook.rulebook} {rulebook.version} is valid: {len(rulebook.rules)} rules, "
        f"{len(rulebook.switches)} switches, {len(rulebook.country_lists)} country lists."
    )
