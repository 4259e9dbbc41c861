"""``alliedstack bench compose``: time the composer against its goals, a second solver and a greedy choice."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer


def compose(
    instances: Annotated[int, typer.Option(help="Made-up markets for each size.", min=1)] = 9,
    highs: Annotated[bool, typer.Option(help="Solve the same models with HiGHS too.")] = True,
) -> None:
    """Compose for made-up markets of 200, 2,000 and 20,000 products and for a bloc; print times beside goals."""
    # bench stands above cli in the order of rooms, so it is named here and not imported.
    run = importlib.import_module("bench.compose").main
    run(["--instances", str(instances), *([] if highs else ["--no-highs"])])
