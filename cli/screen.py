"""``alliedstack screen``: companies and names against the screening lists in the graph."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.clock import now, today

if TYPE_CHECKING:
    from service.screening import ScreeningStore


class Kind(StrEnum):
    """What the name belongs to."""

    ORGANISATION = "organisation"
    PERSON = "person"
    OBJECT = "object"
    UNKNOWN = "unknown"


class Word(StrEnum):
    """A verdict on a hit."""

    TRUE_MATCH = "true_match"
    FALSE_MATCH = "false_match"
    UNSURE = "unsure"


def screen_app(open_store: Callable[[], AbstractContextManager[ScreeningStore]]) -> typer.Typer:
    """The commands over the store that ``open_store`` opens."""
    app = typer.Typer(help="Screen against lists. No list match is not a clearance.", no_args_is_help=True)

    @app.command("all")
    def everybody() -> None:
        """Screen every company in the graph and keep the results."""
        from cli.show.screening import show_results
        from service.screening import screen_everybody

        with open_store() as store:
            show_results(screen_everybody(store, today()).results)

    @app.command()
    def name(
        name: str,
        kind: Annotated[Kind, typer.Option(help="What the name belongs to.")] = Kind.ORGANISATION,
        address: Annotated[str, typer.Option(help="An address of the party, in one line.")] = "",
    ) -> None:
        """Screen one name, which need not be in the graph; nothing is kept."""
        from cli.show.screening import show_results
        from matching.rules.screening.kinds import NameKind
        from service.screening import screen_name

        with open_store() as store:
            show_results([screen_name(store, name, today(), NameKind(kind.value), address or None)])

    @app.command()
    def judge(
        subject: str,
        list_id: str,
        entry: str,
        verdict: Word,
        why: Annotated[str, typer.Option(help="The reason, kept with the verdict.")],
        by: Annotated[str, typer.Option(help="Who judges; the user of this machine by default.")] = "",
    ) -> None:
        """Say what a hit is. The judgement survives new copies of the list as long as both names stay."""
        from rich import print as show

        from matching.rules.screening.outcome import Verdict
        from service.screening import judge as keep

        with open_store() as store:
            keep(store, subject, list_id, entry, Verdict(verdict.value), by or getpass.getuser(), now(), why)
        show(f"Kept: {subject} and entry {entry} of {list_id}: {verdict.value}.")

    return app
