"""``alliedstack bench``: what was measured, so that others can measure it again; one by one, or all in a row."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli.bench_compose import compose
from cli.bench_graph import graph
from cli.bench_names import names
from cli.bench_quality import codes, match_speed, quality
from cli.bench_rank import rank

ROOT = Path(__file__).resolve().parent.parent
_PAIRS = ROOT / "tests" / "fixtures" / "names" / "cases.csv"
_LABELLED = ROOT / "tests" / "fixtures" / "identity" / "companies_labelled.csv"
_BENCHMARK = ROOT.parent / "shared" / "eval"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """``arguments`` follow ``python -m``; ``quick`` are added for a short run. ``needs``: a file or folder without
    which it cannot be run; it comes with the source code, or beside it. ``asks``: options that only a user can give,
    without which it is left out of a run of all.
    """

    name: str
    what: str
    arguments: tuple[str, ...]
    quick: tuple[str, ...] = ()
    needs: Path | None = None
    asks: str = ""


BENCHMARKS = (
    Benchmark("quality", "matching beside BM25, TF-IDF and each model alone, held out",
              ("cli.main", "bench", "quality", "--benchmark", str(_BENCHMARK)), needs=_BENCHMARK),
    Benchmark("match-speed", "a match over many products, beside the bare matrix product",
              ("cli.main", "bench", "match-speed"), ("--products", "10000")),
    Benchmark("joined", "two things named in one breath, beside cutting at every sign", ("bench.joined",),
              ("--pairs", "2")),
    Benchmark("compose", "composing teams, beside HiGHS and a greedy choice", ("bench.compose",), ("--instances", "1")),
    Benchmark("graph", "writing, snapshot and look-ups of the graph", ("bench.graph",),
              ("--sizes", "1000", "--native", "1000")),
    Benchmark("ingest", "reading files of each format, and writing them", ("bench.ingest", "--graph"),
              ("--records", "1000", "--gleif", "2000")),
    Benchmark("identity", "finding companies that are one, beside comparing all pairs", ("bench.identity",),
              ("--size", "1000"), _LABELLED),
    Benchmark("name-pairs", "names held out, beside other scorers", ("bench.names", "--pairs", str(_PAIRS)),
              needs=_PAIRS),
    Benchmark("screening", "screening, beside comparing with every entry", ("bench.screening", "--pairs", str(_PAIRS)),
              ("--entries", "1000", "--subjects", "50"), _PAIRS),
    Benchmark("api", "the API under load, beside a bare route", ("bench.api",),
              ("--seconds", "3", "--clients", "8", "--requests", "2000", "--large", "5000")),
    Benchmark("ui", "the pages of a running service in a real browser", ("bench.ui",), asks="--pages URL --key KEY"),
)  # fmt: skip

app = typer.Typer(help="Measure quality and speed; every figure names its baseline.", no_args_is_help=True)
app.command("rank")(rank)
app.command("names")(names)
app.command("quality")(quality)
app.command("codes")(codes)
app.command("match-speed")(match_speed)
app.command("compose")(compose)
app.command("graph")(graph)


def _alone(benchmark: Benchmark) -> Callable[[typer.Context], None]:
    def run(context: typer.Context) -> None:
        code = _run(benchmark, tuple(context.args))
        if code != 0:
            raise typer.Exit(1)

    return run


for _one in BENCHMARKS:
    if _one.name not in {command.name for command in app.registered_commands}:
        app.command(
            _one.name,
            help=f"Measure {_one.what}. Further options go to the benchmark.",
            context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        )(_alone(_one))


@app.command("all")
def run_all(
    only: Annotated[list[str] | None, typer.Option(help="Just this one; may be repeated.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Small sizes: to see that it runs, not how fast.")] = False,
) -> None:
    """Run every benchmark, each in a process of its own; one that fails does not stop the others."""
    from graph.errors import BadInput

    unknown = set(only or ()) - {one.name for one in BENCHMARKS}
    if unknown:
        known = ", ".join(one.name for one in BENCHMARKS)
        raise BadInput(f"There is no benchmark {', '.join(sorted(unknown))}.", f"One of: {known}.")
    failed = []
    for one in BENCHMARKS:
        if only and one.name not in only:
            continue
        typer.echo(f"\n=== {one.name}: {one.what} ===")
        if one.asks:
            typer.echo(f"Left out: start it yourself with alliedstack bench {one.name} {one.asks}")
            continue
        if _run(one, one.quick if quick else ()) != 0:
            failed.append(one.name)
    if failed:
        typer.echo(f"\nFailed: {', '.join(failed)}.", err=True)
        raise typer.Exit(1)


def _run(benchmark: Benchmark, more: tuple[str, ...]) -> int:
    if benchmark.needs is not None and not benchmark.needs.exists():
        typer.echo(f"Left out: {benchmark.needs} is not there.")
        return 0
    sys.stdout.flush()
    # bench stands above cli in the order of rooms, so its modules are run and not imported.
    command = [sys.executable, "-m", *benchmark.arguments, *more]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - the table above
