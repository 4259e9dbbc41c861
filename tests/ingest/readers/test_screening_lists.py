"""Screening lists against what the Consolidated Screening List itself makes of them."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import Any

import pytest

from graph.errors import BadInput
from graph.model import PartyKind, ScreenedParty
from ingest.pipeline import Options, ingest
from ingest.sink import Kind, MemorySink, stated

FILES = {"DPL": "csl-dpl.txt", "EL": "csl-el.csv", "SDN": "csl-sdn.xml", "UVL": "csl-uvl.csv"}


def _expected(fixtures, code: str) -> list[dict[str, Any]]:
    path = fixtures.parent / "screening" / f"expected_{code.lower()}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _as_listed(party: ScreenedParty) -> dict[str, Any]:
    """The party in the names and shapes of the consolidated list's JSON."""
    places = [
        {"address": a.address, "city": a.city, "state": a.state, "postal_code": a.postal_code, "country": a.country}
        for a in party.addresses
    ]
    documents = [
        {"type": d.kind, "number": d.number, "country": d.country, "issue_date": d.issued, "expiration_date": d.expires}
        for d in party.ids
    ]
    kinds = {PartyKind.UNKNOWN: None}
    return {
        "name": party.name,
        "type": kinds.get(party.kind, party.kind.value.capitalize()),
        "alt_names": [one.name for one in party.aliases],
        "addresses": places,
        "ids": documents,
        "programs": list(party.programs),
        "citizenships": list(party.citizenships),
        "nationalities": list(party.nationalities),
        "dates_of_birth": list(party.dates_of_birth),
        "places_of_birth": list(party.places_of_birth),
        "title": party.title,
        "remarks": party.remarks,
        "federal_register_notice": party.federal_register_notice,
        "start_date": party.starts.isoformat() if party.starts else None,
        "end_date": party.ends.isoformat() if party.ends else None,
        "standard_order": {True: "Y", False: "N", None: None}[party.standard_order],
        **dict(party.details),
    }


@pytest.mark.parametrize("code", FILES)
def test_every_entry_is_as_expected(read, sink, fixtures, code: str) -> None:
    report = read(FILES[code])
    assert report.quarantined == 0
    found = [_as_listed(one) for one in sink.nodes[Kind.SCREENED_PARTY].values()]
    expected = _expected(fixtures, code)
    assert len(found) == len(expected)

    def order(one: dict[str, Any]) -> tuple[str, ...]:
        return (one["name"], str(one.get("title")), str(one.get("federal_register_notice")))

    for mine, theirs in zip(sorted(found, key=order), sorted(expected, key=order), strict=True):
        for field, value in theirs.items():
            if field in ("id", "entity_number", "source", "source_list_url", "source_information_url"):
                continue
            if field == "alt_names" or value is not None:
                value = value.strip() if isinstance(value, str) else value
                assert mine.get(field) == value, (mine["name"], field)
            else:  # a field that the list leaves out
                assert mine.get(field) in (None, "", []), (mine["name"], field)


@pytest.mark.parametrize("code", FILES)
def test_the_combined_json_makes_the_same_parties(read, sink, fixtures, tmp_path, code: str) -> None:
    read(FILES[code])
    combined = MemorySink()
    path = tmp_path / "consolidated.json"
    path.write_text(json.dumps({"results": _expected(fixtures, code)}), encoding="utf-8")
    report = ingest([path], combined).files[0]
    assert report.reader == "csl"
    mine, theirs = sink.nodes[Kind.SCREENED_PARTY], combined.nodes[Kind.SCREENED_PARTY]
    assert set(mine) == set(theirs)
    if code != "SDN":  # the consolidated list does not say which aliases are weak
        assert {key: stated(one) for key, one in mine.items()} == {key: stated(one) for key, one in theirs.items()}


def test_weak_aliases_are_marked(read, sink) -> None:
    read("csl-sdn.xml")
    bank = sink.nodes[Kind.SCREENED_PARTY]["csl:SDN:306"]
    assert [(one.name, one.weak) for one in bank.aliases] == [("BNC", True), ("NATIONAL BANK OF CUBA", False)]
    ship = sink.nodes[Kind.SCREENED_PARTY]["csl:SDN:11043"]
    assert [one.kind for one in ship.aliases][:1] == ["f.k.a."]


def test_the_list_bears_its_date_hash_and_size(read, sink) -> None:
    read("csl-sdn.xml")
    sdn = sink.nodes[Kind.SCREENING_LIST]["SDN"]
    assert (sdn.name, sdn.agency, sdn.entries) == ("Specially Designated Nationals", "Treasury Department", 4)
    assert sdn.published == date(2014, 7, 16)
    assert len(sdn.sha256) == 64
    [source] = sink.sources()
    assert source.max_age_days is not None


