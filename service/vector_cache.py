"""Vectors kept on disk by content: the same model and text are never embedded twice, and a killed run goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from matching.search.embedder import Embedder, ModelInfo, Vectors, content_key, unit_rows
from service.latest import Latest

_CHUNK = 256  # texts embedded between two commits: a kill loses at most these
_LOOKUP = 500  # keys asked for in one statement (SQLite allows 999 parameters in old builds)
_REMEMBERED = 20_000  # vectors in memory, about 35 MB: those that every match needs, and those of the latest texts
_BUSY_SECONDS = 30.0  # another process of ours may be writing


class VectorCache:
    """A SQLite file of float16 vectors (rounding error 0.0005 of a unit vector, far below what changes a ranking).

    The latest are in memory as well: to open the file takes longer than a match.
    """

    def __init__(self, file: Path, bundled: Mapping[str, Vectors] | None = None) -> None:
        self._file = file
        self._bundled = bundled or {}
        self._latest: Latest[str, Vectors] = Latest(_REMEMBERED)

    def _connect(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._file, timeout=_BUSY_SECONDS)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vector (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
        )
        return connection

    def find(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """The vectors at hand, by key."""
        found: dict[str, Vectors] = {}
        for key in keys:
            vector = self._bundled.get(key)
            if vector is None:
                vector = self._latest.get(key)
            if vector is not None:
                found[key] = vector
        missing = [key for key in keys if key not in found]
        if missing:
            read = self._read(missing)
            for key, vector in read.items():
                self._latest.put(key, vector)
            found.update(read)
        return found

    def _read(self, missing: Sequence[str]) -> dict[str, Vectors]:
        found: dict[str, Vectors] = {}
        with closing(self._connect()) as connection:
            for at in range(0, len(missing), _LOOKUP):
                part = missing[at : at + _LOOKUP]
                marks = ",".join("?" * len(part))
                rows = connection.execute(f"SELECT key, value FROM vector WHERE key IN ({marks})", part)  # noqa: S608 - only marks
                found.update((key, np.frombuffer(value, dtype=np.float16).astype(np.float32)) for key, value in rows)
        return found

    def keep(self, vectors: Mapping[str, Vectors]) -> None:
        """Store; a key that is there already keeps its vector."""
        rows = [(key, vector.astype(np.float16).tobytes()) for key, vector in vectors.items()]
        with closing(self._connect()) as connection, connection:
            connection.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", rows)

    def clear(self) -> None:
        """Forget everything that was computed; what the program brings along stays."""
        self._latest.clear()
        if self._file.is_file():
            with closing(self._connect()) as connection, connection:
                connection.execute("DELETE FROM vector")


class CachedEmbedder:
    """An embedder that looks into the cache first. ``progress`` is called with (done, all) while it computes."""

    def __init__(self, inner: Embedder, cache: VectorCache, progress: Callable[[int, int], None] | None = None) -> None:
        self._inner = inner
        self._cache = cache
        self._progress = progress

    @property
    def info(self) -> ModelInfo:
        return self._inner.info

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, "passage", self._inner.embed_passages)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, "query", self._inner.embed_queries)

    def _embed(self, texts: Sequence[str], kind: str, compute: Callable[[Sequence[str]], Vectors]) -> Vectors:
        if not texts:
            return np.zeros((0, self.info.dimension), dtype=np.float32)
        keys = [content_key(self.info.id, kind, text) for text in texts]
        found = self._cache.find(list(dict.fromkeys(keys)))
        todo = list({key: text for key, text in zip(keys, texts, strict=True) if key not in found}.items())
        # Texts of similar length go together: a batch costs as much as its longest text.
        todo.sort(key=lambda pair: len(pair[1]))
        for at in range(0, len(todo), _CHUNK):
            part = todo[at : at + _CHUNK]
            # As precise as what is kept: the same text has the same vector the first time and every later one.
            kept = compute([text for _, text in part]).astype(np.float16).astype(np.float32)
            fresh = dict(zip((key for key, _ in part), kept, strict=True))
            self._cache.keep(fresh)
            # As they will be read the next time: the same question has to get the same answer, to the last digit.
            found.update((key, vector.astype(np.float16).astype(np.float32)) for key, vector in fresh.items())
            if self._progress is not None:
                self._progress(min(at + _CHUNK, len(todo)), len(todo))
        return unit_rows(np.stack([found[key] for key in keys]))
