"""``alliedstack bench``: what was measured, so that others can measure it again."""

from __future__ import annotations

import typer

from cli.bench_compose import compose
from cli.bench_graph import graph
from cli.bench_names import names
from cli.bench_quality import match_speed, quality
from cli.bench_rank import rank

app = typer.Typer(help="Measure quality and speed; every figure names its baseline.", no_args_is_help=True)
app.command("rank")(rank)
app.command("names")(names)
app.command("quality")(quality)
app.command("match-speed")(match_speed)
app.command("compose")(compose)
app.command("graph")(graph)
