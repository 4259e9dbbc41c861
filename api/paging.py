"""Cursor paging: by id, so that a page neither repeats nor skips anything when the data changes in between."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query

from graph.errors import BadInput

T = TypeVar("T")
S = TypeVar("S")

DEFAULT_LIMIT = 50
MOST = 200  # items to a page: large enough for a screen or a script, small enough to answer at once

Limit = Annotated[int, Query(ge=1, le=MOST, description="items to a page")]
Cursor = Annotated[
    str | None, Query(max_length=1000, description="`next_cursor` of the page before; same filters, please")
]


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A page's items; ``next_cursor`` None at the end; ``total`` None where it is not counted."""

    items: tuple[T, ...]
    next_cursor: str | None
    total: int | None = None

    def shown(self, show: Callable[[T], S]) -> Slice[S]:
        """The same page of what ``show`` makes of each item."""
        return Slice(tuple(show(item) for item in self.items), self.next_cursor, self.total)


def encode_cursor(after: str, question: object) -> str:
    """A cursor after the id ``after`` of the list that ``question`` (route and filters) asks for."""
    raw = json.dumps([after, _mark(question)], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str | None, question: object) -> str | None:
    """The id to go on after; None for the first page.

    Raises:
        BadInput: no cursor of ours, or one of another question.
    """
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        after, mark = json.loads(raw)
        if not isinstance(after, str):
            raise ValueError("no id")
    except (ValueError, TypeError, binascii.Error, UnicodeError) as error:
        raise BadInput(
            "The cursor is not one of this API.", "Give next_cursor of the page before, unchanged."
        ) from error
    if mark != _mark(question):
        raise BadInput("The cursor belongs to other filters.", "Keep the filters, or start without a cursor.")
    return after


def _mark(question: object) -> str:
    return hashlib.sha256(repr(question).encode()).hexdigest()[:8]


def slice_of(
    keys: Sequence[str],
    get: Callable[[str], T],
    keep: Callable[[T], bool],
    cursor: str | None,
    limit: int,
    question: object,
) -> Slice[T]:
    """A page of what ``keys`` (sorted) name and ``keep`` accepts; all are counted."""
    after = decode_cursor(cursor, question)
    start = 0 if after is None else bisect_right(keys, after)
    kept = [place for place, key in enumerate(keys) if keep(get(key))]
    first = bisect_right(kept, start - 1)
    shown = kept[first : first + limit]
    more = first + limit < len(kept)
    return Slice(
        items=tuple(get(keys[place]) for place in shown),
        next_cursor=encode_cursor(keys[shown[-1]], question) if more else None,
        total=len(kept),
    )


def slice_of_records(
    fetch: Callable[[str | None, int], Sequence[T]],
    key: Callable[[T], str],
    cursor: str | None,
    limit: int,
    question: object,
) -> Slice[T]:
    """A page of what ``fetch(after, limit)`` gives by id; not counted. One more is fetched to know the end."""
    found = list(fetch(decode_cursor(cursor, question), limit + 1))
    shown = found[:limit]
    return Slice(tuple(shown), encode_cursor(key(shown[-1]), question) if len(found) > limit else None)
