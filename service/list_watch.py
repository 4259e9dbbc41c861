"""What a new copy of a screening list changes: its entries as they were before the copy is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.model import ScreenedParty, ScreeningList
from ingest.items import Writable
from ingest.passing import PassingSink
from ingest.sink import Kind, Sink, Tally
from service.screening import ScreeningStore


class ListWatch(PassingSink):
    """A sink that notes the entries of a screening list before a new copy of it is written."""

    def __init__(self, sink: Sink, screening: ScreeningStore) -> None:
        super().__init__(sink)
        self._screening = screening
        self.before: dict[str, Sequence[ScreenedParty]] = {}

    def write(self, kind: Kind, items: Sequence[Writable]) -> Tally:
        if kind is not Kind.SCREENING_LIST:
            return self._sink.write(kind, items)
        tally = Tally()
        for item in items:
            before = self._before(item) if isinstance(item, ScreeningList) else None
            tally += self._sink.write(kind, [item])
            if isinstance(item, ScreeningList) and before is not None:
                self.before.setdefault(item.id, before)
        return tally

    def _before(self, new: ScreeningList) -> list[ScreenedParty] | None:
        """The entries before the copy ``new``; None when that copy was read to its end already."""
        parties = self._screening.parties(new.id)
        of_copy = {run.outcome for run in self._sink.runs() if run.sha256 == new.sha256 and run.finished is not None}
        held = self._sink.held(Kind.SCREENING_LIST, [new.id]).get(new.id)
        if not isinstance(held, ScreeningList) or held.sha256 != new.sha256:
            return list(parties)
        if "complete" in of_copy:
            return None
        # A run over this copy was cut short: what stood before it is lost, so everything counts as changed.
        return [replace(party, removed_on=None) for party in parties if party.removed_on is not None]
