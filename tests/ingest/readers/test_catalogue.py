"""Catalogues in the template's columns, in every format, and the template itself."""

from __future__ import annotations

import csv
import json

import pytest

from graph.errors import BadInput, Conflict
from graph.model import Basis, Layer, ProductLinkKind
from ingest.pipeline import Options, ingest
from ingest.readers.catalogue_columns import COLUMNS
from ingest.sink import Kind, MemorySink, stated
from ingest.template import FORMATS, escaped, unescaped, write_template

ROW = {
    "company": "Acme Silicon, Inc.",
    "company_aliases": "Acme; ACME Chips",
    "lei": "5493001Z012YSB2A0K51",
    "uei": "V6QLDTQZ7ZF7",
    "website": "https://www.acme.example/about",
    "incorporated_in": "United States",
    "based_in": "US",
    "owners": "Acme Holdings = 60 %; Beta Fund = 0.25",
    "controllers": "none",
    "product": "Edge Server",
    "layer": "A",
    "description": "Rack server with eight accelerators",
    "available_in": "KE; Tanzania; global",
    "unit_value_usd": "250,000",
    "us_value_share": "0.5-0.7",
    "eccn": "4a994",
    "built_on": "Beta Chips/B1; Rack",
}


def _write(folder, ending: str, rows: list[dict[str, str]]):
    path = folder / f"catalogue{ending}"
    names = list(rows[0])
    if ending == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
    elif ending == ".json":
        path.write_text(json.dumps(rows), encoding="utf-8")
    elif ending == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    else:
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(names)
        for row in rows:
            book.active.append(list(row.values()))
        book.save(path)
    return path


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_says_the_same(tmp_path, ending: str) -> None:
    sink = MemorySink()
    report = ingest([_write(tmp_path, ending, [{**ROW, "eccn": "4A994"}])], sink).files[0]
    assert (report.reader, report.quarantined) == ("catalogue", 0)
    company = sink.nodes[Kind.COMPANY]["company:catalogue:acme-silicon-inc"]
    assert (company.lei, company.uei, company.website) == ("5493001Z012YSB2A0K51", "V6QLDTQZ7ZF7", "acme.example")
    assert (company.incorporated_in, company.based_in) == ("US", "US")
    assert [(one.owner, one.share) for one in company.owned_by] == [
        ("company:catalogue:acme-holdings", 0.6), ("company:catalogue:beta-fund", 0.25),
    ]  # fmt: skip
    assert company.controlled_by == ()
    assert company.aliases == ("Acme", "ACME Chips")
    product = sink.nodes[Kind.PRODUCT]["catalogue:acme-silicon-inc/edge-server"]
    assert product.layer is Layer.A
    assert (product.unit_value, product.us_value_share) == (250_000, (0.5, 0.7))
    assert product.available_in == ("KE", "TZ", "global")
    assert product.linked(ProductLinkKind.BUILT_ON) == ("catalogue:beta-chips/b1", "catalogue:acme-silicon-inc/rack")
    assert product.basis is Basis.STATED


def test_empty_is_not_known_and_none_is_nobody(tmp_path, sink) -> None:
    rows = [
        {"company": "Silent Inc.", "owners": "", "controllers": "", "incorporated_in": "", "product": "X"},
        {"company": "Open Inc.", "owners": "none", "controllers": "none", "incorporated_in": "US", "product": "Y"},
    ]
    ingest([_write(tmp_path, ".csv", rows)], sink)
    silent = sink.nodes[Kind.COMPANY]["company:catalogue:silent-inc"]
    assert (silent.owned_by, silent.controlled_by, silent.incorporated_in) == (None, None, None)
    open_ = sink.nodes[Kind.COMPANY]["company:catalogue:open-inc"]
    assert (open_.owned_by, open_.controlled_by) == ((), ())
    product = sink.nodes[Kind.PRODUCT]["catalogue:silent-inc/x"]
    assert (product.unit_value, product.us_value_share, product.available_in) == (None, None, None)


