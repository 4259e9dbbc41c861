"""Ingest, sources and owners on the command line, over a sink in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.ingest import ingest_command
from cli.owners import owners_command
from cli.sources import sources_command
from graph.errors import BadInput, NotFound
from graph.model import Company, ScreenedParty, ScreeningList
from ingest.sink import Kind, MemorySink
from service.ingesting import IngestPorts

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "ingest"


class ScreeningOverSink:
    """Screening results in memory, lists and companies from what was ingested."""

    def __init__(self, sink: MemorySink) -> None:
        self._sink, self._results = sink, {}

    def companies(self) -> dict[str, Company]:
        return dict(self._sink.nodes.get(Kind.COMPANY, {}))

    def lists(self) -> list[ScreeningList]:
        return list(self._sink.nodes.get(Kind.SCREENING_LIST, {}).values())

    def parties(self, list_id: str | None = None) -> list[ScreenedParty]:
        parties = self._sink.nodes.get(Kind.SCREENED_PARTY, {}).values()
        return [one for one in parties if list_id in (None, one.list_id)]

    def judgements(self) -> dict:
        return {}

    def results(self) -> dict:
        return dict(self._results)

    def save_results(self, results) -> None:
        self._results |= {one.subject: one for one in results}


class Ownership:
    def __init__(self, sink: MemorySink) -> None:
        self._sink = sink

    def companies(self) -> dict[str, Company]:
        return dict(self._sink.held(Kind.COMPANY, list(self._sink.nodes.get(Kind.COMPANY, {}))))

    def every(self, cls: type) -> dict:
        return self._sink.nodes.get(Kind.REPORTING_EXCEPTION, {})


@pytest.fixture
def sink() -> MemorySink:
    return MemorySink()


@pytest.fixture
def run(sink: MemorySink, tmp_path: Path):
    screening = ScreeningOverSink(sink)

    @contextmanager
    def ports() -> Iterator[IngestPorts]:
        yield IngestPorts(sink, tmp_path / "state", screening)

    @contextmanager
    def reader() -> Iterator[MemorySink]:
        yield sink

    @contextmanager
    def ownership() -> Iterator[Ownership]:
        yield Ownership(sink)

    app = typer.Typer()
    app.command("ingest")(ingest_command(ports))
    app.command("sources")(sources_command(reader))
    app.command("owners")(owners_command(ownership))

    def invoke(*arguments: object):
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(one) for one in arguments])

    return invoke


def _json(result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_report_names_every_count(run, sink) -> None:
    result = run("ingest", FIXTURES / "fedramp.json", FIXTURES / "gleif-lei-data.json")
    assert result.exit_code == 0
    for word in ("read", "new", "changed", "unchanged", "withdrawn", "quarantined", "gleif", "fedramp"):
        assert word in result.output
    assert "alliedstack ingest --retry" in result.output
    totals = _json(run("ingest", FIXTURES / "fedramp.json", "--json"))["totals"]
    assert (totals["read"], totals["new"], totals["changed"]) == (6, 0, 0)


def test_a_dry_run_writes_nothing(run, sink) -> None:
    shown = run("ingest", FIXTURES / "fedramp.json", "--dry-run")
    assert "Dry run: nothing was written." in shown.output
    assert "new product fedramp:FR1820435960 Adobe Creative Cloud for Enterprise" in shown.output
    assert not sink.nodes


def test_correcting_and_retrying(run, sink) -> None:
    report = _json(run("ingest", FIXTURES / "cmvp-modules.json", "--json"))
    quarantine = Path(report["files"][0]["quarantine"])
    entry = json.loads(quarantine.read_text(encoding="utf-8"))
    assert entry["field"] == "Vendor Name, Module Name"
    record = json.loads(entry["record"]) | {"Vendor Name": "Somebody Inc.", "Module Name": "Safe"}
    quarantine.write_text(json.dumps(entry | {"record": json.dumps(record)}) + "\n", encoding="utf-8")
    again = _json(run("ingest", "--retry", quarantine, "--json"))
    assert (again["totals"]["new"], again["totals"]["quarantined"]) == (2, 0)
    assert sink.nodes[Kind.PRODUCT]["cmvp:4987"].company in sink.nodes[Kind.COMPANY]
    assert not quarantine.exists()


def test_the_template_is_written_once(run, tmp_path) -> None:
    path = tmp_path / "catalogue.xlsx"
    assert run("ingest", "--template", path).exit_code == 0
    assert _json(run("ingest", path, "--json"))["totals"]["quarantined"] == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["nowhere.csv"], NotFound),
        ([], BadInput),
        ([FIXTURES / "csl-uvl.csv", "--format", "ocds"], BadInput),
        ([FIXTURES / "csl-uvl.csv", "--max-mb", "0.001"], BadInput),
        (["--retry", "x.jsonl", "--dry-run"], BadInput),
    ],
)
def test_bad_input_is_an_error_with_words(run, arguments: list, error: type[Exception]) -> None:
    result = run("ingest", *arguments)
    assert result.exit_code != 0
    assert isinstance(result.exception, error)


def test_a_file_that_breaks_off_ends_with_an_error_code(run, tmp_path) -> None:
    path = tmp_path / "package.json"
    path.write_text('{"publishedDate":"2026-01-01","releases":[{"ocid":"o-1","tender":{"title":"Servers"}},', "utf-8")
    result = run("ingest", path)
    assert result.exit_code == 1
    assert "Broken off" in result.output
    assert "malformed JSON after 1 records" in result.output


def test_a_changed_list_is_screened_against_again_and_says_for_whom(run, sink, tmp_path) -> None:
    catalogue = tmp_path / "catalogue.csv"
    catalogue.write_text("company,product,layer\nLion Chip Electronics Ltd,X,A\nQuiet Meadow Foods,Y,E\n", "utf-8")
    run("ingest", catalogue)
    lines = (FIXTURES / "csl-uvl.csv").read_bytes().split(b"\n")
    first = tmp_path / "uvl-1.csv"
    first.write_bytes(b"\n".join(line for line in lines if b"Lion Chip" not in line))
    run("ingest", first)
    output = run("ingest", FIXTURES / "csl-uvl.csv").output
    assert "List UVL changed: 1 entries added, 0 removed, 0 changed" in output
    assert "company:catalogue:lion-chip-electronics-ltd: NO_LIST_MATCH -> POTENTIAL_MATCH" in output
    assert "quiet-meadow" not in output
    back = _json(run("ingest", first, "--json"))["rescreened"]
    assert [one["after"] for one in back[0]["changes"]] == ["NO_LIST_MATCH"]


def test_a_list_read_again_screens_nobody(run, tmp_path) -> None:
    run("ingest", FIXTURES / "csl-uvl.csv")
    assert _json(run("ingest", FIXTURES / "csl-uvl.csv", "--json"))["rescreened"] == []


def test_sources_show_freshness(run) -> None:
    assert "no source yet" in run("sources").output
    run("ingest", FIXTURES / "csl-sdn.xml", FIXTURES / "fedramp.json", FIXTURES / "hs.csv")
    output = run("sources").output
    assert "Too old: csl, fedramp-marketplace" in output
    states = {one["dataset"]: one for one in _json_list(run("sources", "--json"))}
    assert (states["hs"]["stale"], states["csl"]["stale"]) == (False, True)
    assert states["fedramp-marketplace"]["retrieved_at"] == "2025-01-30"


def _json_list(result) -> list[dict]:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_owners_show_chains_dates_and_where_knowledge_ends(run, tmp_path) -> None:
    catalogue = tmp_path / "catalogue.csv"
    catalogue.write_text(
        "company,owners\nAcme Inc.,Mid Corp = 60 %\nMid Corp,Top Corp = 0.5\nTop Corp,none\n", encoding="utf-8"
    )
    with pytest.raises(AssertionError):
        assert run("owners", "Acme Inc.").exit_code == 0  # nothing is known of it yet
    run("ingest", catalogue)
    output = run("owners", "Acme Inc.").output
    assert "60 %" in output
    assert "30 %" in output  # of Top Corp, over Mid Corp
    found = _json(run("owners", "Acme Inc.", "--json"))
    assert found["shares"]["company:catalogue:top-corp"] == [0.3, 0.3]
    assert found["parent"]["path"] == ["company:catalogue:acme-inc", "company:catalogue:mid-corp"]
    files = ("gleif-rr-data.json", "gleif-lei-data.json", "gleif-repex-data.json")
    run("ingest", *(FIXTURES / name for name in files))
    fund = run("owners", "001GPB6A9XPE8XJICC14").output
    assert "2012-11-29" in fund
    assert "Owners not known (nobody stated them; that is not the same as none)" in fund
    said = " ".join(fund.split())
    assert "reports instead of a direct accounting consolidation parent: NO_KNOWN_PERSON" in said
