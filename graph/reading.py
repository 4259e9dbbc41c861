"""Reads that cannot write, on an engine that lets them: every read is rolled back, and one that wrote is an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from graph.errors import Conflict

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Result, Session

T = TypeVar("T")


class _Done(Exception):
    """Carries the value out of the transaction, so that the driver rolls it back."""

    def __init__(self, value: Any) -> None:
        self.value = value


class ReadOnly:
    """A transaction that remembers its results, to ask each at the end whether it changed anything."""

    def __init__(self, tx: ManagedTransaction) -> None:
        self._tx = tx
        self._results: list[Result] = []
        # Where the transaction is connected from tells graph.running which statement on the server is ours.
        self._connection = getattr(tx, "_connection", None)

    def run(self, *args: Any, **kwargs: Any) -> Result:
        result = self._tx.run(*args, **kwargs)
        self._results.append(result)
        return result

    def refuse_changes(self) -> None:
        if any(result.consume().counters.contains_updates for result in self._results):
            raise refused_write()

    @staticmethod
    def transact(session: Session, work: Callable[[ManagedTransaction], T]) -> T:
        def rolled_back(tx: ManagedTransaction) -> None:
            guarded = ReadOnly(tx)
            value = work(cast("ManagedTransaction", guarded))
            guarded.refuse_changes()
            raise _Done(value)

        try:
            session.execute_read(rolled_back)
        except _Done as done:
            return cast("T", done.value)
        raise AssertionError("rolled_back always raises")


def refused_write() -> Conflict:
    return Conflict("A statement that should only read tried to write; nothing was changed.", "Use Graph.write for it.")
