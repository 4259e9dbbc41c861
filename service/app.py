"""The composition root: settings to graph, store, models, rulebook and snapshots, each built once, on first use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from service.replay import Replay
from service.settings import Settings, bundled_data_dir

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from graph.catalogue import Catalogue, VectorTable
    from graph.connection import Graph
    from graph.model import Layer
    from graph.records import GraphRecords
    from graph.store import GraphStore
    from matching.fit.match import Matcher
    from matching.rules.rulebook import Rulebook
    from matching.search.candidates import CandidateSource
    from matching.search.corpus import Corpus
    from service.attestations import Attestations
    from service.demand import DemandBoard
    from service.models import MatchingModels
    from service.snapshot import Snapshot

Progress = Callable[[str, int, int], None]  # what is done, how many are done, how many there are


def _silent(what: str, done: int, total: int) -> None:
    del what, done, total


class Alliedstack:
    """The program, assembled. Use as a context manager, or call :meth:`close`.

    Parts are built when first asked for, so that a command which needs no graph starts none, and one that needs no
    model loads none. Safe to share between threads.
    """

    def __init__(self, settings: Settings, progress: Progress = _silent) -> None:
        self.settings = settings
        self.tell = progress
        self._open = ExitStack()
        self._lock = threading.RLock()
        self._raw: Catalogue | None = None
        self._building = threading.Lock()
        self._snapshots: dict[bool, Snapshot] = {}
        self._matchers: dict[bool, tuple[Catalogue, Matcher]] = {}
        self.boards: dict[int | None, DemandBoard] = {}  # demand as it was last read, by how much of it was asked for
        self._attested: tuple[tuple[int, int, date], Catalogue] | None = None
        self._past: tuple[tuple[date, bool, int], Snapshot] | None = None

    def __enter__(self) -> Alliedstack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the graph; an embedded server that nobody else uses is stopped."""
        self._open.close()

    @cached_property
    def graph(self) -> Graph:
        """The open graph, at the newest schema."""
        from service.graph import open_store_graph

        with self._lock:
            return self._open.enter_context(open_store_graph(self.settings))

    @cached_property
    def store(self) -> GraphStore:
        from graph.store import GraphStore

        return GraphStore(self.graph)

    @cached_property
    def records(self) -> GraphRecords:
        """What the program keeps for itself: keys, jobs, saved searches, the audit log."""
        from graph.records import GraphRecords

        return GraphRecords(self.graph)

    @cached_property
    def rulebook(self) -> Rulebook:
        from service.rulebooks import load_rulebook

        return load_rulebook()

    @cached_property
    def models(self) -> MatchingModels:
        from service.models import MatchingModels

        settings = self.settings
        return MatchingModels(
            bundled_data_dir(),
            settings.data_dir / "cache",
            settings.model_dir,
            lambda done, total: self.tell("Embedding texts", done, total),
            settings.model_languages,
        )

    def today(self) -> date:
        """The day that rules are applied as of when nobody names another."""
        return datetime.now(UTC).date()

    def now(self) -> str:
        """The moment, ISO 8601 in UTC, to the second."""
        return datetime.now(UTC).isoformat(timespec="seconds")

    def layer_of(self, text: str, hints: Mapping[str, Sequence[str]]) -> tuple[Layer, str]:
        """The layer of a service of which the source does not say it, and from what it follows."""
        from matching.capabilities.layering import infer_layer

        return infer_layer(text, [value for values in hints.values() for value in values], self.models.product_words)

    @cached_property
    def attestations(self) -> Attestations:
        """What companies signed for of themselves."""
        from service.attestations import Attestations

        return Attestations(self.records)

    def catalogue(self) -> Catalogue:
        """The graph as it stands, every company as stored, merged or not, with what companies attested of themselves.

        Its version is the graph's plus the number of changes to attestations: both only rise, so it never returns.
        """
        from graph.catalogue_reader import CatalogueReader
        from service.attestations import with_attested

        with self._lock:
            reader = CatalogueReader(self.graph)
            self._raw = reader.read() if self._raw is None else reader.refresh(self._raw)
            key = (self._raw.version, self.attestations.changes(), self.today())
            if self._attested is None or self._attested[0] != key:
                attested = with_attested(self._raw, self.attestations.all(), key[2])
                self._attested = (key, replace(attested, version=self._raw.version + key[1]))
            return self._attested[1]

    def snapshot(self, *, illustrative: bool = False) -> Snapshot:
        """The catalogue prepared for matching, at the graph's present version; kept until the graph changes.

        ``illustrative``: with the made-up example companies, which are marked wherever they are shown.
        """
        with self._lock:
            raw = self.catalogue()
            held = self._snapshots.get(illustrative)
            if held is None or held.version != raw.version or held.day != self.today():
                held = self._snapshots[illustrative] = self._prepare(raw, illustrative, self.today())
            return held

    def snapshot_of(self, day: date, *, illustrative: bool = False) -> Snapshot:
        """The catalogue as it was known on another day: what was withdrawn later is in it, what was too old is not.

        The last one asked for is kept.
        """
        from graph.catalogue_reader import CatalogueReader
        from service.attestations import with_attested

        with self._lock:
            key = (day, illustrative, self.store.version() + self.attestations.changes())
            if self._past is None or self._past[0] != key:
                raw = with_attested(CatalogueReader(self.graph).read(as_of=day), self.attestations.all(), day)
                raw = replace(raw, version=key[2])
                self._past = (key, self._prepare(raw, illustrative, day))
            return self._past[1]

    def _prepare(self, raw: Catalogue, illustrative: bool, day: date) -> Snapshot:
        from graph.merged import fold_catalogue, survivors
        from service.freshness import without_stale
        from service.snapshot import Snapshot, without_illustrative

        current, stale = without_stale(raw if illustrative else without_illustrative(raw), day)
        shown = fold_catalogue(current)
        return Snapshot(shown, survivors(raw.companies), lambda: self._matcher(shown, illustrative), day, stale)

    def _matcher(self, shown: Catalogue, illustrative: bool) -> Matcher:
        """Made once for the same supply: a change of something else (a package, a run) needs no new one."""
        from matching.fit.match import Matcher
        from service.snapshot import same_supply

        with self._building:
            held = self._matchers.get(illustrative)
            if held is not None and same_supply(held[0], shown):
                return held[1]
            models = self.models
            corpus = models.corpus(replace(shown, vectors=self._vectors(shown)))
            made = Matcher(corpus, models.embedders, models.fit, self._source(corpus))
            self._matchers[illustrative] = (shown, made)
            return made

    def _source(self, corpus: Corpus) -> CandidateSource | None:
        """The graph's own indexes where the settings say so, brought up to date; None: the corpus in memory."""
        if self.settings.candidates != "native":
            return None
        from graph.search_index import SearchIndex
        from service.models import QUERY_MODEL
        from service.native_candidates import NativeSource
        from service.scale_out import ScaleOut

        embedder = self.models.embedders[QUERY_MODEL]
        ScaleOut(self.graph, embedder).index(lambda done, total: self.tell("Indexing products", done, total))
        return NativeSource(corpus, SearchIndex(self.graph), QUERY_MODEL)

    def _vectors(self, catalogue: Catalogue) -> Mapping[str, VectorTable]:
        from service.product_vectors import product_vectors
        from service.stores import vector_keeper

        return product_vectors(vector_keeper(self.graph, catalogue), catalogue, self.models.embedders, self.tell)

    def screening_outcomes(self) -> Mapping[str, str] | None:
        """Company id to the outcome of its last screening; None when nobody was ever screened."""
        from service.stores import screening_store

        results = screening_store(self.graph).results()
        return {subject: result.outcome.value for subject, result in results.items()} or None

    def replay(self, snapshot: Snapshot, as_of: date | None = None) -> Replay:
        """What an answer from this snapshot rests on."""
        book = self.rulebook
        models = (*self.models.embedders, f"fit {self.models.fit.version}")
        return Replay(snapshot.version, f"{book.rulebook} {book.version}", models, as_of or self.today())
