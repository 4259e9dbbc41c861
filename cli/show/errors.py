"""An error as a person reads it: what happened, and what to do."""

from __future__ import annotations

import sys

from graph.errors import AlliedstackError


def show_error(error: AlliedstackError) -> None:
    """Print to standard error; plain text when that is no terminal, so that scripts can read it."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]Error:[/] {_plain(error.message)}")
    if error.hint:
        console.print(f"[bold]What to do:[/] {_plain(error.hint)}")
    sys.stderr.flush()


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
