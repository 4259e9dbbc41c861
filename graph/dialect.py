"""The one place that knows what differs between the engines. Everything else speaks Cypher that both understand.

Measured with ArcadeDB 26.10 (embedded) and Neo4j 2026.07 and 5.26; ``tests/contract/test_dialect.py`` holds each
difference to its word on whatever engine is at hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neo4j import BookmarkManager, Driver

_SEARCH_SINCE = (2026, 1)  # the SEARCH clause of Cypher 25
_LUCENE = re.compile(r'([+\-!(){}\[\]^"~*?:\\/]|&&|\|\||&|\|)')
_LUCENE_WORDS = re.compile(r"\b(AND|OR|NOT|TO)\b")


class Engine(StrEnum):
    EMBEDDED = "embedded"
    NEO4J = "neo4j"


@dataclass(frozen=True, slots=True)
class Dialect:
    """An engine, its version as it states it, and what it does differently."""

    engine: Engine
    version: str

    @property
    def embedded(self) -> bool:
        return self.engine is Engine.EMBEDDED

    @property
    def refuses_writes_in_reads(self) -> bool:
        """Neo4j refuses a write in a read transaction; the embedded engine lets it pass."""
        return not self.embedded

    @property
    def keeps_time_limits(self) -> bool:
        """Neo4j ends a transaction at its time limit; the embedded engine ignores the limit."""
        return not self.embedded

    @property
    def may_come_back(self) -> bool:
        """A server of its own (or a cluster) restarts by itself; the embedded one does not."""
        return not self.embedded

    @property
    def indexes_by_sql(self) -> bool:
        """The embedded engine takes vector and full-text indexes by SQL over HTTP only."""
        return self.embedded

    @property
    def search_indexes_wait(self) -> bool:
        """On the embedded engine a full-text index makes writing three times slower, and the default search does not
        use it: there the search indexes are made when :class:`graph.search_index.SearchIndex` is first used."""
        return self.embedded

    @property
    def searches_inside_index(self) -> bool:
        """Whether filters can be applied inside a vector index (``CYPHER 25 ... SEARCH``)."""
        return not self.embedded and version_numbers(self.version) >= _SEARCH_SINCE

    @property
    def empties_by_type(self) -> bool:
        """The embedded engine deletes a thousand nodes a second, less where indexes are; by type it takes a moment."""
        return self.embedded

    @property
    def awaits_indexes(self) -> bool:
        """Neo4j fills an index in the background and says when it is done; the embedded engine does so at once."""
        return not self.embedded

    def cosine(self, similarity: float) -> float:
        """Cosine in -1..1 out of ``vector.similarity.cosine``, which Neo4j gives as 0..1."""
        return similarity if self.embedded else 2 * similarity - 1

    def cosine_of_score(self, score: float) -> float:
        """Cosine in -1..1 out of a vector index's score, which is 0..1 on both engines."""
        return 2 * score - 1

    def moment(self, value: Any) -> datetime:
        """A zoned point in time read from the graph: the embedded engine hands back UTC without saying so."""
        native = value if isinstance(value, datetime) else value.to_native()
        return native.replace(tzinfo=UTC) if native.tzinfo is None else native.astimezone(UTC)

    def escaped(self, text: str) -> str:
        """``text`` as plain words for a full-text index, whose argument is Lucene's query language."""
        return _LUCENE_WORDS.sub(lambda m: m[0].lower(), _LUCENE.sub(r"\\\1", text))


def version_numbers(version: str) -> tuple[int, ...]:
    """``(2026, 7, 1)`` of ``"2026.07.1"``; what is no number ends it."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def detect(driver: Driver, database: str, bookmarks: BookmarkManager | None = None) -> Dialect:
    """Ask the server what it is; answering this is also the proof that it answers queries."""
    with driver.session(database=database, bookmark_manager=bookmarks) as session:
        result = session.run("RETURN 1 AS one")
        info = result.consume().server
    agent = str(info.agent)
    embedded = re.search(r"ArcadeDB ([\w.]+)", agent)
    if embedded:
        return Dialect(Engine.EMBEDDED, embedded[1])
    return Dialect(Engine.NEO4J, agent.removeprefix("Neo4j/"))
