"""Releases of contracting processes, gathered by ocid on disk: memory does not grow with the file.

OCDS publishes a process in instalments, often over several files. With a folder to remember them in, a later file's
amendment is folded onto what earlier files said; without, only the releases of one run are folded.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS release (
  ocid TEXT NOT NULL, key TEXT NOT NULL, date TEXT NOT NULL, locator TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (ocid, key)
) WITHOUT ROWID;
CREATE TEMP TABLE touched (ocid TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID;
"""
_INSERT = (
    "INSERT INTO release VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (ocid, key) DO UPDATE SET date = excluded.date, locator = excluded.locator, body = excluded.body"
)
_BATCH = 1000


class ReleaseStore:
    """Put releases in any order, take them out by ocid, each process's releases sorted by date."""

    def __init__(self, folder: Path | None = None) -> None:
        self._temporary = None
        if folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="alliedstack-ocds-")
            folder = Path(self._temporary.name)
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(folder / "ocds_releases.sqlite")
        # A crash loses at most this run's instalments, which the same file gives again.
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + _SCHEMA)
        self._rows: list[tuple[str, str, str, str, bytes]] = []
        self._place = 0

    def __enter__(self) -> ReleaseStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def put(self, ocid: str, release_id: str | None, date: str, locator: str, body: bytes) -> None:
        """Keep one release. The same release read again replaces itself: by its id, else by its content."""
        key = release_id or hashlib.blake2b(body, digest_size=16).hexdigest()
        self._rows.append((ocid, key, date, locator, body))
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        with self._db:
            self._db.executemany(_INSERT, self._rows)
            self._db.executemany(
                "INSERT OR IGNORE INTO touched VALUES (?, ?)",
                [(row[0], self._place + index) for index, row in enumerate(self._rows)],
            )
        self._place += len(self._rows)
        self._rows.clear()

    def processes(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        """(ocid, locator of the latest release, releases by date) for each process of this run, in file order."""
        import orjson

        self._flush()
        query = (
            "SELECT t.ocid, r.locator, r.body FROM touched t JOIN release r ON r.ocid = t.ocid "
            "ORDER BY t.place, r.date, r.key"
        )
        current: str | None = None
        latest = ""
        releases: list[dict[str, Any]] = []
        for ocid, locator, body in self._db.execute(query):
            if current is not None and ocid != current:
                yield current, latest, releases
                releases = []
            current, latest = ocid, locator
            releases.append(orjson.loads(body))
        if current is not None:
            yield current, latest, releases
