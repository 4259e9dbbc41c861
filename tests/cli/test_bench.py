"""``alliedstack bench``: every benchmark can be started, alone and in a row."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.bench import BENCHMARKS, app
from graph.errors import BadInput

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda one: one.name)
def test_every_benchmark_is_a_module_and_a_command(benchmark: object) -> None:
    name, module = benchmark.name, benchmark.arguments[0]  # type: ignore[attr-defined]
    assert importlib.util.find_spec(module) is not None
    assert name in {command.name for command in app.registered_commands}


def test_no_benchmark_is_forgotten() -> None:
    """Every module of bench/ that can be started is in the table, but for those that make or help others."""
    helpers = {"train", "logic_v2_scores"}
    started = {
        file.stem for file in (ROOT / "bench").glob("*.py") if "__main__" in file.read_text("utf-8")
    } - helpers  # fmt: skip
    assert started <= {benchmark.arguments[0].removeprefix("bench.") for benchmark in BENCHMARKS}


def test_one_of_all_runs_in_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "cli.main", "bench", "all", "--only", "identity", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert "=== identity" in done.stdout
    assert "precision" in done.stdout
    assert "all pairs would take" in done.stdout


def test_what_asks_for_more_is_left_out_in_words() -> None:
    result = CliRunner().invoke(app, ["all", "--only", "ui"])
    assert result.exit_code == 0
    assert "Left out: start it yourself with alliedstack bench ui --pages URL --key KEY" in result.output


def test_an_unknown_benchmark_is_refused() -> None:
    result = CliRunner().invoke(app, ["all", "--only", "nothing"])
    assert isinstance(result.exception, BadInput)
    assert "match-speed" in result.exception.hint
