"""The port through which the program keeps records of its own: keys, jobs, kept answers, searches, the audit log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from graph.records import Record


class Records(Protocol):
    """Versioned JSON records by kind and id. Each call is one transaction."""

    def get(self, kind: str, id: str) -> Record | None: ...

    def put(
        self,
        kind: str,
        id: str,
        body: Mapping[str, Any],
        *,
        owner: str | None = None,
        expected_version: int | None = None,
    ) -> Record:
        """Create or replace. ``expected_version`` 0: it must not exist yet; None: whatever is there.

        Raises:
            Conflict: it has another version.
        """
        ...

    def list(
        self, kind: str, *, after: str | None = None, limit: int = 100, owner: str | None = None
    ) -> Sequence[Record]:
        """Records by id, those after the id ``after``."""
        ...

    def delete(self, kind: str, id: str, *, expected_version: int | None = None) -> bool: ...

    def append(self, kind: str, bodies: Sequence[Mapping[str, Any]]) -> Sequence[Record]:
        """Add records that are never changed, with ids that follow the order of writing."""
        ...

    def scan(self, kind: str) -> Iterator[Record]:
        """Every record by id."""
        ...
