"""``alliedstack serve``: graph, API and pages together; one Ctrl-C ends all of them."""

from __future__ import annotations

from typing import Annotated

import typer

_PORT = 8000
_UI_PORT = 8501  # streamlit's own


def serve(
    host: Annotated[str, typer.Option(help="Where to listen; only this machine by default.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The API's port.")] = _PORT,
    no_ui: Annotated[bool, typer.Option("--no-ui", help="Without the pages.")] = False,
    ui_port: Annotated[int, typer.Option(min=1, max=65535, help="The pages' port.")] = _UI_PORT,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer; they share one graph.")] = 1,
) -> None:
    """Start the graph, the API and the pages, and say where they are.

    The first start prints an administrator's key, once. Ctrl-C ends everything; jobs that run are finished or handed
    back to the next start.
    """
    from cli.plan import Plan
    from cli.serving import run

    run(Plan(host, port, None if no_ui else ui_port, workers))
