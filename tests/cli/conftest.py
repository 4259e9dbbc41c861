"""Commands as typed, on the program over a small real catalogue that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.errors import AlliedstackError


@dataclass(frozen=True)
class Said:
    """What a command printed (both streams, white space folded) and its exit code, as ``cli.main.run`` gives it."""

    code: int
    text: str
    out: str


@pytest.fixture
def run(program: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    import cli.opened
    from cli.main import app

    @contextmanager
    def opened() -> Iterator[Any]:
        yield program.app  # opened once and shared: what is tested here is what commands make of it

    monkeypatch.setattr(cli.opened, "opened", opened)

    def typed(*arguments: str, stdin: bytes | None = None) -> Said:
        result = CliRunner().invoke(app, list(arguments), input=stdin)
        text, code = result.output, result.exit_code
        if isinstance(result.exception, AlliedstackError):
            text, code = f"{text} {result.exception}", result.exception.exit_code
        elif result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(code, " ".join(text.split()), result.stdout)

    return typed
