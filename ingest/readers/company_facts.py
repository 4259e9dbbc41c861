"""What many rows of one file say of a company, folded on disk: memory does not grow with the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

Clash = tuple[str, Any, Any]  # field, one value, another


class CompanyFacts:
    """Put rows in, take one set of facts for each company out. Empty cells say nothing; contradictions are told."""

    def __init__(self, fields: Sequence[str]) -> None:
        self._fields = tuple(fields)
        self._db = sqlite3.connect("")  # a private file that SQLite spills to when memory is short, and removes
        self._db.execute("CREATE TABLE fact (company TEXT, locator TEXT, body BLOB, place INTEGER PRIMARY KEY)")
        self._known: dict[str, int] = {}
        self._last: tuple[str, bytes] | None = None

    def __enter__(self) -> CompanyFacts:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def note(self, company: str, locator: str, cells: Mapping[str, Any]) -> None:
        import orjson

        said = {name: cell for name, cell in cells.items() if cell not in (None, "", [])}
        body = orjson.dumps(said, default=str, option=orjson.OPT_SORT_KEYS)
        if self._last == (company, body):
            return  # a company's rows mostly stand together and repeat the same facts
        self._last = (company, body)
        self._db.execute("INSERT INTO fact (company, locator, body) VALUES (?, ?, ?)", (company, locator, body))

    def folded(self) -> Iterator[tuple[str, str, dict[str, Any], list[Clash]]]:
        """(company id, locator of its first row, facts, clashes). A clash leaves its field out."""
        import orjson

        query = (
            "SELECT f.company, f.locator, f.body FROM fact f JOIN "
            "(SELECT company, min(place) AS first FROM fact GROUP BY company) g ON g.company = f.company "
            "ORDER BY g.first, f.place"
        )
        current, first, rows = None, "", []
        for company, locator, body in self._db.execute(query):
            if current is not None and company != current:
                yield (current, first, *_fold(rows))
                rows = []
            if company != current:
                current, first = company, locator
            rows.append(orjson.loads(body))
        if current is not None:
            yield (current, first, *_fold(rows))


def _fold(rows: list[dict[str, Any]]) -> tuple[dict[str, Any], list[Clash]]:
    facts: dict[str, Any] = {}
    clashes: list[Clash] = []
    for row in rows:
        for field, value in row.items():
            if field not in facts:
                facts[field] = value
            elif facts[field] != value and field not in ("company", "company_aliases", "basis"):
                clashes.append((field, facts[field], value))
            elif field == "company_aliases" and facts[field] != value:
                facts[field] = f"{facts[field]};{value}" if isinstance(value, str) else [*facts[field], *value]
    for field, _, _ in clashes:
        facts.pop(field, None)
    return facts, clashes
