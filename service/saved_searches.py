"""Searches over published demand that somebody wants to hear about again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from graph.errors import NotFound
from service.markets import find_market, fold
from service.records import Records

if TYPE_CHECKING:
    from graph.catalogue import Catalogue
    from graph.model import Opportunity
    from graph.records import Record

KIND = "saved_search"


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """``words``: all of them in the notice. ``market``: any of its names, "" for everywhere."""

    name: str
    words: str = ""
    market: str = ""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """``owner`` is the subject of whoever saved it; ``version`` counts its changes."""

    id: str
    owner: str
    terms: SearchTerms
    version: int
    created_at: str
    updated_at: str


class SavedSearches:
    """Kept by owner; everybody sees and changes only their own."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def create(self, owner: str, terms: SearchTerms) -> SavedSearch:
        """Save a new one."""
        record = self._records.put(KIND, uuid.uuid4().hex, asdict(terms), owner=owner, expected_version=0)
        return _search(record)

    def get(self, owner: str, search_id: str) -> SavedSearch:
        """Raises: NotFound: there is none of that owner."""
        record = self._records.get(KIND, search_id)
        if record is None or record.owner != owner:
            raise NotFound(f"There is no saved search {search_id!r}.", "List yours: GET /v1/saved-searches")
        return _search(record)

    def page(self, owner: str, after: str | None, limit: int) -> Sequence[SavedSearch]:
        """Those of the owner, by id."""
        return [_search(record) for record in self._records.list(KIND, after=after, limit=limit, owner=owner)]

    def all(self) -> Sequence[SavedSearch]:
        """Everybody's, for alerts."""
        return [_search(record) for record in self._records.scan(KIND)]

    def change(self, owner: str, search_id: str, terms: SearchTerms, expected_version: int) -> SavedSearch:
        """Raises: NotFound: none of that owner. Conflict: it has another version."""
        self.get(owner, search_id)
        return _search(
            self._records.put(KIND, search_id, asdict(terms), owner=owner, expected_version=expected_version)
        )

    def delete(self, owner: str, search_id: str, expected_version: int) -> None:
        """Raises: NotFound: none of that owner. Conflict: it has another version."""
        self.get(owner, search_id)
        self._records.delete(KIND, search_id, expected_version=expected_version)


def finder(terms: SearchTerms, catalogue: Catalogue) -> Callable[[Opportunity], bool]:
    """Whether an opportunity is one that the terms ask for.

    Raises:
        NotFound: there is no such market (any more).
    """
    countries = set(find_market(terms.market, catalogue.markets).countries) if terms.market else set()
    words = fold(terms.words).split()

    def fits(one: Opportunity) -> bool:
        if countries and countries.isdisjoint(one.countries):
            return False
        text = fold(one.text) if words else ""
        return all(word in text for word in words)

    return fits


def _search(record: Record) -> SavedSearch:
    body: dict[str, Any] = dict(record.body)
    terms = SearchTerms(**body)
    return SavedSearch(record.id, record.owner, terms, record.version, record.created_at, record.updated_at)
