"""``alliedstack bench graph``: load rate, snapshot, refresh and look-ups of the graph, for each engine."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer


def graph(
    sizes: Annotated[str, typer.Option(help="Numbers of products, comma-separated.")] = "10000",
    engines: Annotated[str, typer.Option(help="embedded, neo4j, or both, comma-separated.")] = "embedded",
    native: Annotated[int, typer.Option(min=0, help="Products to put into the native indexes; 0: none.")] = 10_000,
    match: Annotated[int, typer.Option(min=0, help="Largest size that is also searched in memory.")] = 100_000,
) -> None:
    """Write, read, refresh and search made-up products; neo4j is what ALLIEDSTACK_TEST_NEO4J_URI names (emptied)."""
    # bench stands above cli in the order of rooms, so it is named here and not imported.
    importlib.import_module("bench.graph").main(
        ["--sizes", sizes, "--engines", engines, "--native", str(native), "--match", str(match)]
    )
