"""The list of countries, regions and blocs, brought in with the first records of a graph that has none.

Without it a user who brings only their own catalogue could name no market at all.
"""

from __future__ import annotations

from graph.model import GLOBAL, Source
from ingest.passing import PassingSink
from ingest.pipeline import Options, ingest
from ingest.sink import Kind, Sink
from service.settings import bundled_data_dir

_COUNTRIES = "country-codes"  # the dataset that holds them: who brings it needs no other


class WithMarkets(PassingSink):
    """Reads the bundled list before the first record is written; ``loaded``: how many markets came in by that."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(sink)
        self.loaded = 0
        self._looked = False

    def begin(self, source: Source) -> None:
        if not self._looked and source.dataset != _COUNTRIES and not self._sink.held(Kind.MARKET, [GLOBAL]):
            report = ingest([bundled_data_dir() / "markets"], self._sink, Options())
            self.loaded = report.total.new
        self._looked = True
        self._sink.begin(source)
