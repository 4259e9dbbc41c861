"""XLSX workbooks, streamed row by row. Formulas are not evaluated: a cell that holds one is a :class:`Formula`."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from graph.errors import BadInput
from ingest.limits import Limits
from ingest.source_file import SourceFile

_MAX_RATIO = 200  # unpacked to packed; real sheets reach about 30, bombs thousands
_PROBE = 1024 * 1024  # a document type stands before the root element; nothing sound puts a megabyte before that
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(rb"<[A-Za-z_]")
_SAID = 150  # characters of a library's own words
Cells = tuple[Any, ...]


class Formula(str):
    """The text of a formula. Its value is not known here, whatever the workbook has cached."""


def sheet_rows(file: SourceFile, limits: Limits) -> Iterator[tuple[int, Cells]]:
    """(row number from 1, values) of the first sheet; formulas come as :class:`Formula`, empty cells as None.

    Raises:
        BadInput: no workbook, encrypted, a bomb, or with document type declarations.
    """
    import openpyxl

    with _damage_told(file):
        _refuse_bombs(file, limits)
        book = openpyxl.load_workbook(file.path, read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            for number, row in enumerate(sheet.iter_rows(), 1):
                yield number, tuple(Formula(cell.value) if cell.data_type == "f" else cell.value for cell in row)
        finally:
            book.close()


@contextmanager
def _damage_told(file: SourceFile) -> Iterator[None]:
    """Whatever a damaged workbook makes of the libraries that read it (zip, inflate, XML, openpyxl), said in words."""
    try:
        yield
    except BadInput:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        SyntaxError,  # what both XML parsers raise
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
        NotImplementedError,
    ) as error:
        said = " ".join(str(error).split())[:_SAID] or type(error).__name__
        raise BadInput(
            f"{file.path} is not a readable workbook: {said}.", "Save it again as XLSX, or as CSV."
        ) from error


def first_row(file: SourceFile, limits: Limits | None = None) -> Cells:
    """The first row of the first sheet, () when there is none."""
    for _, cells in sheet_rows(file, limits or Limits()):
        return cells
    return ()


def _declares(head: bytes) -> bool:
    """Whether a part of a workbook declares a document type, or hides what it starts with."""
    plain = _COMMENT.sub(b"", head.replace(b"\x00", b""))
    root = _ROOT.search(plain)
    if root is None:
        return len(head) >= _PROBE
    return b"<!" in plain[: root.start()]


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
                if _declares(head):
                    raise BadInput(
                        f"{file.path}: {part.filename} declares entities; they are refused.", "Save it again."
                    )
