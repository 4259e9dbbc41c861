"""When products are read again for what they can do, and when the ingest does so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graph.model import Layer
from ingest.pipeline import Options, ingest
from ingest.report import Report
from ingest.sink import MemorySink, Sink
from matching.capabilities.vocabulary import Capability, Vocabulary
from service.capabilities import reader_key, terms_of
from service.ingesting import IngestPorts, ingest_and_follow_up

SPEECH = Capability("speech", Layer.C, "Speech to text.", {"en": ("speech",), "de": ("Sprache",)}, ("language",))
VOCABULARY = Vocabulary("1", {"speech": SPEECH})
FIXTURES = Path(__file__).parents[1] / "fixtures" / "ingest"


def test_only_what_products_are_read_by_has_them_read_again() -> None:
    def key(**changes: object) -> str:
        return reader_key(Vocabulary("1", {"speech": replace(SPEECH, **changes)}))  # type: ignore[arg-type]

    same = reader_key(VOCABULARY)
    assert key(definition="Another.", labels={"en": ("speech",), "sw": ("usemi",)}) == same
    assert key(labels={"en": ("speech", "voice")}) != same
    assert key(examples=("Whisper",)) != same
    assert reader_key(Vocabulary("2", VOCABULARY.capabilities)) != same


def test_terms_bear_their_english_label_and_the_version() -> None:
    (term,) = terms_of(VOCABULARY)
    assert (term.id, term.label, term.layer, term.broader, term.vocabulary) == (
        "speech",
        "speech",
        Layer.C,
        ("language",),
        "1",
    )


def test_an_ingest_has_products_read_but_for_a_dry_run() -> None:
    read: list[str] = []
    ports = IngestPorts(MemorySink(), read_capabilities=lambda: read.append("read"))

    def run(dry_run: bool) -> None:
        def into(sink: Sink) -> Report:
            return ingest([FIXTURES / "fedramp.json"], sink, Options(dry_run=dry_run))

        ingest_and_follow_up(ports, into)

    run(dry_run=True)
    assert read == []
    run(dry_run=False)
    assert read == ["read"]
