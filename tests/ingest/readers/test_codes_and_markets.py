"""Code lists with their hierarchy, countries, regions and blocs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.model import CodeScheme, MarketKind
from ingest.pipeline import ingest
from ingest.readers.codes_cpv import broader
from ingest.sink import Kind

DATA = Path(__file__).resolve().parents[3] / "data"


def test_cpv_with_its_languages_and_levels(read, sink) -> None:
    read("cpv.tsv")
    code = sink.nodes[Kind.CODE]["CPV:48180000"]
    assert (code.scheme, code.label, code.broader) == (CodeScheme.CPV, "Medical software package", "CPV:48100000")
    assert dict(code.labels)["nl"] == "Medische software"
    assert code.labels[0][0] == "en"
    assert sink.nodes[Kind.CODE]["CPV:48000000"].broader is None


def test_english_names_alone_do_not_replace_the_table(read, sink) -> None:
    read("cpv-names.json")
    read("cpv.tsv")
    assert read("cpv-names.json").total.changed == 0
    assert len(sink.nodes[Kind.CODE]["CPV:48180000"].labels) > 20


@pytest.mark.parametrize(
    ("code", "known", "above"),
    [
        ("03111100", {"03111000", "03110000"}, "03111000"),
        ("03111100", {"03110000", "03000000"}, "03110000"),
        ("03000000", {"03000000"}, None),
        ("30000000", {"03000000", "30000000"}, None),
        ("30200000", {"30000000"}, "30000000"),
    ],
)
def test_the_nearest_code_above(code: str, known: set[str], above: str | None) -> None:
    assert broader(code, known) == above


def test_hs(read, sink) -> None:
    read("hs.csv")
    codes = sink.nodes[Kind.CODE]
    assert codes["HS:847150"].broader == "HS:8471"
    assert codes["HS:8471"].broader == "HS:84"
    assert codes["HS:84"].broader is None
    assert "HS:TOTAL" not in codes


def test_naics_index_names_activities_under_codes_and_sectors(read, sink) -> None:
    read("naics-index.csv")
    code = sink.nodes[Kind.CODE]["NAICS:334111"]
    assert code.broader == "NAICS:31-33"
    assert ("en", "Computer servers manufacturing") in code.labels
    assert sink.nodes[Kind.CODE]["NAICS:31-33"].label == "Manufacturing"


def test_naics_titles_with_every_level(tmp_path, sink) -> None:
    path = tmp_path / "naics.csv"
    rows = ("1,51,InformationT", "2,518,Computing InfrastructureT", "3,5182,Data Processing,", "4,518210,Hosting")
    path.write_text("Seq. No.,2022 NAICS US   Code,2022 NAICS US Title\n" + "\n".join(rows) + "\n", encoding="utf-8")
    ingest([path], sink)
    codes = sink.nodes[Kind.CODE]
    assert [codes[f"NAICS:{one}"].broader for one in ("51", "518", "5182", "518210")] == [
        None, "NAICS:51", "NAICS:518", "NAICS:5182",
    ]  # fmt: skip
    assert codes["NAICS:51"].label == "Information"


def test_eccn_levels(sink) -> None:
    ingest([DATA / "codes" / "eccn.csv"], sink)
    codes = sink.nodes[Kind.CODE]
    assert codes["ECCN:3A090"].broader == "ECCN:3A"
    assert codes["ECCN:3A"].broader == "ECCN:3"
    assert codes["ECCN:3"].broader is None
    assert codes["ECCN:EAR99"].broader is None


def test_wrong_codes_are_refused_with_their_line(tmp_path, sink) -> None:
    path = tmp_path / "eccn.csv"
    path.write_text("eccn,description\n3A090,chips\n9Z999,nothing\n3B001,\n", encoding="utf-8")
    report = ingest([path], sink).files[0]
    assert (report.total.new, report.quarantined) == (1, 2)


def test_countries_lie_in_regions(sink) -> None:
    ingest([DATA / "markets"], sink)
    markets = sink.nodes[Kind.MARKET]
    kenya = markets["KE"]
    assert (kenya.kind, kenya.name, kenya.countries) == (MarketKind.COUNTRY, "Kenya", ("KE",))
    east = markets["m49-014"]
    assert east.kind is MarketKind.REGION
    assert {"KE", "TZ", "UG"} <= set(east.countries)
    assert markets["global"].kind is MarketKind.GLOBAL


def test_blocs_with_dates_and_former_members(sink) -> None:
    ingest([DATA / "markets"], sink)
    union = sink.nodes[Kind.MARKET]["EU"]
    dates = {one.country: (one.since, one.until) for one in union.memberships}
    assert dates["HR"][0] == date(2013, 7, 1)
    assert dates["GB"][1] == date(2020, 1, 31)
    assert "GB" not in union.countries
