"""Snapshots for a process that answers many requests: looked at once a second instead of at every request."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from service.app import Alliedstack

if TYPE_CHECKING:
    from service.settings import Settings
    from service.snapshot import Snapshot

LOOK_SECONDS = 1.0  # how old an answer's view of the graph may be; a process sees its own changes at once


class ServedAlliedstack(Alliedstack):
    """The program as a server holds it. While a new snapshot is being prepared, the one before goes on serving."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._fresh: dict[bool, tuple[float, Snapshot]] = {}
        self._preparing = threading.Lock()

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

    def held(self, *, illustrative: bool = False) -> Snapshot | None:
        """What :meth:`snapshot` would return at once; None when it would look at the graph first."""
        held = self._fresh.get(illustrative)
        if held is None or (time.monotonic() - held[0] >= LOOK_SECONDS and not self._preparing.locked()):
            return None
        return held[1]

    def changed(self) -> None:
        """This process changed the graph: the next answer looks at it first."""
        self._fresh.clear()

    @property
    def warm(self) -> bool:
        """Whether a snapshot is ready, so that answers come at once."""
        return bool(self._fresh)
