"""``alliedstack identity``: which companies are one, which may be, and taking a merge back."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from cli.clock import now

if TYPE_CHECKING:
    from service.identity import IdentityStore

_SHOWN = 30  # reviews a screen holds; --limit shows more
_Why = Annotated[str, typer.Option(help="The reason, kept with the decision.")]
_By = Annotated[str, typer.Option(help="Who decides; the user of this machine by default.")]


def identity_app(open_store: Callable[[], AbstractContextManager[IdentityStore]]) -> typer.Typer:
    """The commands over the store that ``open_store`` opens."""
    app = typer.Typer(help="Companies that are one: find, review, merge, split.", no_args_is_help=True)

    @app.command()
    def find() -> None:
        """Merge the clear cases and put the doubtful ones into the review queue."""
        from cli.show.identity import show_found
        from service.identity import find_doubles

        with open_store() as store:
            show_found(find_doubles(store, now()))

    @app.command()
    def review(limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = _SHOWN) -> None:
        """Show pairs that may be one company, the likeliest first, with both values."""
        from cli.show.identity import show_reviews

        with open_store() as store:
            show_reviews(store.reviews(), limit)

    @app.command()
    def merge(left: str, right: str, why: _Why, by: _By = "") -> None:
        """Say that two companies (ids) are one."""
        _decide(left, right, why, by, same=True)

    @app.command()
    def apart(left: str, right: str, why: _Why, by: _By = "") -> None:
        """Say that two companies (ids) are not one; they are not asked about again."""
        _decide(left, right, why, by, same=False)

    @app.command()
    def split(merged: str, why: _Why, by: _By = "") -> None:
        """Take the merge of a company (the id that gave way) back; both are again what their sources say."""
        from rich import print as show

        from service.identity import split as take_back

        with open_store() as store:
            record = take_back(store, merged, by or getpass.getuser(), now(), why)
        show(f"{merged} stands by itself again; it had been merged into {record.merge.into}.")

    def _decide(left: str, right: str, why: str, by: str, *, same: bool) -> None:
        from rich import print as show

        from ingest.identity.model import Decided, Decision
        from service.identity import decide

        word = Decision.SAME if same else Decision.DIFFERENT
        with open_store() as store:
            record = decide(store, Decided(left, right, word, by or getpass.getuser(), now(), why))
        if record is None:
            show(f"{left} and {right} stay apart.")
            return
        gone = record.merge.merged
        show(f"{gone} is now {record.merge.into}. Undo: alliedstack identity split {gone}")

    return app
