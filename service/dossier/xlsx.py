"""A dossier as a workbook: one sheet for the fields, one for each table."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime

from service.dossier.model import Dossier

_BAD_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_NAME_LENGTH = 31  # of a sheet, the format's own limit
_NARROWEST, _WIDEST = 12, 60  # characters of a column: wide enough to read, narrow enough for a screen
_LINE = 15.0  # points of a line's height, the format's default
_HIGHEST = 409.0  # points of a row, the format's own limit
_ROOM = 0.9  # of a column's characters that a line of words fills before it breaks
_A4 = 9  # the format's number of the paper
_CELL_LIMIT = 32_767  # characters of a cell, the format's own limit


def as_xlsx(dossier: Dossier) -> bytes:
    """The file's bytes. Every value is written as text, so nothing is ever taken for a formula."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": dossier.title, "author": "Alliedstack",
                         "created": datetime.fromisoformat(dossier.date)})  # fmt: skip
    head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#DDDDDD"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    used: set[str] = set()

    def sheet(name: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
        page = book.add_worksheet(_sheet_name(name, used))
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        widths = [_width(texts) for texts in zip(header, *rows, strict=True)]
        for column, (text, width) in enumerate(zip(header, widths, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, text, head)
        for number, row in enumerate(rows, start=1):
            page.set_row(number, _height(row, widths))  # said, since not every program finds it out by itself
            for column, text in enumerate(row):
                page.write_string(number, column, text[:_CELL_LIMIT], cell)
        page.freeze_panes(1, 0)
        if rows:
            page.autofilter(0, 0, len(rows), len(header) - 1)

    facts = [
        ("Title", dossier.title),
        ("", dossier.subtitle),
        ("Dated", dossier.date),
        ("Standing", dossier.standing),
        ("Illustrative", "yes: contains made-up companies" if dossier.illustrative else "no"),
        *dossier.versions,
        ("Note", dossier.disclaimer),
    ]
    sheet("Dossier", ("What", "Value"), facts)
    fields = [
        (s.title, f.label, f.value or "MISSING", f.who if f.missing else "", "; ".join(f.sources))
        for s in dossier.sections
        for f in s.fields
    ]
    sheet("Proposal fields", ("Section", "Field", "Value", "Who could supply it", "Source"), fields)
    for section in (*dossier.sections, *dossier.annex):
        for table in section.tables:
            sheet(table.title, table.header, table.rows)
    book.close()
    return stream.getvalue()


def _width(texts: Sequence[str]) -> int:
    return min(max(_NARROWEST, *map(len, texts)), _WIDEST)


def _height(row: Sequence[str], widths: Sequence[int]) -> float:
    lines = max(-(-len(text) // max(int(width * _ROOM), 1)) for text, width in zip(row, widths, strict=True))
    return min(_LINE * max(lines, 1), _HIGHEST)


def _sheet_name(title: str, used: set[str]) -> str:
    """A name that the format allows and no other sheet has (it compares without case)."""
    base = _BAD_IN_NAME.sub(" ", title).strip()[:_NAME_LENGTH] or "Sheet"
    name, number = base, 2
    while name.casefold() in used:
        tail = f" {number}"
        name, number = base[: _NAME_LENGTH - len(tail)] + tail, number + 1
    used.add(name.casefold())
    return name
