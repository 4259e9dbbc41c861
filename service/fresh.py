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
    """The program as a server holds it. While a new snapshot is prepared for matching, which takes about a second for
    each thousand products, the one before goes on serving; nobody waits for it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._fresh: dict[bool, tuple[float, Snapshot]] = {}
        self._preparing = {False: threading.Lock(), True: threading.Lock()}
        self._changes = 0  # of this process: what was begun before one must not replace what came after it

    def snapshot(self, *, illustrative: bool = False) -> Snapshot:
        """The snapshot at the version of a second ago or later; the one before it while that is prepared."""
        held = self._fresh.get(illustrative)
        if held is not None and time.monotonic() - held[0] < LOOK_SECONDS:
            return held[1]
        lock = self._preparing[illustrative]
        if not lock.acquire(blocking=held is None):
            assert held is not None
            return held[1]  # somebody is at it
        handed_on = False
        try:
            again = self._fresh.get(illustrative)
            if again is not None and time.monotonic() - again[0] < LOOK_SECONDS:
                return again[1]
            changes, looked = self._changes, time.monotonic()
            new = super().snapshot(illustrative=illustrative)
            if again is None or new is again[1] or not again[1].matched:
                self._fresh[illustrative] = (looked, new)
                return new
            handed_on = True
            threading.Thread(
                target=self._prepare_and_swap, args=(illustrative, new, changes), name="snapshot", daemon=True
            ).start()
            return again[1]
        finally:
            if not handed_on:
                lock.release()

    def _prepare_and_swap(self, illustrative: bool, new: Snapshot, changes: int) -> None:
        import structlog

        try:
            _ = new.matcher
            if self._changes == changes:
                self._fresh[illustrative] = (time.monotonic(), new)
        except Exception as error:  # the graph is away, or the disk is full: the next request tries again
            structlog.get_logger("snapshot").warning("not prepared", version=new.version, error=str(error))
        finally:
            self._preparing[illustrative].release()

    def held(self, *, illustrative: bool = False) -> Snapshot | None:
        """What :meth:`snapshot` would return at once; None when it would look at the graph first."""
        held = self._fresh.get(illustrative)
        if held is None or (time.monotonic() - held[0] >= LOOK_SECONDS and not self._preparing[illustrative].locked()):
            return None
        return held[1]

    def changed(self) -> None:
        """This process changed the graph: the next answer looks at it first."""
        self._changes += 1
        self._fresh.clear()

    def changed_much(self) -> None:
        """This process changed what is searched: prepared here, while others go on with the snapshot before."""
        for illustrative, (_, before) in list(self._fresh.items()):
            if before.matched:
                _ = super().snapshot(illustrative=illustrative).matcher
        self.changed()

    @property
    def warm(self) -> bool:
        """Whether a snapshot is ready, so that answers come at once."""
        return bool(self._fresh)
