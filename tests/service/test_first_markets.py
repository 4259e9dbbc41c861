"""Who brings only a catalogue can name markets all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.model import GLOBAL
from ingest.pipeline import Options, ingest
from ingest.report import Report
from ingest.sink import Kind, MemorySink, Sink
from ingest.template import write_template
from service.ingesting import Ingested, IngestPorts, ingest_and_follow_up
from service.settings import bundled_data_dir


def _brought(sink: Sink, path: Path, dry_run: bool = False) -> Ingested:
    def into(watched: Sink) -> Report:
        return ingest([path], watched, Options(dry_run=dry_run))

    return ingest_and_follow_up(IngestPorts(sink), into)


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    write_template(tmp_path / "ours.csv")
    return tmp_path / "ours.csv"


def test_the_first_records_bring_the_markets_with_them(catalogue: Path) -> None:
    sink = MemorySink()
    assert _brought(sink, catalogue, dry_run=True).markets == 0
    assert sink.nodes == {}  # a dry run writes nothing at all
    done = _brought(sink, catalogue)
    assert done.markets == len(sink.nodes[Kind.MARKET]) > 200
    assert {GLOBAL, "KE", "ASEAN"} <= sink.nodes[Kind.MARKET].keys()
    assert done.report.total.new == 2  # the markets are not counted as the user's records
    assert _brought(sink, catalogue).markets == 0


def test_what_cannot_be_read_brings_nothing(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir", encoding="utf-8")
    sink = MemorySink()
    with pytest.raises(BadInput):
        _brought(sink, tmp_path / "letter.txt")
    assert sink.nodes == {}


def test_who_brings_the_countries_gets_no_others(tmp_path: Path) -> None:
    lines = (bundled_data_dir() / "markets" / "country-codes.csv").read_text(encoding="utf-8").splitlines()
    mine = tmp_path / "countries.csv"
    mine.write_text("\n".join([lines[0], *(line for line in lines if "Kenya" in line)]), encoding="utf-8")
    sink = MemorySink()
    assert _brought(sink, mine).markets == 0
    assert "KE" in sink.nodes[Kind.MARKET]
    assert "AT" not in sink.nodes[Kind.MARKET]
