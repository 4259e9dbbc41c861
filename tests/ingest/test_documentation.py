"""What the documentation says of formats and columns is what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import all_readers
from ingest.readers.catalogue_columns import COLUMNS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "ingest.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [reader.name for reader in all_readers()])
def test_every_format_is_documented(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("name", [column.name for column in COLUMNS])
def test_every_column_is_documented(name: str) -> None:
    assert f"| `{name}` |" in TEXT


def test_formats_have_one_name_each() -> None:
    names = [reader.name for reader in all_readers()]
    assert len(names) == len(set(names))
