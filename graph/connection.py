"""One connection to one graph database: the official driver, its engine's dialect, transactions that may be repeated.

Everything that reads or writes the graph goes through :class:`Graph`, so that time limits, repeats, bookmarks and
errors in plain words are the same everywhere and on both engines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from graph.deadline import check_wanted, within
from graph.dialect import Dialect, detect
from graph.failures import no_address, plain_words, without_secrets
from graph.reading import ReadOnly
from graph.repeat import Policy, repeated
from graph.running import Running

if TYPE_CHECKING:
    from neo4j import BookmarkManager, Driver, ManagedTransaction

T = TypeVar("T")
Row = dict[str, Any]
Params = Mapping[str, Any]

READ_SECONDS = 60.0  # longest read that a person waits for; exports say otherwise
WRITE_SECONDS = 120.0  # a batch of 1,000 rows takes about a second; ten times that on a busy disk, ten times again
CONNECT_SECONDS = 10.0  # the longest that a reachable server was seen to take for a handshake is under one
SCHEMES = frozenset(f"{kind}{tls}" for kind in ("bolt", "neo4j") for tls in ("", "+s", "+ssc"))
POOL = 50  # connections: as many as one process has threads of an HTTP server, and some
_GRACE_SECONDS = 5.0  # a server that keeps time limits itself gets this long to answer with its own, better error


@dataclass(frozen=True, slots=True)
class GraphAddress:
    """Where a graph is. The embedded engine has also ``sql_url``, its HTTP address, and ``folder``, where it writes."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"
    sql_url: str | None = None
    folder: str | None = None

    def __repr__(self) -> str:
        return f"GraphAddress({without_secrets(self.uri)!r}, {self.user!r}, database={self.database!r})"


class Graph:
    """A database that answered. Thread-safe; close it, or use it as a context manager.

    Each call of :meth:`rows`, :meth:`read` and :meth:`write` is one transaction. Work that is handed in may run more
    than once, so it must not change anything outside of its transaction. A reader sees what was written through the
    same ``Graph`` before, on a cluster too (bookmarks).
    """

    def __init__(self, address: GraphAddress, driver: Driver, dialect: Dialect, bookmarks: BookmarkManager) -> None:
        self.address = address
        self.driver = driver
        self.database = address.database
        self.dialect = dialect
        self._bookmarks = bookmarks
        self._policy = Policy.for_engine(dialect)

    def rows(self, statement: str, /, **params: Any) -> list[Row]:
        """The rows of one reading statement."""
        return self.read(lambda tx: tx.run(statement, params).data())

    def run(self, statement: str, /, **params: Any) -> list[Row]:
        """The rows of one statement that may write."""
        return self.write(lambda tx: tx.run(statement, params).data())

    def read(self, work: Callable[[ManagedTransaction], T], *, seconds: float | None = READ_SECONDS) -> T:
        """Run ``work`` in a transaction that cannot change anything.

        Raises:
            GraphUnavailable: the graph cannot be reached, or ``seconds`` (None: no limit) went by.
            Conflict: ``work`` tried to write.
        """
        return self._transact("read", work, seconds)

    def write(self, work: Callable[[ManagedTransaction], T], *, seconds: float | None = WRITE_SECONDS) -> T:
        """Run ``work`` in one transaction: all of it is kept, or nothing.

        Raises:
            GraphUnavailable: the graph cannot be reached or not be written, or ``seconds`` (None: no limit) went by.
            Conflict: a unique constraint stands against it, repeatedly.
        """
        return self._transact("write", work, seconds)

    def script(self, statement: str, params: Params | None = None, *, seconds: float | None = WRITE_SECONDS) -> None:
        """Run one statement that must not be inside a transaction (constraints, CALL { } IN TRANSACTIONS)."""
        from neo4j import Query

        def attempt() -> None:
            with self.driver.session(database=self.database, bookmark_manager=self._bookmarks) as session:
                session.run(Query(statement, timeout=seconds), dict(params or {})).consume()

        with plain_words(self.address):
            within(self._patience(seconds), lambda: repeated(self._policy, attempt))

    def _transact(self, mode: str, work: Callable[[ManagedTransaction], T], seconds: float | None) -> T:
        from neo4j import unit_of_work

        guarded = mode == "read" and not self.dialect.refuses_writes_in_reads
        running = Running()
        work = running.within(work)

        def attempt() -> T:
            check_wanted()
            with self.driver.session(database=self.database, bookmark_manager=self._bookmarks) as session:
                timed = unit_of_work(timeout=seconds)
                if guarded:
                    return ReadOnly.transact(session, work)
                execute = session.execute_read if mode == "read" else session.execute_write
                return execute(timed(_still_wanted(work)))

        with plain_words(self.address):
            return within(self._patience(seconds), lambda: repeated(self._policy, attempt), lambda: self._end(running))

    def _end(self, running: Running) -> None:
        """Have the server stop what its caller gave up on; Neo4j does so by itself."""
        if not self.dialect.keeps_time_limits and self.address.sql_url is not None:
            running.end(self.address)

    def _patience(self, seconds: float | None) -> float | None:
        if seconds is None:
            return None
        return seconds + _GRACE_SECONDS if self.dialect.keeps_time_limits else seconds

    def close(self) -> None:
        self.driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_graph(address: GraphAddress) -> Graph:
    """Connect, and make sure that a query is answered.

    Raises:
        GraphUnavailable: it cannot be reached, the password or its certificate is refused, the database is not there.
        BadInput: the address is no address of a graph.
    """
    from neo4j import GraphDatabase

    scheme, _, host = address.uri.partition("://")
    if scheme not in SCHEMES or not host or "@" in host:
        raise no_address(address)
    with plain_words(address):
        driver = GraphDatabase.driver(
            address.uri,
            auth=(address.user, address.password),
            connection_timeout=CONNECT_SECONDS,
            connection_acquisition_timeout=CONNECT_SECONDS + READ_SECONDS,
            max_connection_pool_size=POOL,
            max_transaction_retry_time=0,  # graph.repeat does it, for both engines in one place
            notifications_min_severity="OFF",
            user_agent="alliedstack",
        )
    try:
        with plain_words(address):
            bookmarks = GraphDatabase.bookmark_manager()
            dialect = within(CONNECT_SECONDS * 2, lambda: detect(driver, address.database, bookmarks))
    except BaseException:
        driver.close()
        raise
    return Graph(address, driver, dialect, bookmarks)


def _still_wanted(work: Callable[[ManagedTransaction], T]) -> Callable[[ManagedTransaction], T]:
    """Once its caller was told that the time is over, work must not be committed behind his back."""

    def checked(tx: ManagedTransaction) -> T:
        value = work(tx)
        check_wanted()
        return value

    return checked
