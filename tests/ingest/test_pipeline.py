"""What every run promises: nothing twice, nothing lost, the refused named, the ended closed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInput, NotFound
from graph.model import Availability, ProductLink, ProductLinkKind, Source
from ingest.batches import Batches
from ingest.items import ProductLinks
from ingest.pipeline import Options, ingest
from ingest.report import FileReport
from ingest.retry import retry
from ingest.sink import Kind, MemorySink
from ingest.withdrawal import withdraw

DATA = Path(__file__).resolve().parents[2] / "data"
HEADER = "company,product,layer,description,unit_value_usd\n"


def _catalogue(folder: Path, *rows: str, name: str = "catalogue.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_second_run_over_the_bundled_sample_changes_nothing(sink, tmp_path) -> None:
    folders = [DATA / name for name in ("markets", "codes", "supply", "demand", "example")]
    first = ingest(folders, sink, Options(state_dir=tmp_path))
    assert first.total.new > 3_000
    assert not [one for one in first.files if one.skipped or one.failed]
    second = ingest(folders, sink, Options(state_dir=tmp_path))
    assert (second.total.new, second.total.changed, second.withdrawn) == (0, 0, 0)
    assert second.read == first.read


def test_a_second_run_over_everything_at_hand_changes_nothing(sink, tmp_path, shared) -> None:
    first = ingest([shared], sink, Options(state_dir=tmp_path))
    second = ingest([shared], sink, Options(state_dir=tmp_path))
    assert not first.failed
    assert (second.total.new, second.total.changed, second.withdrawn) == (0, 0, 0)
    readers = {one.reader for one in first.files}
    assert {"gleif", "gleif-rr", "gleif-repex", "csl-sdn", "csl-el", "csl-dpl", "csl-uvl", "csl", "cmvp"} <= readers
    assert {"ocds", "ted", "eforms", "fedramp", "mlperf", "epoch-models", "hs", "naics-index", "cpv-names"} <= readers


def test_runs_are_kept_with_counts_hash_and_time(sink, fixtures) -> None:
    ingest([fixtures / "fedramp.json"], sink)
    [run] = sink.runs()
    assert (run.reader, run.outcome, run.read, run.quarantined) == ("fedramp", "complete", 6, 1)
    assert run.finished is not None
    assert len(run.sha256) == 64
    assert run.date_of_facts is not None


def test_a_run_that_was_killed_is_marked_when_the_file_is_read_again(sink, fixtures) -> None:
    from dataclasses import replace

    ingest([fixtures / "fedramp.json"], sink)
    [run] = sink.runs()
    sink.record_run(replace(run, outcome="running", finished=None))
    ingest([fixtures / "fedramp.json"], sink)
    assert sorted(one.outcome for one in sink.runs()) == ["complete", "stopped"]


def test_refused_records_are_named_corrected_and_tried_again(sink, tmp_path) -> None:
    path = _catalogue(tmp_path, "Acme Inc.,Server,A,eight GPUs,100000", "Acme Inc.,Rack,Z,steel,cheap")
    report = ingest([path], sink, Options(state_dir=tmp_path)).files[0]
    assert (report.quarantined, len(sink.nodes[Kind.PRODUCT])) == (1, 1)
    entry = json.loads(report.quarantine.read_text(encoding="utf-8"))
    assert entry["locator"] == "line 3"
    assert entry["field"] == "layer, unit_value_usd"
    assert "'Z' is no layer" in entry["reason"]
    assert "A hardware" in entry["expected"]

    still = retry(report.quarantine, sink, Options(state_dir=tmp_path))
    assert (still.quarantined, still.total.new) == (1, 0)
    record = json.loads(entry["record"]) | {"layer": "A", "unit_value_usd": "900"}
    report.quarantine.write_text(json.dumps(entry | {"record": json.dumps(record)}) + "\n", encoding="utf-8")
    done = retry(report.quarantine, sink, Options(state_dir=tmp_path))
    assert (done.quarantined, done.total.new) == (0, 1)
    assert not report.quarantine.exists()
    rack = sink.nodes[Kind.PRODUCT]["catalogue:acme-inc/rack"]
    assert rack.unit_value == 900
    assert rack.sources[0].source_id == sink.nodes[Kind.PRODUCT]["catalogue:acme-inc/server"].sources[0].source_id
    again = ingest([path], sink, Options(state_dir=tmp_path)).files[0]
    assert again.quarantined == 1  # the file itself is as it was


def test_an_xml_record_can_be_retried(sink, tmp_path, fixtures) -> None:
    text = (fixtures / "eforms-award.xml").read_text(encoding="utf-8")
    path = tmp_path / "notice.xml"
    for tag in ("<cac:ProcurementProject>", "</cac:ProcurementProject>"):
        text = text.replace(tag, tag.replace("Project", "Projekt"), 1)
    path.write_text(text, encoding="utf-8")
    report = ingest([path], sink, Options(state_dir=tmp_path)).files[0]
    entry = json.loads(report.quarantine.read_text(encoding="utf-8"))
    assert (entry["field"], entry["reason"]) == ("ProcurementProject/Name", "missing")
    entry["record"] = entry["record"].replace("ProcurementProjekt", "ProcurementProject")
    report.quarantine.write_text(json.dumps(entry) + "\n", encoding="utf-8")
    retry(report.quarantine, sink)
    assert "ted:00611835-2024" in sink.nodes[Kind.OPPORTUNITY]


def test_retry_says_what_is_wrong_with_its_file(sink, tmp_path) -> None:
    with pytest.raises(NotFound):
        retry(tmp_path / "none.jsonl", sink)
    path = tmp_path / "q.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="line 1"):
        retry(path, sink)


def test_a_corrected_file_settles_its_quarantine(sink, tmp_path) -> None:
    path = _catalogue(tmp_path, "Acme Inc.,Rack,Z,steel,1")
    report = ingest([path], sink, Options(state_dir=tmp_path)).files[0]
    assert report.quarantine.exists()
    folder = report.quarantine.parent
    _catalogue(tmp_path, "Acme Inc.,Rack,A,steel,1")
    ingest([path], sink, Options(state_dir=tmp_path))
    assert len(list(folder.iterdir())) == 1  # the old copy's rejects stay until they are retried; the new has none


def test_what_a_complete_copy_lacks_is_closed_with_a_date_and_comes_back(sink, tmp_path) -> None:
    rows = ["Acme Inc.,Server,A,eight GPUs,1", "Acme Inc.,Rack,A,steel,1"]
    ingest([_catalogue(tmp_path, *rows)], sink)
    path = _catalogue(tmp_path, rows[0])
    assert ingest([path], sink).withdrawn == 0  # a catalogue may be one of several
    report = ingest([path], sink, Options(complete=True, today=date(2026, 5, 1)))
    assert report.withdrawn == 1
    assert sink.closed[(Kind.PRODUCT, "catalogue:acme-inc/rack")] == date(2026, 5, 1)
    assert sink.nodes[Kind.PRODUCT]["catalogue:acme-inc/rack"].status is Availability.WITHDRAWN
    ingest([_catalogue(tmp_path, *rows)], sink)
    assert sink.nodes[Kind.PRODUCT]["catalogue:acme-inc/rack"].status is Availability.ACTIVE
    assert not sink.closed


def test_a_link_that_a_complete_copy_lacks_is_closed_and_comes_back(sink, tmp_path, fixtures) -> None:
    header, *rows = (fixtures / "fedramp-edges.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "edges.csv"

    def read(*some: str, **options: Any) -> FileReport:
        path.write_text("\n".join([header, *some]) + "\n", encoding="utf-8")
        return ingest([path], sink, Options(today=date(2026, 5, 1), **options)).files[0]

    everything = read(*rows).total.new
    assert everything >= 2
    held = set(sink.live_links("fedramp-builds-on"))
    assert read(rows[0]).withdrawn == 0  # the table says not whether it is whole
    assert set(sink.live_links("fedramp-builds-on")) == held
    dry = ingest([path], sink, Options(complete=True, dry_run=True))
    assert [one.what for one in dry.changes].count("withdrawn") == everything - 1
    assert read(rows[0], complete=True).withdrawn == everything - 1
    assert len(set(sink.live_links("fedramp-builds-on"))) == 1
    assert read(rows[0], complete=True).withdrawn == 0
    assert read(*rows).total.changed == everything - 1
    assert set(sink.live_links("fedramp-builds-on")) == held


def test_links_that_a_copy_lacks_for_the_most_part_stay_unasked(sink) -> None:
    links = [ProductLink(ProductLinkKind.WORKS_WITH, f"q{number}") for number in range(40)]
    batches = Batches(sink)
    sink.begin(Source("source:d:1", "d", "", "", "2026-01-01", "0" * 64))
    sink.write(Kind.PRODUCT_LINKS, [ProductLinks("p", tuple(links))])
    batches.add(ProductLinks("p", tuple(links[:10])))
    count, note = withdraw(batches, sink, "d", date(2026, 5, 1), confirmed=False)
    assert count == 0
    assert "30 of the 40 links held from d are not in this copy" in note
    assert withdraw(batches, sink, "d", date(2026, 5, 1), confirmed=True) == (30, "")


def test_a_copy_that_lacks_most_of_its_dataset_closes_nothing_unasked(sink, tmp_path, fixtures) -> None:
    whole = json.loads((fixtures / "cmvp-modules.json").read_text(encoding="utf-8"))
    one = whole["modules"][0]
    many = [one | {"Certificate Number": str(number)} for number in range(5000, 5040)]
    path = tmp_path / "modules.json"
    path.write_text(json.dumps(whole | {"modules": many}), encoding="utf-8")
    ingest([path], sink)
    path.write_text(json.dumps(whole | {"modules": many[:3]}), encoding="utf-8")
    cut = ingest([path], sink).files[0]
    assert cut.withdrawn == 0
    assert "37 of the 41" in cut.note
    assert ingest([path], sink, Options(complete=True)).withdrawn == 37


def test_a_file_that_breaks_off_keeps_what_came_before_and_says_so(sink, tmp_path) -> None:
    path = tmp_path / "package.json"
    releases = [{"ocid": f"ocds-x-{n}", "id": "1", "tender": {"title": f"Servers {n}"}} for n in range(3)]
    text = json.dumps({"publishedDate": "2026-01-01", "releases": releases})
    path.write_text(text[:-40], encoding="utf-8")
    report = ingest([path], sink).files[0]
    assert "malformed JSON after 2 records" in report.failed
    assert sink.runs()[-1].outcome == "stopped"


def test_a_dry_run_writes_nothing_and_shows_fields(sink, tmp_path) -> None:
    path = _catalogue(tmp_path, "Acme Inc.,Server,A,eight GPUs,1", "Acme Inc.,Rack,A,steel,1")
    before = ingest([path], sink, Options(dry_run=True, state_dir=tmp_path / "state"))
    assert before.dry_run
    assert {(one.what, one.id) for one in before.changes} >= {("new", "catalogue:acme-inc/rack")}
    assert not sink.nodes
    assert not sink.runs()
    assert not (tmp_path / "state").exists()
    ingest([path], sink)
    _catalogue(tmp_path, "Acme Inc.,Server,A,sixteen GPUs,1")
    after = ingest([path], sink, Options(dry_run=True, complete=True, today=date(2026, 5, 1)))
    changes = {one.id: one for one in after.changes}
    assert changes["catalogue:acme-inc/server"].fields == (("description", "eight GPUs", "sixteen GPUs"),)
    assert changes["catalogue:acme-inc/rack"].what == "withdrawn"
    assert sink.nodes[Kind.PRODUCT]["catalogue:acme-inc/server"].description == "eight GPUs"


def test_a_dry_run_after_a_run_changes_nothing(sink, fixtures, tmp_path) -> None:
    left_out = {"README.md", "fedramp-edges.csv"}  # its services are not among the fixtures
    files = sorted(path for path in fixtures.iterdir() if path.name not in left_out)
    ingest(files, sink, Options(state_dir=tmp_path))
    report = ingest(files, sink, Options(state_dir=tmp_path, dry_run=True))
    assert (report.total.new, report.total.changed) == (0, 0), report.changes[:3]


def test_named_files_are_all_looked_at_before_anything_is_written(sink, tmp_path, fixtures) -> None:
    with pytest.raises(NotFound):
        ingest([fixtures / "fedramp.json", tmp_path / "none.csv"], sink)
    assert not sink.nodes


def test_files_of_a_folder_that_nobody_reads_are_listed(sink, tmp_path, fixtures) -> None:
    (tmp_path / "fedramp.json").write_bytes((fixtures / "fedramp.json").read_bytes())
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    (tmp_path / ".hidden.json").write_text("{}", encoding="utf-8")
    report = ingest([tmp_path], sink)
    assert [one.reader for one in report.files] == ["fedramp", ""]
    assert "letter.txt is in no format that is read here: text that starts with 'Dear all'" in report.files[1].skipped


def test_the_same_content_is_the_same_source_wherever_it_lies(fixtures, tmp_path) -> None:
    sink = MemorySink()
    copy = tmp_path / "other.json"
    copy.write_bytes((fixtures / "fedramp.json").read_bytes())
    ingest([fixtures / "fedramp.json", copy], sink)
    assert len(sink.sources()) == 1


def test_two_files_of_one_dataset_are_not_both_complete(sink, fixtures) -> None:
    with pytest.raises(BadInput, match="both of the dataset ted"):
        ingest([fixtures / "ted-extract.jsonl", fixtures / "ted-013921-2021.xml"], sink, Options(complete=True))
    assert not sink.nodes