def test_rows_that_disagree_on_a_company_leave_the_fact_unknown(tmp_path, sink) -> None:
    rows = [
        {"company": "Acme Inc.", "based_in": "US", "product": "A1", "layer": "A"},
        {"company": "Acme Inc.", "based_in": "CN", "product": "A2", "layer": "A"},
    ]
    report = ingest([_write(tmp_path, ".csv", rows)], sink, Options(state_dir=tmp_path)).files[0]
    assert sink.nodes[Kind.COMPANY]["company:catalogue:acme-inc"].based_in is None
    assert "rows disagree: 'US' and 'CN'" in report.quarantine.read_text(encoding="utf-8")
    assert len(sink.nodes[Kind.PRODUCT]) == 2


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("lei", "5493001Z012YSB2A0K52", "check digits"),
        ("uei", "123", "12 characters"),
        ("incorporated_in", "Atlantis", "ISO 3166-1"),
        ("us_value_share", "60", "percentage"),
        ("us_value_share", "0.7-0.5", "lower bound first"),
        ("owners", "A = 80 %; B = 30 %", "at most 1 together"),
        ("unit_value_usd", "-5", "at least 0"),
        ("eccn", "XYZ", "3A090"),
        ("open_weight", "perhaps", "yes, no"),
        ("website", "not a site", "host name"),
    ],
)
def test_a_wrong_cell_is_named_with_what_would_be_right(tmp_path, sink, field: str, value: str, expected: str) -> None:
    path = _write(tmp_path, ".csv", [{**ROW, "eccn": "4A994", field: value}])
    report = ingest([path], sink, Options(state_dir=tmp_path)).files[0]
    entries = [json.loads(line) for line in report.quarantine.read_text(encoding="utf-8").splitlines()]
    assert any(entry["field"] == field and expected in entry["expected"] for entry in entries), entries


@pytest.mark.parametrize("ending", FORMATS)
def test_the_template_reads_back(tmp_path, sink, ending: str) -> None:
    path = tmp_path / f"template{ending}"
    write_template(path)
    report = ingest([path], sink).files[0]
    assert (report.reader, report.quarantined) == ("catalogue", 0)
    assert len(sink.nodes[Kind.PRODUCT]) == 1
    with pytest.raises(Conflict):
        write_template(path)


def test_the_template_explains_every_column(tmp_path) -> None:
    import openpyxl

    path = tmp_path / "template.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    assert [row[0].value for row in book["columns"].iter_rows()] == [column.name for column in COLUMNS]
    with pytest.raises(BadInput):
        write_template(tmp_path / "template.pdf")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@cmd", "plain", "\tx", "'quoted", ""])
def test_cells_written_out_are_no_formulas_and_come_back(cell: str) -> None:
    assert not escaped(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescaped(escaped(cell)) == cell


def test_a_windows_table_with_semicolons(tmp_path, sink) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_bytes("company;product;layer;description\nSociété Générale d'IA;Robot;E;détection\n".encode("cp1252"))
    failed = ingest([path], sink).files[0].failed
    assert "not readable as UTF-8" in failed
    assert "iconv" in failed
    path.write_text("company;product;layer;description\nSociété d'IA;Robot;E;détection\n", encoding="utf-8-sig")
    ingest([path], sink)
    assert sink.nodes[Kind.COMPANY]["company:catalogue:société-d-ia"].name == "Société d'IA"


def test_the_made_up_consortium_is_marked_as_such(sink) -> None:
    from pathlib import Path

    ingest([Path(__file__).resolve().parents[3] / "data" / "example"], sink)
    assert all(one.illustrative for one in sink.nodes[Kind.PRODUCT].values())
    assert all(one.illustrative for one in sink.nodes[Kind.COMPANY].values())
    assert b"illustrative" in stated(next(iter(sink.nodes[Kind.PRODUCT].values())))
