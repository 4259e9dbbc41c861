"""``alliedstack graph export|import|verify|move|backup|restore``: a graph from one place to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(help="Folder with manifest.json and its JSON Lines.")]
File = Annotated[Path, typer.Argument(help="The backup, a .zip file.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def export(folder: Folder) -> None:
    """Write the graph as JSON Lines with checksums; run it again to go on after a stop. Works with every engine."""
    from cli.show.graph_move import show_manifest
    from service.graph_transfer import export_to
    from service.settings import read_settings

    with _progress("Exporting") as progress:
        manifest = export_to(read_settings(), folder, progress)
    show_manifest("Exported", manifest, folder)


def import_(folder: Folder) -> None:
    """Fill an empty graph from an export; run it again to go on after a stop. Works with every engine."""
    from cli.show.graph_move import show_manifest
    from service.graph_transfer import import_from
    from service.settings import read_settings

    with _progress("Importing") as progress:
        manifest = import_from(read_settings(), folder, progress)
    show_manifest("Imported", manifest, folder)


def verify(
    folder: Folder,
    sample: Annotated[int, typer.Option(min=1, help="How many lines to compare value by value.")] = 500,
) -> None:
    """Compare the graph with an export: checksums, counts, and a sample value by value. Exit code 1 if they differ."""
    from cli.show.graph_move import show_verified
    from service.graph_transfer import verify_against
    from service.settings import read_settings

    verified = verify_against(read_settings(), folder, sample)
    show_verified(verified)
    if verified.differences:
        raise typer.Exit(1)


def move(
    uri: Annotated[str, typer.Argument(help="The empty Neo4j to move to: bolt://, neo4j://, +s for TLS.")],
    user: Annotated[str, typer.Option(help="Its user.")] = "neo4j",
    database: Annotated[str, typer.Option(help="Its database.")] = "neo4j",
    password: Annotated[
        str,
        typer.Option(prompt=True, hide_input=True, envvar="ALLIEDSTACK_MOVE_PASSWORD", help="Asked for, or set there."),
    ] = "",
) -> None:
    """Copy this graph into an empty Neo4j and compare the two; this one stays as it is."""
    from cli.show.graph_move import show_verified
    from graph.connection import GraphAddress
    from service.graph_transfer import move_to
    from service.settings import read_settings

    with _progress("Moving") as progress:
        verified = move_to(read_settings(), GraphAddress(uri, user, password, database), progress)
    show_verified(verified)
    if verified.differences:
        raise typer.Exit(1)
    typer.echo("To use it from now on, set ALLIEDSTACK_NEO4J_URI, _USER, _PASSWORD and _DATABASE.")


def backup(file: File) -> None:
    """Write a backup of the embedded graph while it may be in use."""
    from service.graph_transfer import backup_to
    from service.settings import read_settings

    typer.echo(f"Written: {backup_to(read_settings(), file)}")


def restore(file: File, yes: Yes = False) -> None:
    """Put a backup in place of the embedded graph."""
    from service.graph_transfer import restore_from
    from service.settings import read_settings

    settings = read_settings()
    if not yes:
        typer.confirm(f"Replace the graph in {settings.data_dir} by {file}?", abort=True)
    restore_from(settings, file)
    typer.echo("Restored. Look at it with: alliedstack graph status")


def register(app: typer.Typer) -> None:
    for name, command in (
        ("export", export),
        ("import", import_),
        ("verify", verify),
        ("move", move),
        ("backup", backup),
        ("restore", restore),
    ):
        app.command(name)(command)


@contextmanager
def _progress(verb: str) -> Iterator[Callable[[str, int], None]]:
    """A bar of what is being moved; the whole is not known before it is read."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(verb, total=None)

        def step(what: str, lines: int) -> None:
            bar.update(task, description=f"{verb} {what}", advance=lines)

        yield step
