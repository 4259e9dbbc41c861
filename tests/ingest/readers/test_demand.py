"""TED, eForms and OCDS on records of the real files."""

from __future__ import annotations

import json
from datetime import date

from ingest.pipeline import Options, ingest
from ingest.sink import Kind


def test_ted_xml_in_its_own_language_with_winner_and_codes(read, sink) -> None:
    read("ted-013921-2021.xml")
    notice = sink.nodes[Kind.OPPORTUNITY]["ted:013921-2021"]
    assert notice.title == "Raamovereenkomst PACS met geïntegreerde dynamische verslaglegging"
    assert (notice.language, notice.countries, notice.status) == ("nl", ("BE",), "awarded")
    assert "CPV:48180000" in notice.codes
    assert notice.awarded_to == ("company:ted:nl-sectra-imaxperts",)
    assert sink.nodes[Kind.COMPANY]["company:ted:nl-sectra-imaxperts"].name == "Sectra ImaXperts"
    assert "kunstmatige" in notice.description or "artificiële intelligentie" in notice.description


def test_eforms_award_with_lots_and_several_winners(read, sink) -> None:
    read("eforms-award.xml")
    [notice] = sink.nodes[Kind.OPPORTUNITY].values()
    assert notice.id == "ted:00611835-2024"
    assert "Perceel 1: ICT-support contract" in notice.description
    assert notice.status == "awarded"
    assert set(notice.awarded_to) == {"company:ted:be-dvit", "company:ted:be-3d-ict"}


def test_an_extract_gives_way_to_the_notice_itself_in_any_order(fixtures, sink) -> None:
    files = [fixtures / name for name in ("ted-texts.jsonl", "ted-extract.jsonl", "ted-013921-2021.xml")]
    for order in (files, files[::-1]):
        ingest(order, sink)
        notice = sink.nodes[Kind.OPPORTUNITY]["ted:013921-2021"]
        assert notice.published is not None
        assert notice.awarded_to == ("company:ted:nl-sectra-imaxperts",)
    again = ingest(files, sink)
    assert (again.total.new, again.total.changed) == (0, 0)


def test_a_notice_that_gives_way_leaves_no_company_behind(fixtures, sink) -> None:
    ingest([fixtures / "ted-013921-2021.xml", fixtures / "ted-extract.jsonl"], sink)
    assert "company:ted:sectra-imaxperts" not in sink.nodes[Kind.COMPANY]


def test_ocds_folds_the_releases_of_a_process(read, sink) -> None:
    report = read("ocds-package.json")
    assert report.read == 1
    process = sink.nodes[Kind.OPPORTUNITY]["ocds:ocds-213czf-000-00001"]
    assert process.title == "Planned cycle lane improvements"
    assert (process.published, process.deadline) == (date(2009, 3, 15), date(2010, 4, 8))
    assert (process.value, process.currency) == (1_100_000, "GBP")
    assert process.codes == ("CPV:45233130", "CPV:45233162")
    assert process.status == "complete"
    assert process.awarded_to == ("company:ocds:gb-anycorp-cycle-provision",)


def test_ocds_amendments_in_later_files_fold_onto_earlier_ones(fixtures, sink, tmp_path) -> None:
    package = json.loads((fixtures / "ocds-package.json").read_text(encoding="utf-8"))
    for place, release in enumerate(package["releases"]):
        (tmp_path / f"{place}.json").write_text(json.dumps({**package, "releases": [release]}), encoding="utf-8")
    options = Options(state_dir=tmp_path / "state")
    for place in range(len(package["releases"])):
        ingest([tmp_path / f"{place}.json"], sink, options)
    in_parts = sink.nodes[Kind.OPPORTUNITY]["ocds:ocds-213czf-000-00001"]
    whole = type(sink)()
    ingest([fixtures / "ocds-package.json"], whole)
    once = whole.nodes[Kind.OPPORTUNITY]["ocds:ocds-213czf-000-00001"]
    assert (in_parts.title, in_parts.value, in_parts.awarded_to) == (once.title, once.value, once.awarded_to)