def test_the_combined_csv(tmp_path, sink) -> None:
    columns = (
        "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
        "standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,"
        "vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,"
        "places_of_birth,source_information_url,ids"
    )
    row = (
        "ab,Specially Designated Nationals (SDN) - Treasury Department,6982,Individual,SDGT; SOMALIA,"
        '"JIM\'ALE, Ahmed",,'
        '"P.O. Box 3312, Dubai, AE; Mogadishu, SO",,,,,,,,,,,,,,http://x,"JUMALI, Ahmed; JIMALE, Ahmad",SO; DJ,'
        '1954-05-20,SO,"Eilbur, Somalia",http://y,"Passport, A0181988, SO"'
    )
    path = tmp_path / "consolidated.csv"
    path.write_text(f"{columns}\n{row}\n", encoding="utf-8")
    assert ingest([path], sink).files[0].quarantined == 0
    party = sink.nodes[Kind.SCREENED_PARTY]["csl:SDN:6982"]
    assert (party.name, party.kind) == ("JIM'ALE, Ahmed", PartyKind.INDIVIDUAL)
    assert [one.name for one in party.aliases] == ["JUMALI, Ahmed", "JIMALE, Ahmad"]
    assert [(one.address, one.country) for one in party.addresses] == [
        ("P.O. Box 3312, Dubai", "AE"),
        ("Mogadishu", "SO"),
    ]
    assert party.programs == ("SDGT", "SOMALIA")
    assert (party.ids[0].number, party.ids[0].country) == ("A0181988", "SO")
    assert party.citizenships == ("SO", "DJ")


def test_an_entry_that_leaves_the_list_is_closed_and_others_lists_are_left_alone(fixtures, tmp_path, sink) -> None:
    ingest([fixtures / "csl-sdn.xml", fixtures / "csl-uvl.csv"], sink)
    lines = (fixtures / "csl-uvl.csv").read_bytes().split(b"\n")
    shorter = tmp_path / "uvl.csv"
    shorter.write_bytes(b"\n".join(line for line in lines if b"S2BA" not in line))
    report = ingest([shorter], sink, Options(today=date(2026, 6, 1))).files[0]
    assert report.withdrawn == 1
    closed = [one for one in sink.nodes[Kind.SCREENED_PARTY].values() if one.removed_on is not None]
    assert [(one.name, one.removed_on) for one in closed] == [("S2BA", date(2026, 6, 1))]
    back = ingest([fixtures / "csl-uvl.csv"], sink).files[0]
    assert back.total.changed == 2  # the list's hash, and the entry that came back
    assert all(one.removed_on is None for one in sink.nodes[Kind.SCREENED_PARTY].values())


def test_a_newer_consolidated_copy_closes_what_an_agencys_file_had(fixtures, tmp_path, sink) -> None:
    older = tmp_path / "uvl.csv"
    older.write_bytes((fixtures / "csl-uvl.csv").read_bytes())
    os.utime(older, (1_700_000_000, 1_700_000_000))
    ingest([older], sink)
    entries = [one for one in _expected(fixtures, "UVL") if one["name"] != "T2BA"]
    path = tmp_path / "consolidated.json"
    path.write_text(json.dumps({"results": entries}), encoding="utf-8")
    report = ingest([path], sink)
    assert report.withdrawn == 1
    assert [one.name for one in sink.nodes[Kind.SCREENED_PARTY].values() if one.removed_on] == ["T2BA"]
    assert {one.dataset for one in sink.sources()} == {"csl"}


def test_an_older_copy_of_a_list_changes_nothing(fixtures, tmp_path, sink) -> None:
    newer = tmp_path / "sdn.xml"
    text = (fixtures / "csl-sdn.xml").read_text(encoding="utf-8")
    newer.write_text(text.replace("07/16/2014", "07/16/2025").replace("PARSHAN", "PARSHAN 2"), encoding="utf-8")
    ingest([newer], sink)
    report = ingest([fixtures / "csl-sdn.xml"], sink)
    assert (report.total.new, report.total.changed, report.withdrawn) == (0, 0, 0)
    assert sink.nodes[Kind.SCREENED_PARTY]["csl:SDN:11043"].name == "PARSHAN 2"
    assert sink.nodes[Kind.SCREENING_LIST]["SDN"].published == date(2025, 7, 16)


def test_two_entries_that_look_the_same_are_both_kept(fixtures, tmp_path, sink) -> None:
    entry = _expected(fixtures, "EL")[1]
    path = tmp_path / "consolidated.json"
    path.write_text(json.dumps({"results": [entry, {**entry, "addresses": []}]}), encoding="utf-8")
    ingest([path], sink)
    assert len(sink.nodes[Kind.SCREENED_PARTY]) == 2


def test_an_entry_of_no_list_is_refused(fixtures, tmp_path, sink) -> None:
    entry = {**_expected(fixtures, "EL")[1], "source": "somewhere"}
    path = tmp_path / "consolidated.json"
    path.write_text(json.dumps({"results": [entry]}), encoding="utf-8")
    assert ingest([path], sink).files[0].quarantined == 1


def test_a_list_of_addresses_is_not_taken_for_the_unverified_list(fixtures, tmp_path, sink) -> None:
    path = tmp_path / "suppliers.csv"
    path.write_bytes((fixtures / "csl-uvl.csv").read_bytes())
    with pytest.raises(BadInput, match="COUNTRY, NAME, ADDRESS"):
        ingest([path], sink)
    assert ingest([path], sink, Options(format="csl-uvl")).total.new == 14


def test_another_list_of_the_treasury_is_not_taken_for_the_sdn_list(fixtures, tmp_path, sink) -> None:
    path = tmp_path / "consolidated.xml"
    path.write_bytes((fixtures / "csl-sdn.xml").read_bytes())
    with pytest.raises(BadInput, match="root <sdnList>"):
        ingest([path], sink)
