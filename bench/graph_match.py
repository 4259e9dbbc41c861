"""The parts of the graph benchmark that read: the snapshot in a process of its own, and whole matches.

A match is a need in three languages against the catalogue, with reasons; the vector of the text is at hand, so that
the graph's part is measured and not the model's. Vectors of products are random, so the answers mean nothing.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.graph_data import ROOT
from graph.connection import GraphAddress, open_graph
from matching.search.embedder import E5_SMALL

if TYPE_CHECKING:
    from graph.catalogue import Catalogue
    from graph.connection import Graph
    from matching.fit.match import Matcher
    from service.models import MatchingModels

ROUNDS = 10
_MEGA = 1 << 20
_ADDRESS = "BENCH_GRAPH_ADDRESS"


@dataclass(frozen=True, slots=True)
class Read:
    """Seconds and megabytes of the snapshot; with ``match``: seconds to prepare it, milliseconds a match, megabytes."""

    seconds: float
    before_mb: float
    after_mb: float
    prepare_seconds: float | None = None
    match_ms: float | None = None
    match_mb: float | None = None


def read_alone(address: GraphAddress, *, match: bool) -> Read:
    """The snapshot in a process of its own, so that its memory is that of the snapshot."""
    plain = {name: getattr(address, name) for name in ("uri", "user", "password", "database")}
    done = subprocess.run(  # noqa: S603 - this program itself
        [sys.executable, "-m", "bench.graph", "--alone", "match" if match else "snapshot"],
        cwd=ROOT,
        env={**os.environ, _ADDRESS: json.dumps(plain)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"The snapshot failed: {done.stderr[-2_000:]}")
    return Read(**json.loads(done.stdout))


def alone(what: str) -> None:
    """What :func:`read_alone` starts; prints a :class:`Read`."""
    from graph.catalogue_reader import CatalogueReader

    with open_graph(GraphAddress(**json.loads(os.environ[_ADDRESS]))) as graph:
        before = peak_mb()
        started = time.perf_counter()
        catalogue = CatalogueReader(graph).read()
        seconds = time.perf_counter() - started
    assert catalogue.products
    found = Read(seconds, before, peak_mb())
    if what == "match":
        models = _models()
        started = time.perf_counter()
        matcher = _matcher(models, catalogue)
        prepared = time.perf_counter() - started
        took = _median_ms(models, lambda _: matcher)
        found = Read(found.seconds, found.before_mb, found.after_mb, prepared, took, peak_mb())
    print(json.dumps(asdict(found)))


def native_match_ms(graph: Graph) -> float:
    """A match whose candidates the graph's own indexes name: found, read, prepared and judged anew each time."""
    from service.scale_out import ScaleOut

    models = _models()
    out = ScaleOut(graph, models.embedders[E5_SMALL.id])
    return _median_ms(models, lambda text: _matcher(models, out.catalogue(text)))


def peak_mb() -> float:
    """The most memory that this process had. Linux hands ``ru_maxrss`` down from the process that started this one."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / _MEGA
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MEGA


def _models() -> MatchingModels:
    from service.ranking import models_of_settings

    return models_of_settings()


def _matcher(models: MatchingModels, catalogue: Catalogue) -> Matcher:
    from matching.fit.match import Matcher
    from matching.search.corpus import build_corpus

    corpus = build_corpus(catalogue, models.tagger, models.product_heads)
    return Matcher(corpus, {E5_SMALL.id: models.embedders[E5_SMALL.id]}, models.fit)


def _median_ms(models: MatchingModels, matcher_for: Callable[[str], Matcher]) -> float:
    from bench.match_speed import QUESTIONS
    from matching.fit.match import whole

    needs = [(text, models.reader.read(text)) for text in QUESTIONS]
    taken = []
    for round_ in range(ROUNDS + 1):
        for text, need in needs:
            started = time.perf_counter()
            assert matcher_for(text).match(whole(need), need.language).matches
            if round_ > 0:  # the first warms up, and has the text embedded
                taken.append((time.perf_counter() - started) * 1_000)
    return statistics.median(taken)
