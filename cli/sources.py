"""``alliedstack sources``: what the graph rests on, and how fresh it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from cli.clock import today

if TYPE_CHECKING:
    from service.sources import SourceReader


def sources_command(open_reader: Callable[[], AbstractContextManager[SourceReader]]) -> Callable[..., None]:
    """The command over the reader that ``open_reader`` opens."""

    def sources(
        json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """List every dataset with its newest copy, its age, its licence, and whether its facts still count."""
        from cli.show.sources import as_json, show_sources
        from service.sources import source_states

        with open_reader() as reader:
            states = source_states(reader, today())
        if json_output:
            import json

            typer.echo(json.dumps(as_json(states), ensure_ascii=False, indent=1))
        else:
            show_sources(states)

    return sources
