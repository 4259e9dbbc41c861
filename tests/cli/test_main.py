"""The command line as a whole: every command is there, and none pays for what it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli.main import COMMANDS, app, load

HEAVY = ("torch", "sentence_transformers", "sklearn", "ortools", "neo4j", "streamlit", "fastapi", "pandas", "plotly")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_listed_can_be_asked_for_help(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert name in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_importing_a_command_imports_nothing_heavy(name: str) -> None:
    code = (
        f"import sys; from cli.main import load; load({name!r}); "
        f"print([one for one in {HEAVY!r} if one in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert found == "[]"


def test_an_unknown_command_is_refused() -> None:
    result = CliRunner().invoke(app, ["no-such-command"])
    assert result.exit_code == 2
    assert "no-such-command" in result.output


def test_the_loader_names_its_command() -> None:
    assert load("rulebook").name == "rulebook"
