from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.pipeline import Options, ingest
from ingest.report import FileReport
from ingest.sink import MemorySink

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return FIXTURES / "ingest"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared data are not here")
    return SHARED.resolve()


@pytest.fixture
def sink() -> MemorySink:
    return MemorySink()


@pytest.fixture
def read(sink: MemorySink, fixtures: Path) -> Callable[..., FileReport]:
    """Ingest one fixture into ``sink`` and give its report."""

    def run(name: str, **options: object) -> FileReport:
        return ingest([fixtures / name], sink, Options(**options)).files[0]  # type: ignore[arg-type]

    return run
