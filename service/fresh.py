"""Snapshots for a process that answers many requests: looked at once a second instead of at every request."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from service.app import Alliedstack
from service.attestations import Attestations, with_attested

if TYPE_CHECKING:
    from datetime import date

    from graph.catalogue import Catalogue
    from service.settings import Settings
    from service.snapshot import Snapshot

LOOK_SECONDS = 1.0  # how old an answer's view of the graph may be; a process sees its own changes at once


class ServedAlliedstack(Alliedstack):
    """The program as a server holds it. While a new snapshot is being prepared, the one before goes on serving."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._fresh: dict[bool, tuple[float, Snapshot]] = {}
        self._preparing = threading.Lock()
        self._with_attested: tuple[tuple[int, int, date], Catalogue] | None = None

    @cached_property
    def _attestations(self) -> Attestations:
        return Attestations(self.records)

    def catalogue(self) -> Catalogue:
        """The graph as it stands, with what companies attested of themselves.

        Its version is the graph's plus the number of changes to attestations: both only rise, so it never returns.
        """
        with self._lock:
            raw = super().catalogue()
            key = (raw.version, self._attestations.changes(), self.today())
            if self._with_attested is None or self._with_attested[0] != key:
                attested = with_attested(raw, self._attestations.all(), key[2])
                self._with_attested = (key, replace(attested, version=raw.version + key[1]))
                self._snapshots.clear()  # a new day may end an attestation without a new version
            return self._with_attested[1]

    def snapshot(self, *, illustrative: bool = False) -> Snapshot:
        """The snapshot at the version that the graph had a second ago or later."""
        held = self._fresh.get(illustrative)
        if held is not None and time.monotonic() - held[0] < LOOK_SECONDS:
            return held[1]
        if not self._preparing.acquire(blocking=held is None):
            assert held is not None
            return held[1]  # somebody is at it
        try:
            again = self._fresh.get(illustrative)
            if again is None or time.monotonic() - again[0] >= LOOK_SECONDS:
                again = (time.monotonic(), super().snapshot(illustrative=illustrative))
                self._fresh[illustrative] = again
            return again[1]
        finally:
            self._preparing.release()

    def changed(self) -> None:
        """This process changed the graph: the next answer looks at it first."""
        self._fresh.clear()

    @property
    def warm(self) -> bool:
        """Whether a snapshot is ready, so that answers come at once."""
        return bool(self._fresh)