def test_ocds_shapes_all_say_the_same(fixtures, tmp_path) -> None:
    package = json.loads((fixtures / "ocds-package.json").read_text(encoding="utf-8"))
    releases, ocid = package["releases"], "ocds-213czf-000-00001"
    shapes = {
        "array.json": json.dumps([package]),
        "releases.json": json.dumps(releases),
        "lines.jsonl": "\n".join(json.dumps(one) for one in releases),
        "packages.jsonl": "\n".join(json.dumps({**package, "releases": [one]}) for one in releases),
        "records.json": json.dumps({"publishedDate": "2011-01-10", "records": [{"ocid": ocid, "releases": releases}]}),
        "package.json": json.dumps(package),
    }
    from ingest.sink import MemorySink, stated

    found = {}
    for name, text in shapes.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        sink = MemorySink()
        report = ingest([tmp_path / name], sink).files[0]
        assert (report.reader, report.quarantined, report.failed) == ("ocds", 0, "")
        found[name] = stated(sink.nodes[Kind.OPPORTUNITY][f"ocds:{ocid}"])
    assert len(set(found.values())) == 1, found


def test_ocds_buyers_country_and_winners(read, sink) -> None:
    read("ocds-colombia.json")
    read("ocds-uk.jsonl")
    by_id = sink.nodes[Kind.OPPORTUNITY]
    assert by_id["ocds:ocds-k50g02-58060"].awarded_to == ("company:ocds:co-unipar-alquileres-de-computadores-s-a",)
    british = by_id["ocds:ocds-b5fd17-23d58075-53cd-47b1-97fe-1b5b8ad3252b"]
    assert (british.countries, british.value, british.currency) == (("GB",), 71220.31, "GBP")
    assert british.deadline == date(2025, 3, 10)


def test_a_buyer_whose_party_has_an_empty_id_still_has_a_country(tmp_path, sink) -> None:
    party = {"id": "", "name": "Contraloria", "roles": ["buyer"], "address": {"countryName": "COLOMBIA"}}
    release = {
        "ocid": "ocds-k50g02-1", "id": "1", "date": "2021-01-01T00:00:00Z", "tag": ["tender"],
        "buyer": {"id": "", "name": "Contraloria"}, "parties": [party], "tender": {"id": "1", "title": "Software"},
    }  # fmt: skip
    path = tmp_path / "one.json"
    path.write_text(json.dumps(release), encoding="utf-8")
    ingest([path], sink)
    assert sink.nodes[Kind.OPPORTUNITY]["ocds:ocds-k50g02-1"].countries == ("CO",)


def test_a_release_without_ocid_goes_to_quarantine(tmp_path, sink) -> None:
    path = tmp_path / "package.json"
    releases = [{"id": "1", "ocid": "ocds-x-1", "tender": {"title": "Servers"}}, {"id": "2", "tender": {"title": "No"}}]
    path.write_text(json.dumps({"publishedDate": "2026-01-01", "releases": releases}), encoding="utf-8")
    report = ingest([path], sink, Options(state_dir=tmp_path / "state")).files[0]
    assert (report.read, report.quarantined) == (2, 1)
    entry = json.loads(report.quarantine.read_text(encoding="utf-8"))
    assert (entry["locator"], entry["field"], entry["reason"]) == ("releases[1]", "ocid", "missing")


def test_a_package_on_one_long_line_is_streamed_as_a_package(tmp_path, sink) -> None:
    releases = [{"ocid": f"ocds-x-{n}", "id": "1", "tender": {"title": f"Servers {n}" * 20}} for n in range(500)]
    path = tmp_path / "package.json"
    path.write_text(json.dumps({"publishedDate": "2026-01-01", "releases": releases}), encoding="utf-8")
    assert path.stat().st_size > 100_000
    report = ingest([path], sink).files[0]
    assert (report.read, report.quarantined) == (500, 0)
    lines = tmp_path / "lines.json"
    long = [{**one, "tender": {"title": "x" * 70_000}} for one in releases[:2]]
    lines.write_text("\n".join(json.dumps(one) for one in long), encoding="utf-8")
    assert ingest([lines], sink).files[0].read == 2
