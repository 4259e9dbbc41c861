"""The catalogue template: the columns, an explained example, as CSV, XLSX, JSON or JSON Lines."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from graph.errors import BadInput, Conflict
from ingest.readers.catalogue_columns import COLUMNS

FORMATS = (".csv", ".xlsx", ".json", ".jsonl")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 22  # characters; wide enough for the column names


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before =, +, -, @ (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith((*_FORMULA_STARTS, "'")) else cell


def unescaped(cell: str) -> str:
    """The cell that :func:`escaped` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA_STARTS, "'")) else cell


def write_template(path: Path) -> None:
    """Write an empty catalogue with one example row; in XLSX a second sheet explains each column.

    Raises:
        Conflict: the file exists. BadInput: the ending is none of ``FORMATS``.
    """
    if path.exists():
        raise Conflict(f"{path} exists and is not overwritten.", "Name another file, or remove it first.")
    if path.suffix.lower() not in FORMATS:
        raise BadInput(f"{path} has no ending of a template.", f"One of {', '.join(FORMATS)}.")
    example = {column.name: column.example for column in COLUMNS}
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(example), lineterminator="\n")
            writer.writeheader()
            writer.writerow({name: escaped(cell) for name, cell in example.items()})
    elif path.suffix.lower() == ".xlsx":
        _write_workbook(path, example)
    else:
        text = json.dumps([example] if path.suffix.lower() == ".json" else example, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")


def _write_workbook(path: Path, example: dict[str, str]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("catalogue")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(example) - 1, _WIDTH)
        for index, (name, cell) in enumerate(example.items()):
            sheet.write_string(0, index, name, bold)
            sheet.write_string(1, index, cell)
        notes = book.add_worksheet("columns")
        notes.set_column(0, 0, _WIDTH)
        notes.set_column(1, 1, 4 * _WIDTH)
        for row, column in enumerate(COLUMNS):
            notes.write_string(row, 0, column.name, bold)
            notes.write_string(row, 1, column.meaning)
