"""Stand-ins with the real ones' semantics, for tests that need no graph server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph.catalogue import Catalogue
from graph.errors import Conflict
from graph.merged import fold_catalogue, survivors
from graph.model import Layer
from graph.model.capability import CapabilityLink, CapabilityTerm
from graph.model.package import Package
from ingest.sink import Kind, MemorySink
from matching.fit.match import Matcher
from service.fresh import ServedAlliedstack
from service.ingesting import IngestPorts, bundled_paths, ingest_paths
from service.replay import Replay
from service.settings import Settings
from service.snapshot import Snapshot


def bundled_catalogue() -> Catalogue:
    """The bundled real data, read through the real pipeline."""
    sink = MemorySink()
    ingest_paths(sink, bundled_paths(), state_dir=None)

    def held(kind: Kind) -> dict[str, Any]:
        return dict(sorted(sink.nodes.get(kind, {}).items()))

    return Catalogue(
        1,
        held(Kind.COMPANY),
        held(Kind.PRODUCT),
        held(Kind.MARKET),
        held(Kind.OPPORTUNITY),
        {source.id: source for source in sink.sources()},
    )


def _no_matcher() -> Matcher:
    raise AssertionError("nothing is matched without models")


class FakeApp(ServedAlliedstack):
    """The program over a catalogue in memory: without graph and without models for search."""

    def __init__(self, folder: Path, raw: Catalogue) -> None:
        super().__init__(Settings(data_dir=folder))
        self._catalogue = raw

    def snapshot(self, *, illustrative: bool = False) -> Snapshot:
        folded = fold_catalogue(self._catalogue)
        return Snapshot(replace(folded), survivors(self._catalogue.companies), _no_matcher)

    def replay(self, snapshot: Snapshot, as_of: Any = None) -> Replay:
        book = self.rulebook
        return Replay(snapshot.version, f"{book.rulebook} {book.version}", (), as_of or self.today())


class MemoryPackages:
    def __init__(self) -> None:
        self._held: dict[str, Package] = {}

    def get(self, package_id: str) -> Package | None:
        return self._held.get(package_id)

    def save(self, package: Package, expected_version: int) -> Package:
        held = self._held.get(package.id)
        if (held.version if held else 0) != expected_version:
            raise Conflict("The package was changed in between.", "Read it again.")
        saved = replace(package, version=expected_version + 1)
        self._held[package.id] = saved
        return saved

    def all(self) -> Sequence[Package]:
        return [self._held[key] for key in sorted(self._held)]


class MemoryIdentity:
    """Companies that never merge: enough for routes, whose rules are held elsewhere."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._companies = catalogue.companies
        self.decided: list[Any] = []
        self.records: list[Any] = []

    def companies(self) -> Mapping[str, Any]:
        return self._companies

    def decisions(self) -> Sequence[Any]:
        return self.decided

    def reviews(self) -> Sequence[Any]:
        return []

    def merges(self) -> Sequence[Any]:
        return self.records

    def save_found(self, records: Sequence[Any], reviews: Sequence[Any]) -> None:
        self.records += records

    def save_decision(self, decided: Any, record: Any) -> None:
        self.decided.append(decided)
        if record is not None:
            self.records.append(record)

    def save_split(self, record: Any, decided: Any) -> None:
        self.records.append(record)


class MemoryScreening:
    """No list at all, which screening refuses to answer from."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._companies = catalogue.companies

    def companies(self) -> Mapping[str, Any]:
        return self._companies

    def lists(self) -> Sequence[Any]:
        return []

    def parties(self, list_id: str | None = None) -> Sequence[Any]:
        return []

    def judgements(self) -> Mapping[Any, Any]:
        return {}

    def results(self) -> Mapping[str, Any]:
        return {}

    def save_results(self, results: Sequence[Any]) -> None: ...

    def save_judgement(self, judgement: Any) -> None: ...


class MemoryCapabilities:
    """One term, that nobody provides."""

    def term(self, key: str) -> CapabilityTerm | None:
        return CapabilityTerm(key, "speech recognition", Layer.C) if key == "speech-recognition" else None

    def around(self, key: str, most: int) -> tuple[CapabilityLink, ...]:
        return ()


class MemoryStores:
    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.packages = MemoryPackages()
        self.identity = MemoryIdentity(catalogue)
        self.screening = MemoryScreening(catalogue)
        self.ingest = IngestPorts(MemorySink(), folder)
        self.capabilities = MemoryCapabilities()
