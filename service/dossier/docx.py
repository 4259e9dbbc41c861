"""A dossier as a Word document (OOXML)."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

from service.dossier.model import Dossier, Field, Section, Table

_WIDTH_MM = 261.0  # between the margins
_NARROWEST, _WIDEST = 14, 60  # characters that a column has room for in a line, at least and at most
_BESIDE_WORD = 6  # characters that a cell's margins take, so that the longest word stays whole
_LONGEST_WORD = 24  # beyond it a word is broken, else an address would take the page
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not allowed in XML 1.0
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def as_docx(dossier: Dossier) -> bytes:
    """The file's bytes."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document: Any = Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE  # tables with sources are wide
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin = page.bottom_margin = Mm(18)
    document.styles["Normal"].font.size = Pt(9.5)
    document.core_properties.title = dossier.title
    document.core_properties.author = "Alliedstack"
    document.core_properties.created = document.core_properties.modified = datetime.fromisoformat(dossier.date)
    document.add_heading(_clean(dossier.title), level=0)
    _paragraph(document, dossier.subtitle)
    _paragraph(document, f"Dated {dossier.date}. Standing: {dossier.standing}.", bold=True)
    if dossier.illustrative:
        _paragraph(
            document, "This team contains made-up companies, marked [illustrative]. It is an example and nothing else.",
            bold=True,
        )  # fmt: skip
    _paragraph(document, dossier.disclaimer)
    page.footer.paragraphs[0].text = dossier.disclaimer
    for section in dossier.sections:
        _section(document, section)
    document.add_page_break()
    document.add_heading("Annex", level=0)
    for section in dossier.annex:
        _section(document, section)
    _section(document, Section("What this rests on", tables=(Table("Versions", ("", ""), dossier.versions),)))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _paragraph(document: Any, text: str, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(_clean(text))
    run.bold = bold
    _direction(paragraph, text)


def _direction(paragraph: Any, text: str) -> None:
    """Text that begins in a script from right to left runs that way."""
    from docx.oxml import OxmlElement

    letters = [c for c in text if c.isalpha()]
    if letters and _RIGHT_TO_LEFT.match(letters[0]):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _section(document: Any, section: Section) -> None:
    document.add_heading(_clean(section.title), level=1)
    if section.words:
        document.add_paragraph().add_run(_clean(section.words)).italic = True
    for one in section.fields:
        _field(document, one)
    for table in section.tables:
        _table(document, table)


def _field(document: Any, one: Field) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{_clean(one.label)}: ").bold = True
    if one.missing:
        paragraph.add_run("MISSING. ").bold = True
        paragraph.add_run(f"Could be supplied by {_clean(one.who)}." if one.who else "")
    else:
        paragraph.add_run(_clean(one.value))
    if one.sources:
        paragraph.add_run(f" [Source: {_clean('; '.join(one.sources))}]")


def _table(document: Any, table: Table) -> None:
    document.add_heading(_clean(table.title), level=2)
    if not table.rows:
        document.add_paragraph("None.")
    else:
        _grid(document, table)
    if table.note:
        document.add_paragraph().add_run(_clean(table.note)).italic = True


def _grid(document: Any, table: Table) -> None:
    from docx.shared import Mm

    headed = any(table.header)
    grid = document.add_table(rows=int(headed), cols=len(table.header), style="Table Grid")
    grid.autofit = False
    if headed:
        for cell, text in zip(grid.rows[0].cells, table.header, strict=True):
            cell.paragraphs[0].add_run(_clean(text)).bold = True
        _repeat_header(grid.rows[0])
    for row in table.rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = _clean(text)
            _direction(cell.paragraphs[0], text)
    for column, share in zip(grid.columns, _shares(table), strict=True):
        column.width = Mm(share * _WIDTH_MM)
        for cell in column.cells:  # Word goes by the column, LibreOffice by the cell
            cell.width = column.width


def _shares(table: Table) -> list[float]:
    """Of the page's width for each column: by its longest text, within limits, so that explanations have room."""
    wanted = [_wanted(texts) for texts in zip(table.header, *table.rows, strict=True)]
    return [one / sum(wanted) for one in wanted]


def _wanted(texts: tuple[str, ...]) -> int:
    word = max((len(word) for text in texts for word in text.split()), default=0)
    least = max(_NARROWEST, min(word, _LONGEST_WORD) + _BESIDE_WORD)
    return min(max(*map(len, texts), least), _WIDEST)


def _repeat_header(row: Any) -> None:
    """Repeat the head of the table on every page; screen readers take it for the header, too."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
