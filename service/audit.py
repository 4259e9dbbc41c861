"""Who read or changed what: an append-only log in the graph, written in batches, exportable."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from service.records import Records

KIND = "audit"
BATCH = 500  # entries to a write
FLUSH_SECONDS = 0.5  # how much of what was only read a killed process may leave unwritten; changes are written at once
MOST_WAITING = 50_000  # entries kept while the graph cannot be written; beyond it the log says how many it lost


@dataclass(frozen=True, slots=True)
class Entry:
    """One answered request. ``at``: ISO 8601 in UTC. ``subject`` who asked (key prefix or token subject), ``route`` the
    template, ``path`` what was named, ``change``: whether it could change something, ``status`` the HTTP answer."""

    at: str
    subject: str
    role: str
    company: str
    method: str
    route: str
    path: str
    status: int
    change: bool
    request_id: str


_FIELDS = frozenset(one.name for one in fields(Entry))


class AuditLog:
    """Entries about reads wait for the next batch; entries about changes are in the graph before this returns."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: list[Entry] = []
        self._lost = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Write in the background until :meth:`stop`."""
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what is left."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    @property
    def waiting(self) -> int:
        """Entries not written yet."""
        return len(self._waiting)

    @property
    def lost(self) -> int:
        """Entries given up because the graph could not be written for too long."""
        return self._lost

    def note(self, entry: Entry) -> None:
        """Keep ``entry``.

        Raises:
            GraphUnavailable: it is about a change and cannot be written.
        """
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                self._lost += 1
            else:
                self._waiting.append(entry)
        if entry.change:
            self.flush()

    def flush(self) -> None:
        """Write everything that waits, in order."""
        with self._writing:
            while True:
                with self._lock:
                    batch = self._waiting[:BATCH]
                if not batch:
                    return
                self._records.append(KIND, [asdict(entry) for entry in batch])
                with self._lock:
                    del self._waiting[: len(batch)]

    def _run(self) -> None:
        import structlog

        while not self._stop.wait(FLUSH_SECONDS):
            try:
                self.flush()
            except Exception as error:  # the graph is away: the entries wait, the next round tries again
                structlog.get_logger("audit").warning("not written", waiting=self.waiting, error=str(error))

    def page(self, after: str | None, limit: int) -> list[tuple[str, Entry]]:
        """Up to ``limit`` entries with their ids, oldest first, those after the id ``after``."""
        return [(record.id, entry_of(record.body)) for record in self._records.list(KIND, after=after, limit=limit)]

    def export(self) -> Iterator[Entry]:
        """Every entry, oldest first."""
        for record in self._records.scan(KIND):
            yield entry_of(record.body)


def entry_of(body: Mapping[str, Any]) -> Entry:
    """The entry that a record's body holds."""
    return Entry(**{name: value for name, value in body.items() if name in _FIELDS})
