"""``alliedstack``: puts the commands together and turns every error into words and an exit code."""

from __future__ import annotations

import sys

import typer

from cli import compose, demo, explain, graph, ingest, match

app = typer.Typer(
    name="alliedstack",
    help="From a foreign buyer's need to an eligible full-stack American AI team, with reasons.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

app.command("demo")(demo.demo)
app.command("ingest")(ingest.ingest)
app.command("match")(match.match)
app.command("compose")(compose.compose)
app.command("explain")(explain.explain)
app.add_typer(graph.app, name="graph")


def run() -> None:
    """Entry point: a user's error ends in one message and its exit code, never in a stack trace."""
    from graph.errors import AlliedstackError

    try:
        app()
    except AlliedstackError as error:
        from cli.show.errors import show_error

        show_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("Stopped. What was committed stays; run the same command again to go on.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    run()
