"""``alliedstack owners``: who stands above a company."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.clock import today

if TYPE_CHECKING:
    from service.owners import OwnershipReader


def owners_command(open_reader: Callable[[], AbstractContextManager[OwnershipReader]]) -> Callable[..., None]:
    """The command over the reader that ``open_reader`` opens."""

    def owners(
        company: Annotated[str, typer.Argument(help="Id, LEI or full name.", show_default=False)],
        as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="On this day; today.")] = None,
        json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Show the chains of owners and controllers above a company, shares added over all paths, and where it ends."""
        from cli.show.owners import as_json, show_owners
        from graph.model import ReportingException
        from service.owners import owners_of

        with open_reader() as reader:
            exceptions = reader.every(ReportingException).values()
            found = owners_of(company, reader.companies(), as_of.date() if as_of is not None else today(), exceptions)
        if json_output:
            import json

            typer.echo(json.dumps(as_json(found), ensure_ascii=False, indent=1))
        else:
            show_owners(found)

    return owners
