"""Records that the program keeps for itself (keys, jobs, searches, the audit log): versioned JSON by kind and id."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from graph.cypher import records as cypher
from graph.errors import BadInput, Conflict
from graph.store.model import BATCH

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

_JOINT = "\x1f"  # unit separator: between kind and id in a node's id
_PAST = "\x20"  # the character after it: an id above all of a kind
_COUNTER = f"{_JOINT}log{_JOINT}"  # begins the node ids of the logs' counters, which no kind can
_DIGITS = 15  # of a log's ids: enough for 31 years of a million entries a second
_PAGE = 10_000  # records read at a time when all are wanted


@dataclass(frozen=True, slots=True)
class Record:
    """``version`` counts the writes from 1. Times are ISO 8601 in UTC; ``owner`` is "" where nobody owns it."""

    kind: str
    id: str
    version: int
    created_at: str
    updated_at: str
    owner: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


class GraphRecords:
    """Records of one graph. Each call but :meth:`scan` is one transaction."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def get(self, kind: str, id: str) -> Record | None:
        """The record, None when there is none."""
        rows = self._graph.rows(cypher.GET, id=_node_id(kind, id))
        return _record(rows[0]["row"]) if rows and rows[0]["row"]["version"] > 0 else None

    def put(
        self,
        kind: str,
        id: str,
        body: Mapping[str, Any],
        *,
        owner: str | None = None,
        expected_version: int | None = None,
        now: str | None = None,
    ) -> Record:
        """Create or replace. ``expected_version`` 0: it must not exist yet; None: whatever is there.

        ``owner`` None: as it was, nobody for a new record. ``now``: ISO 8601, the clock's when None.

        Raises:
            Conflict: it has another version; nothing was changed.
        """
        node_id, text = _node_id(kind, id), _text(body)
        at = now or _now()

        def work(tx: ManagedTransaction) -> Record:
            held = tx.run(cypher.LOCK, id=node_id).single(strict=True)["row"]
            _expect(kind, id, expected_version, held["version"])
            record = _next(kind, id, held, body, owner, at)
            tx.run(cypher.SAVE, rows=[_row(record, text)]).consume()
            return record

        return self._graph.write(work)

    def list(
        self, kind: str, *, after: str | None = None, limit: int = 100, owner: str | None = None
    ) -> Sequence[Record]:
        """At most ``limit`` records sorted by id, those after the id ``after``, of one owner or of all."""
        bounds: dict[str, Any] = {
            "after": _node_id(kind, after or "", empty=True),
            "before": f"{kind}{_PAST}",
            "limit": limit,
        }
        if owner is None:
            rows = self._graph.rows(cypher.PAGE, **bounds)
        else:
            rows = self._graph.rows(cypher.PAGE_OF_OWNER, **bounds, owner=owner)
        return [_record(row["row"]) for row in rows]

    def delete(self, kind: str, id: str, *, expected_version: int | None = None) -> bool:
        """Take a record away; whether there was one.

        Raises:
            Conflict: it has another version than ``expected_version``.
        """
        node_id = _node_id(kind, id)

        def work(tx: ManagedTransaction) -> bool:
            held = tx.run(cypher.LOCK, id=node_id).single(strict=True)["row"]
            _expect(kind, id, expected_version, held["version"])
            tx.run(cypher.DELETE, id=node_id).consume()
            return bool(held["version"] > 0)

        return self._graph.write(work)

    def append(self, kind: str, bodies: Sequence[Mapping[str, Any]], *, now: str | None = None) -> Sequence[Record]:
        """Add records that are never changed, with ids that follow the order of writing; all of them or none."""
        if not bodies:
            return []
        counter = f"{_COUNTER}{_node_id(kind, '', empty=True)}"
        at = now or _now()
        texts = [_text(body) for body in bodies]

        def work(tx: ManagedTransaction) -> list[Record]:
            end = int(tx.run(cypher.NEXT, id=counter, count=len(bodies)).single(strict=True)["next"])
            start = end - len(bodies) + 1
            records = [
                Record(kind, f"{start + n:0{_DIGITS}}", 1, at, at, "", dict(body)) for n, body in enumerate(bodies)
            ]
            rows = [_row(record, text) for record, text in zip(records, texts, strict=True)]
            for first in range(0, len(rows), BATCH):
                tx.run(cypher.SAVE, rows=rows[first : first + BATCH]).consume()
            return records

        return self._graph.write(work)

    def scan(self, kind: str, *, since: str | None = None) -> Iterator[Record]:
        """Every record sorted by id (those after the id ``since``), read a page at a time."""
        while True:
            page = self.list(kind, after=since, limit=_PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            since = page[-1].id


class MemoryRecords:
    """The same in memory, for tests and for commands that keep nothing."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Record] = {}
        self._counters: dict[str, int] = {}
        self._lock = threading.RLock()

    def get(self, kind: str, id: str) -> Record | None:
        _node_id(kind, id)
        return self._held.get((kind, id))

    def put(
        self,
        kind: str,
        id: str,
        body: Mapping[str, Any],
        *,
        owner: str | None = None,
        expected_version: int | None = None,
        now: str | None = None,
    ) -> Record:
        _node_id(kind, id)
        copy = orjson.loads(_text(body))
        with self._lock:
            old = self._held.get((kind, id))
            held = {"version": 0} if old is None else _row(old, "")
            _expect(kind, id, expected_version, held["version"])
            record = self._held[kind, id] = _next(kind, id, held, copy, owner, now or _now())
            return record

    def list(
        self, kind: str, *, after: str | None = None, limit: int = 100, owner: str | None = None
    ) -> Sequence[Record]:
        with self._lock:
            ids = sorted(id for of, id in self._held if of == kind and id > (after or ""))
            found = [self._held[kind, id] for id in ids]
        return [one for one in found if owner is None or one.owner == owner][:limit]

    def delete(self, kind: str, id: str, *, expected_version: int | None = None) -> bool:
        _node_id(kind, id)
        with self._lock:
            old = self._held.get((kind, id))
            _expect(kind, id, expected_version, 0 if old is None else old.version)
            return self._held.pop((kind, id), None) is not None

    def append(self, kind: str, bodies: Sequence[Mapping[str, Any]], *, now: str | None = None) -> Sequence[Record]:
        with self._lock:
            start = self._counters.get(kind, 0) + 1
            self._counters[kind] = start + len(bodies) - 1
            return [self.put(kind, f"{start + n:0{_DIGITS}}", body, now=now) for n, body in enumerate(bodies)]

    def scan(self, kind: str, *, since: str | None = None) -> Iterator[Record]:
        yield from self.list(kind, after=since, limit=len(self._held))


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _node_id(kind: str, id: str, *, empty: bool = False) -> str:
    """Where the record is kept.

    Raises:
        BadInput: kind or id is empty, or holds a control character.
    """
    if not kind or (not id and not empty) or any(ord(one) < ord(_PAST) for one in kind + id):
        raise BadInput(f"{kind!r} {id!r} is no name for a record.", "Use printable characters, at least one.")
    return f"{kind}{_JOINT}{id}"


def _text(body: Mapping[str, Any]) -> str:
    return orjson.dumps(dict(body)).decode()


def _expect(kind: str, id: str, expected: int | None, held: int) -> None:
    if expected is None or expected == held:
        return
    if held == 0:
        raise Conflict(f"The {kind} {id!r} does not exist (any more).", "Look at it again before changing it.")
    if expected == 0:
        raise Conflict(f"The {kind} {id!r} exists already.", "Choose another id, or change the one that is there.")
    raise Conflict(
        f"The {kind} {id!r} was changed meanwhile: it has version {held}, not {expected}.", "Read it again and repeat."
    )


def _next(kind: str, id: str, held: Mapping[str, Any], body: Mapping[str, Any], owner: str | None, at: str) -> Record:
    return Record(
        kind,
        id,
        held["version"] + 1,
        held.get("created_at") or at,
        at,
        (held.get("owner") or "") if owner is None else owner,
        dict(body),
    )


def _row(record: Record, text: str) -> dict[str, Any]:
    return {
        "id": _node_id(record.kind, record.id),
        "kind": record.kind,
        "key": record.id,
        "version": record.version,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "owner": record.owner,
        "body": text,
    }


def _record(row: Mapping[str, Any]) -> Record:
    return Record(
        row["kind"],
        row["key"],
        row["version"],
        row["created_at"],
        row["updated_at"],
        row["owner"],
        orjson.loads(row["body"]),
    )
