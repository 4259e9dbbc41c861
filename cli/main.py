"""``alliedstack``: puts the commands together and turns every error into words and an exit code."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import Any

import typer
import typer.core
from typer.main import get_command, get_group


@dataclass(frozen=True, slots=True)
class _Command:
    """A command by the place of its code, so that only the module of the one that runs is imported.

    ``made``: the attribute makes the command, instead of being it.
    """

    module: str
    attribute: str
    help: str
    made: bool = False


COMMANDS = {
    "demo": _Command("cli.demo", "demo", "Load the bundled real data and run the main job end to end."),
    "ingest": _Command("cli.wiring", "ingest", "Read files of any known format into the graph.", made=True),
    "embed": _Command("cli.embed", "embed", "Compute the vectors of products that have none yet."),
    "opportunities": _Command("cli.opportunities", "opportunities", "List the demand that the graph holds."),
    "match": _Command("cli.match", "match", "Find the products that fit what a text asks for."),
    "compose": _Command("cli.compose", "compose", "Compose eligible full-stack teams for a text and a market."),
    "explain": _Command("cli.explain", "explain", "Explain why a product is in the list, or why not."),
    "scenario": _Command("cli.scenario", "scenario", "Answer a scenario file, without graph or model."),
    "rulebook": _Command("cli.rulebook", "app", "Show, compare and check rulebooks."),
    "sources": _Command("cli.wiring", "sources", "Show where facts come from and how fresh they are.", made=True),
    "identity": _Command("cli.wiring", "identity", "Find companies that are one, review, merge, split.", made=True),
    "screen": _Command("cli.wiring", "screen", "Screen parties against lists; no match is not a clearance.", made=True),
    "owners": _Command(
        "cli.wiring", "owners", "Show who owns and controls a company, and where knowledge ends.", made=True
    ),
    "partners": _Command("cli.partners", "partners", "Find partners who complete a stack with a company."),
    "package": _Command("cli.package", "app", "Keep, search and change standing and on-demand packages."),
    "graph": _Command("cli.graph", "app", "Start, stop, look at, move or back up the graph."),
    "serve": _Command("cli.serve", "serve", "Start graph, API and pages together."),
    "key": _Command("cli.key", "app", "Create, list and revoke API keys."),
    "bench": _Command("cli.bench", "app", "Measure quality and speed against baselines."),
}


class _Lazy(typer.core.TyperGroup):
    """A group that imports a command when it is called; listing them needs only the table above."""

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in for listings."""
        del ctx
        entry = COMMANDS.get(cmd_name)
        return None if entry is None else typer.core.TyperCommand(cmd_name, short_help=entry.help, help=entry.help)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called."""
        if args and args[0] in COMMANDS:
            return args[0], load(args[0]), args[1:]
        return super().resolve_command(ctx, args)


def load(name: str) -> Any:
    """The click command behind a name of :data:`COMMANDS`."""
    entry = COMMANDS[name]
    target = getattr(importlib.import_module(entry.module), entry.attribute)
    if entry.made:
        target = target()
    if isinstance(target, typer.Typer):
        command: Any = get_group(target)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command(name)(target)
        command = get_command(alone)
    command.name = name
    return command


app = typer.Typer(
    name="alliedstack",
    cls=_Lazy,
    help="From a foreign buyer's need to an eligible full-stack American AI team, with reasons.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """From a foreign buyer's need to an eligible full-stack American AI team, with reasons."""


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
