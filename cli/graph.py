"""``alliedstack graph``: the graph server itself."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import graph_move

app = typer.Typer(help="Start, stop, look at, empty or move the graph.", no_args_is_help=True)
graph_move.register(app)


@app.command()
def start() -> None:
    """Start the embedded graph and leave it running (other commands start and stop it by themselves)."""
    from cli.show.graph import show_status
    from service.graph import start_graph

    show_status(start_graph())


@app.command()
def stop() -> None:
    """Stop the embedded graph, whoever started it."""
    from rich import print as show

    from service.graph import stop_graph

    show("Stopped." if stop_graph() else "It was not running.")


@app.command()
def status() -> None:
    """Where the graph is, whether it runs, and what it holds."""
    from cli.show.graph import show_status
    from service.graph import graph_status

    show_status(graph_status())


@app.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Empty the graph: every node and relationship goes."""
    from rich import print as show

    from service.graph import graph_status, reset_graph

    where = graph_status().where
    if not yes:
        typer.confirm(f"Delete everything in {where}?", abort=True)
    reset_graph()
    show(f"Emptied {where}. Load the bundled data again with: alliedstack ingest --bundled")
