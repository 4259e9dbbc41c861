"""Texts, dates, numbers, countries and streams as sources write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsing.dates import iso_or_text, parse_date
from ingest.parsing.json_stream import array_items, is_json_lines, json_lines, top_level
from ingest.parsing.numbers import parse_number
from ingest.parsing.text import clean, host_of, slug, split_list
from ingest.places import country_code
from ingest.readers.notices import REDACTED, without_contacts
from ingest.source_file import open_source


@given(st.text())
def test_cleaning_is_stable_and_leaves_one_line(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\n" not in once
    assert "  " not in once
    assert once == once.strip()


@given(st.text(min_size=1), st.integers(min_value=10, max_value=50))
def test_cut_texts_are_no_longer_than_asked(text: str, limit: int) -> None:
    assert len(clean(text, limit)) <= limit + 1


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("a\u0301bc", "ábc"),
        (" a \t b\r\n c ", "a b c"),
        ("53\x9659", "53–59"),
        ("Sa\x92id", "Sa’id"),
        ("a\x00b", "a b"),
        (None, ""),
        (5, "5"),
    ],
)
def test_clean(raw: object, found: str) -> None:
    assert clean(raw) == found


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("2026-03-04T10:00:00+02:00", date(2026, 3, 4)),
        ("20260304", date(2026, 3, 4)),
        ("3/4/2026", date(2026, 3, 4)),
        ("20 May 1954", date(1954, 5, 20)),
        ("2026-02-30", None),
        ("circa 1954", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(raw: object, found: date | None) -> None:
    assert parse_date(raw) == found


def test_a_date_that_is_none_stays_in_words() -> None:
    assert iso_or_text("circa 1954") == "circa 1954"
    assert iso_or_text("20 May 1954") == "1954-05-20"
    assert iso_or_text(" ") is None


@pytest.mark.parametrize(
    ("raw", "found"),
    [("1,234.5", 1234.5), ("1 234", 1234.0), (7, 7.0), ("inf", None), (True, None), ("x", None), ("", None)],
)
def test_numbers(raw: object, found: float | None) -> None:
    assert parse_number(raw) == found


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kenya", "KE"), ("KEN", "KE"), ("Türkiye", "TR"), ("Turkey", "TR"), ("UK", "GB"), ("EL", "GR"),
        ("Hong Kong", "HK"), ("Deutschland", "DE"), ("COLOMBIA", "CO"), ("Côte d'Ivoire", "CI"), ("中国", "CN"),
        ("The Gambia", "GM"), ("Russia", "RU"), ("Iran", "IR"), ("EU", None), ("Atlantis", None), ("", None),
    ],
)  # fmt: skip
def test_countries(name: str, code: str | None) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("https://www.Acme.com/x?y", "acme.com"), ("acme.co.uk", "acme.co.uk"), ("user@acme.com:80", "acme.com"),
        ("n/a", None), ("", None), ("acme", None),
    ],
)  # fmt: skip
def test_hosts(raw: str, found: str | None) -> None:
    assert host_of(raw) == found


def test_lists_and_slugs() -> None:
    assert split_list("a; b;;a|c\nd") == ("a", "b", "c", "d")
    assert split_list(["x", " x ", None, "y"]) == ("x", "y")
    assert split_list("") == split_list(None) == ()
    assert slug("Société d'IA, S.A.") == "société-d-ia-s-a"
    assert slug("华为技术有限公司") == "华为技术有限公司"
    assert slug("!?") == ""


def test_contacts_of_officials_are_taken_out() -> None:
    text = without_contacts("Ask j.doe+x@agency.gov or +44 20 7946 0958, contract 2024/123456.")
    assert text == f"Ask {REDACTED} or {REDACTED}, contract 2024/123456."


def _file(folder, name: str, content: bytes):
    path = folder / name
    path.write_bytes(content)
    return open_source(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_in_the_encodings_it_may_have(tmp_path, encoding: str) -> None:
    file = _file(tmp_path, "x.json", '{"items":[{"a":"ä"},{"a":1.5}],"b":{"c":true}}'.encode(encoding))
    assert [value for _, value in array_items(file, "items.item")] == [{"a": "ä"}, {"a": 1.5}]
    assert top_level(file)["b.c"] is True


def test_json_lines_are_told_from_json(tmp_path) -> None:
    assert is_json_lines(_file(tmp_path, "a.txt", b'{"a":1}\n{"a":2}\n'))
    assert is_json_lines(_file(tmp_path, "b.jsonl", b'{"a":1}'))
    assert not is_json_lines(_file(tmp_path, "c.json", b'{"a":1}'))
    assert not is_json_lines(_file(tmp_path, "d.json", b'{\n"a":1}'))
    assert not is_json_lines(_file(tmp_path, "e.json", b'[{"a":1}]'))


def test_a_line_that_is_no_object_is_given_back_as_it_is(tmp_path) -> None:
    from ingest.limits import Limits

    file = _file(tmp_path, "a.jsonl", b'{"a":1}\n\nnot json\n[1]\n')
    found = [(line, value, raw.strip()) for line, value, raw in json_lines(file, Limits())]
    assert found == [(1, {"a": 1}, b'{"a":1}'), (3, None, b"not json"), (4, None, b"[1]")]
