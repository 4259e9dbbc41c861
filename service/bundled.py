"""Loading the bundled sample: read, written, companies that are one merged by rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.report import Report
from service.app import Alliedstack
from service.identity import find_doubles
from service.ingesting import bundled_paths, ingest_paths

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """``fresh``: something was written. ``holds``: what the graph holds now, by kind. ``merged``: companies that gave
    way to another in all."""

    report: Report
    fresh: bool
    holds: dict[str, int]
    merged: int


def load_bundled(app: Alliedstack, progress: Progress) -> Loaded:
    """Load what is not loaded yet; a second time finds everything unchanged and writes nothing."""
    from service.capabilities import read_capabilities
    from service.graph_sink import GraphSink
    from service.stores import identity_store

    report = ingest_paths(
        GraphSink(app.store),
        bundled_paths(),
        state_dir=app.settings.data_dir,
        layer_of=app.layer_of,
        progress=lambda file, read: progress(f"Reading {file}", read, read),
        today=app.today(),
    )
    total = report.total
    fresh = total.new + total.changed + report.withdrawn > 0
    if fresh:
        find_doubles(identity_store(app.graph), app.now())
    read_capabilities(app)
    catalogue = app.catalogue()
    return Loaded(
        report,
        fresh,
        {
            "companies": sum(one.merged_into is None for one in catalogue.companies.values()),
            "products": len(catalogue.products),
            "opportunities": len(catalogue.opportunities),
            "markets": len(catalogue.markets),
        },
        sum(one.merged_into is not None for one in catalogue.companies.values()),
    )
