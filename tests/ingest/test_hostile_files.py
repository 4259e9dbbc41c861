"""Files that must be refused, each with words on what was seen."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from graph.errors import BadInput
from ingest.limits import Limits
from ingest.pipeline import Options, ingest
from ingest.sink import MemorySink

ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def _refused(path, match: str, **options: object) -> None:
    with pytest.raises(BadInput, match=match):
        ingest([path], MemorySink(), Options(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize("root", ["TED_EXPORT", "sdnList", "LEIData"])
def test_xml_entities_are_refused(tmp_path, root: str) -> None:
    path = tmp_path / "evil.xml"
    path.write_text(f"{ENTITY}<{root} VERSION='R2.0.9'>&e;</{root}>", encoding="utf-8")
    sink = MemorySink()
    try:
        report = ingest([path], sink)
        failed = report.files[0].failed
    except BadInput as error:
        failed = str(error)
    assert "document type declaration" in failed
    assert not sink.nodes


def test_a_doctype_in_utf_16_is_refused_too(tmp_path) -> None:
    path = tmp_path / "evil.xml"
    path.write_bytes(f"{ENTITY.replace('1.0', '1.0')}<sdnList>&e;</sdnList>".encode("utf-16"))
    _refused(path, "document type declaration|in no format")


def test_archives_are_refused(tmp_path) -> None:
    packed = tmp_path / "data.csv.gz"
    packed.write_bytes(gzip.compress(b"company,product\nA,B\n"))
    _refused(packed, "is a gzip file")
    zipped = tmp_path / "data.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("data.csv", "company,product\nA,B\n")
    _refused(zipped, "is a ZIP archive")


def test_large_files_are_refused(tmp_path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("company,product,layer\n" + "A,B,A\n" * 100, encoding="utf-8")
    _refused(path, "at most 100 are read", limits=Limits(max_bytes=100))


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    _refused(path, "unpacks to")


@pytest.mark.parametrize("before", ["", "<!--" + "x" * 10_000 + "-->", "<!-- <a> -->"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_entities_is_refused(tmp_path, before: str, encoding: str) -> None:
    path = tmp_path / "evil.xlsx"
    declared = ENTITY.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding}"?>{before}')
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f"{declared}<workbook>&e;</workbook>".encode(encoding))
    _refused(path, "declares entities")


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02\x03" * 50, "binary data that starts with 00 01 02 03"),
        (b'{"name": "x", "version": 3}', "JSON with name, version"),
        (b"<html><body>Not found</body></html>", "XML with the root <html>"),
        (b"colour,size\nred,3\n", "a table with the columns colour, size"),
        (b'{"ocid": ', "in no format"),
    ],
)
def test_what_was_seen_is_named(tmp_path, content: bytes, seen: str) -> None:
    path = tmp_path / "data.bin"
    path.write_bytes(content)
    _refused(path, seen)


def test_a_named_format_must_fit(tmp_path, fixtures) -> None:
    _refused(fixtures / "csl-uvl.csv", "is not OCDS release or record: a table", format="ocds")
    _refused(fixtures / "fedramp.json", "There is no format 'xyz'", format="xyz")


def test_a_record_that_is_too_long_stops_the_file(tmp_path) -> None:
    path = tmp_path / "lines.jsonl"
    line = b'{"ocid":"ocds-x-1","id":"1","tender":{"title":"Servers"}}\n'
    path.write_bytes(line + line.replace(b"Servers", b"S" * 5000))
    report = ingest([path], MemorySink(), Options(limits=Limits(max_record_bytes=1000))).files[0]
    assert "line 2: the record has more than 1,000 bytes" in report.failed


def test_formulas_are_neither_evaluated_nor_believed(tmp_path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["company", "product", "layer", "unit_value_usd"])
    book.active.append(["Acme Inc.", "Server", "A", "=1+1"])
    path = tmp_path / "catalogue.xlsx"
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    report = ingest([path], MemorySink(), Options(state_dir=tmp_path)).files[0]
    assert report.quarantined == 1
    assert "formulas are not evaluated" in report.quarantine.read_text(encoding="utf-8")


def test_records_of_any_shape_are_refused_and_never_crash(tmp_path) -> None:
    from ingest.sink import Kind

    path = tmp_path / "package.json"
    releases = '[{"ocid":"ocds-x-1","tender":[]},{"ocid":"ocds-x-2","tender":{"title":["a"],"items":{"a":1}}},7,null]'
    path.write_text(f'{{"publishedDate":"2026-01-01","releases":{releases}}}', encoding="utf-8")
    sink = MemorySink()
    report = ingest([path], sink).files[0]
    assert report.failed == ""
    assert report.quarantined >= 3
    assert len(sink.nodes.get(Kind.OPPORTUNITY, {})) <= 1


def test_damaged_workbooks_are_refused_in_words(tmp_path) -> None:
    import random

    from ingest.template import write_template

    write_template(tmp_path / "whole.xlsx")
    data = (tmp_path / "whole.xlsx").read_bytes()
    chance = random.Random(7)
    path = tmp_path / "damaged.xlsx"
    refused = 0
    for _ in range(40):
        damaged = bytearray(data)
        for _ in range(5):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(bytes(damaged))
        try:
            refused += bool(ingest([path], MemorySink()).files[0].failed)
        except BadInput as error:
            refused += str(path) in error.message
    assert refused > 10
