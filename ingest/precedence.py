"""Which of two sources keeps its word when both state one thing under one id in different detail."""

from __future__ import annotations

from collections.abc import Sequence

from graph.model import ScreeningList, Source
from ingest.items import Entity
from ingest.readers.base import Dataset, Yield
from ingest.sink import Kind

# The things that several open files state under one id; all others bear the id of their dataset.
JUDGED_KINDS = frozenset({Kind.SCREENING_LIST, Kind.OPPORTUNITY, Kind.CODE})


class Precedence:
    """The rule of one file. ``known``: the sources in the graph, for their dates."""

    def __init__(self, source: Source, dataset: Dataset, known: Sequence[Source]) -> None:
        self._source = source
        self._not_better = tuple(f"source:{one}:" for one in (dataset.id, *dataset.poorer))
        self._yields = dataset.yields
        self._dates = {one.id: one.retrieved_at for one in known}

    def gives_way(self, held: Entity | None) -> bool:
        """Whether what this file states leaves what is ``held`` under its id as it is."""
        if held is None or self._yields is Yield.NEVER:
            return False
        if isinstance(held, ScreeningList):
            same = held.sha256 == self._source.sha256
            return not same and self._older(held.retrieved_at)
        sources = [ref.source_id for ref in getattr(held, "sources", ())]
        if not sources or any(one.startswith(self._not_better) for one in sources):
            return False
        return self._yields is Yield.ALWAYS or self._older(max(self._dates.get(one, "") for one in sources))

    def _older(self, held_date: str) -> bool:
        if self._yields is Yield.TO_NEWER:
            return held_date > self._source.retrieved_at
        return held_date >= self._source.retrieved_at
