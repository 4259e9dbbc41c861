"""GLEIF level 1, level 2 and exceptions, in both formats."""

from __future__ import annotations

import json
from datetime import date

import pytest

from graph.model import Control, Holding
from ingest.pipeline import ingest
from ingest.sink import Kind, MemorySink, stated

FUND, MANAGER, UMBRELLA = "001GPB6A9XPE8XJICC14", "5493001Z012YSB2A0K51", "C7J4FOV6ELAVE39B7M82"


@pytest.mark.parametrize("name", ["gleif-lei-data.json", "gleif-lei-data.xml"])
def test_level_1(read, sink, name: str) -> None:
    assert read(name).read == 4
    fund = sink.nodes[Kind.COMPANY][f"company:lei:{FUND}"]
    assert fund.name == "Fidelity Advisor Leveraged Company Stock Fund"
    assert fund.aliases == ("FIDELITY ADVISOR SERIES I - Fidelity Advisor Leveraged Company Stock Fund",)
    assert (fund.lei, fund.incorporated_in, fund.based_in) == (FUND, "US", "US")
    assert fund.owned_by is None


@pytest.mark.parametrize("stem", ["gleif-lei-data", "gleif-rr-data"])
def test_xml_and_json_say_the_same(fixtures, stem: str) -> None:
    found = []
    for ending in ("json", "xml"):
        sink = MemorySink()
        ingest([fixtures / f"{stem}.{ending}"], sink)
        companies = {key: stated(one) for key, one in sink.nodes[Kind.COMPANY].items()}
        found.append((companies, {key: stated(one) for key, one in sink.links.get(Kind.COMPANY_LINKS, {}).items()}))
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["gleif-rr-data.json", "gleif-rr-data.xml"])
def test_level_2_with_stubs_for_the_missing_ends(read, sink, name: str) -> None:
    read(name)
    fund = sink.held(Kind.COMPANY, [f"company:lei:{FUND}"])[f"company:lei:{FUND}"]
    controls = {one.owner: one for one in fund.controlled_by}
    assert controls[f"company:lei:{MANAGER}"].how == "manages the fund"
    assert controls[f"company:lei:{MANAGER}"].since == date(2012, 11, 29)
    assert controls[f"company:lei:{UMBRELLA}"].until is None
    stub = sink.nodes[Kind.COMPANY][f"company:lei:{MANAGER}"]
    assert (stub.name, stub.lei, stub.incorporated_in) == (f"LEI {MANAGER}", MANAGER, None)
    assert fund.owned_by is None  # who consolidates is known, who holds shares is not


def test_level_1_gives_the_stub_its_name_and_keeps_the_links(read, sink) -> None:
    read("gleif-rr-data.json")
    read("gleif-lei-data.json")
    fund = sink.held(Kind.COMPANY, [f"company:lei:{FUND}"])[f"company:lei:{FUND}"]
    assert fund.name.startswith("Fidelity Advisor")
    assert len(fund.controlled_by) == 2
    read("gleif-rr-data.json")
    assert sink.nodes[Kind.COMPANY][f"company:lei:{FUND}"].name.startswith("Fidelity Advisor")


def test_exceptions_are_facts_and_not_the_absence_of_owners(read, sink) -> None:
    read("gleif-repex-data.json")
    fact = sink.nodes[Kind.REPORTING_EXCEPTION][f"company:lei:{FUND}|DIRECT_ACCOUNTING_CONSOLIDATION_PARENT"]
    assert fact.reason == "NO_KNOWN_PERSON"
    company = sink.nodes[Kind.COMPANY][f"company:lei:{FUND}"]
    assert (company.owned_by, company.controlled_by) == (None, None)


def _relation(kind: str = "IS_DIRECTLY_CONSOLIDATED_BY", **changes: object) -> dict:
    node = {"NodeIDType": "LEI"}
    return {
        "Relationship": {
            "StartNode": {"NodeID": FUND, **node},
            "EndNode": {"NodeID": MANAGER, **node},
            "RelationshipType": kind,
            "RelationshipStatus": "ACTIVE",
            **changes,
        },
        "Registration": {"RegistrationStatus": "PUBLISHED", "LastUpdateDate": "2024-02-03T00:00:00Z"},
    }


def _links(tmp_path, *relations: dict) -> list[Holding | Control]:
    sink = MemorySink()
    path = tmp_path / "rr.json"
    path.write_text(json.dumps(relations), encoding="utf-8")
    assert ingest([path], sink).files[0].quarantined == 0
    return [one.link for one in sink.links.get(Kind.COMPANY_LINKS, {}).values()]


def test_a_share_that_is_stated_is_kept(tmp_path) -> None:
    quantifier = {"QuantifierAmount": "62.5", "QuantifierUnits": "PERCENTAGE"}
    links = _links(tmp_path, _relation(RelationshipQuantifiers=[quantifier]))
    [owned] = [link for link in links if isinstance(link, Holding)]
    assert (owned.owner, owned.share) == (f"company:lei:{MANAGER}", 0.625)


def test_an_ended_relationship_is_closed_with_a_date(tmp_path) -> None:
    [link] = _links(tmp_path, _relation(RelationshipStatus="INACTIVE"))
    assert link.until == date(2024, 2, 3)


def test_a_link_that_ends_later_changes_in_place(tmp_path) -> None:
    sink = MemorySink()
    path = tmp_path / "rr.json"
    for status in ("ACTIVE", "INACTIVE"):
        path.write_text(json.dumps([_relation(RelationshipStatus=status)]), encoding="utf-8")
        report = ingest([path], sink)
    assert report.by_kind()[Kind.COMPANY_LINKS].changed == 1
    company = sink.held(Kind.COMPANY, [f"company:lei:{FUND}"])[f"company:lei:{FUND}"]
    assert [one.until for one in company.controlled_by] == [date(2024, 2, 3)]


def test_a_master_fund_does_not_control_its_feeder(tmp_path) -> None:
    assert _links(tmp_path, _relation("IS_FEEDER_TO")) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"EndNode": {"NodeID": "5493001Z012YSB2A0K52"}}, "Relationship/EndNode/NodeID"),
        ({"RelationshipType": "IS_FRIEND_OF"}, "Relationship/RelationshipType"),
    ],
)
def test_wrong_relations_are_refused_with_the_field(tmp_path, sink, change: dict, field: str) -> None:
    from ingest.pipeline import Options

    path = tmp_path / "rr.json"
    path.write_text(json.dumps([_relation(**change)]), encoding="utf-8")
    report = ingest([path], sink, Options(state_dir=tmp_path)).files[0]
    assert json.loads(report.quarantine.read_text(encoding="utf-8"))["field"] == field


def test_the_json_made_from_xml_with_dollar_signs(tmp_path, sink) -> None:
    record = {
        "LEI": {"$": FUND},
        "Entity": {
            "LegalName": {"@xml:lang": "en", "$": "A Fund"},
            "LegalJurisdiction": {"$": "US-MA"},
            "HeadquartersAddress": {"Country": {"$": "US"}},
        },
    }
    path = tmp_path / "lei.json"
    path.write_text(json.dumps({"records": [record]}), encoding="utf-8")
    ingest([path], sink)
    company = sink.nodes[Kind.COMPANY][f"company:lei:{FUND}"]
    assert (company.name, company.incorporated_in, company.based_in) == ("A Fund", "US", "US")
