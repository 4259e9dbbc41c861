"""``alliedstack scenario``: answer a scenario file, as JSON or as a readable report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def scenario(
    file: Annotated[Path, typer.Argument(help="A scenario file, see docs/scenarios.md.", show_default=False)],
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Judge a team or compose teams from one small file, without graph or model."""
    from service.scenario import answer_file

    answered = answer_file(file)
    if json_output:
        import json

        typer.echo(json.dumps(answered.json, ensure_ascii=False, indent=1))
        return
    from cli.show.scenario import show_scenario

    show_scenario(answered)
