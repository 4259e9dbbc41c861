"""The state of the graph as a person reads it."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.graph import GraphStatus


def show_status(status: GraphStatus) -> None:
    """Where it is, whether it runs, its schema, and what it holds."""
    console = Console(soft_wrap=True)
    engine = f"{status.engine} {status.version}".strip()
    console.print(f"Graph:   {escape(status.where)} ({escape(engine)})")
    console.print(f"State:   {_state(status)}")
    if status.problem:
        console.print(f"Problem: {escape(status.problem)}")
        return
    if not status.running:
        return
    older = "" if status.schema == status.newest_schema else f" (the next command brings it to {status.newest_schema})"
    console.print(f"Schema:  {status.schema}{older}")
    if not status.nodes:
        console.print("It is empty. Load the bundled data with: alliedstack ingest --bundled")
        return
    console.print(_table("Nodes", status.nodes))
    if status.relationships:
        console.print(_table("Relationships", status.relationships))


def _state(status: GraphStatus) -> str:
    if status.engine != "embedded":
        return "answers" if not status.problem else "does not answer"
    if not status.running:
        return "not running (commands start it when they need it)"
    until = "until alliedstack graph stop" if status.kept else "until its last user leaves"
    return f"running since {status.started}, process {status.process}, {until}"


def _table(title: str, counted: dict[str, int]) -> Table:
    table = Table(title=title, title_justify="left", show_header=False, box=None)
    table.add_column(justify="left")
    table.add_column(justify="right")
    for name, count in sorted(counted.items()):
        table.add_row(escape(name), f"{count:,}")
    return table
