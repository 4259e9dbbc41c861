"""XLSX workbooks, streamed row by row. Formulas are not evaluated: a cell that holds one is a :class:`Formula`."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from graph.errors import BadInput
from ingest.limits import Limits
from ingest.source_file import SourceFile

_MAX_RATIO = 200  # unpacked to packed; real sheets reach about 30, bombs thousands
_PROBE = 4096
Cells = tuple[Any, ...]


class Formula(str):
    """The text of a formula. Its value is not known here, whatever the workbook has cached."""


def sheet_rows(file: SourceFile, limits: Limits) -> Iterator[tuple[int, Cells]]:
    """(row number from 1, values) of the first sheet; formulas come as :class:`Formula`, empty cells as None.

    Raises:
        BadInput: no workbook, encrypted, a bomb, or with document type declarations.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_bombs(file, limits)
    try:
        book = openpyxl.load_workbook(file.path, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise BadInput(
            f"{file.path} is not a readable workbook: {error}.", "Save it again as XLSX, or as CSV."
        ) from error
    try:
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(), 1):
            yield number, tuple(Formula(cell.value) if cell.data_type == "f" else cell.value for cell in row)
    finally:
        book.close()


def first_row(file: SourceFile, limits: Limits | None = None) -> Cells:
    """The first row of the first sheet, () when there is none."""
    for _, cells in sheet_rows(file, limits or Limits()):
        return cells
    return ()


def _refuse_bombs(file: SourceFile, limits: Limits) -> None:
    with zipfile.ZipFile(file.path) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        packed = max(1, sum(part.compress_size for part in parts))
        if unpacked > limits.max_sheet_bytes or unpacked / packed > _MAX_RATIO:
            raise BadInput(
                f"{file.path} unpacks to {unpacked:,} bytes, {unpacked // packed} times its size.",
                "Save the rows as CSV.",
            )
        for part in parts:
            if part.flag_bits & 0x1:
                raise BadInput(f"{file.path} is encrypted.", "Save it without a password.")
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    head = stream.read(_PROBE)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise BadInput(
                        f"{file.path}: {part.filename} declares entities; they are refused.", "Save it again."
                    )
