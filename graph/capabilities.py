"""Capabilities in the graph: the vocabulary's terms, and which product provides which, with the words that show it.

What a product provides follows from its words and the vocabulary, so it is no fact of a source: it is read again when
either changes, and the graph's version of facts does not move. ``Product.capabilities_by`` names the vocabulary that
a product was last read by; it is absent where the words changed since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.cypher import capabilities as cypher
from graph.model.capability import CapabilityLink, CapabilityTerm, ProductRead, Provides
from graph.store.model import BATCH
from graph.store.version import bump, run_rows

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

Row = dict[str, Any]
Ends = tuple[str, str]  # product, capability


class GraphCapabilities:
    """The capabilities of one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def keep_terms(self, terms: Sequence[CapabilityTerm]) -> int:
        """Make the graph's vocabulary this one; how many terms are new, changed or gone.

        With a term that is gone, what products provide of it goes too.
        """
        rows = {one.id: _term_row(one) for one in terms}

        def work(tx: ManagedTransaction) -> int:
            held = {row["id"]: row["digest"] for row in tx.run(cypher.TERMS)}
            gone = sorted(held.keys() - rows.keys())
            moved = sorted(key for key, row in rows.items() if held.get(key) != row["digest"])
            if gone or moved:
                bump(tx, facts=0)
                _write_terms(tx, [rows[key] for key in moved], [one for one in terms if one.id in set(moved)])
                run_rows(tx, cypher.DELETE_TERMS, gone, "ids")
            return len(gone) + len(moved)

        return self._graph.write(work)

    def unread(self, by: str) -> list[str]:
        """Ids of the products, withdrawn ones too, whose present words were not read by the vocabulary ``by``."""
        found = self._graph.read(lambda tx: [str(row["id"]) for row in tx.run(cypher.UNREAD, by=by)], seconds=None)
        return sorted(found)

    def words(self, ids: Sequence[str]) -> list[ProductRead]:
        """What there is to read of the products."""
        rows = self._graph.rows(cypher.TEXTS, ids=list(ids))
        return [ProductRead(row["id"], row["name"], row["description"]) for row in rows]

    def save(self, by: str, vocabulary: str, read: Sequence[ProductRead]) -> int:
        """Note what was read by ``by``, of the version ``vocabulary``; how many of the products still say so.

        A product whose words are others by now is left to be read again. One transaction for each thousand.
        """
        total = 0
        for start in range(0, len(read), BATCH):
            part = read[start : start + BATCH]
            total += self._graph.write(lambda tx, part=part: _save(tx, by, vocabulary, part))  # type: ignore[misc]
        return total

    def provided(self, ids: Sequence[str]) -> dict[str, tuple[Provides, ...]]:
        """Product id to what it provides, the surest first; products that show nothing are left out."""
        found: dict[str, list[Provides]] = {}
        for row in self._graph.rows(cypher.PROVIDED, ids=list(ids)):
            said = row["said"]
            one = Provides(row["end"], float(said["confidence"]), tuple(said["evidence"]))
            found.setdefault(row["start"], []).append(one)
        return {key: tuple(values) for key, values in found.items()}

    def term(self, key: str) -> CapabilityTerm | None:
        """The term with that id, without its definition and links; None where there is none."""
        rows = self._graph.rows(cypher.TERM, id=key)
        return CapabilityTerm(key, rows[0]["label"], rows[0]["layer"]) if rows else None

    def around(self, key: str, most: int) -> tuple[CapabilityLink, ...]:
        """What a product provides, or who provides a capability and what is wider and narrower; ``most`` of each."""
        statements = (cypher.BROADER, cypher.AROUND_PRODUCT, cypher.PROVIDERS)
        return tuple(
            CapabilityLink(**{**row, "evidence": tuple(row.get("evidence") or ())})
            for statement in statements
            for row in self._graph.rows(statement, id=key, most=most)
        )


def _term_row(term: CapabilityTerm) -> Row:
    row: Row = {
        "id": term.id,
        "label": term.label,
        "layer": term.layer.value,
        "definition": term.definition,
        "vocabulary": term.vocabulary,
    }
    return row | {"digest": hashlib.sha256(json.dumps([row, term.broader], sort_keys=True).encode()).hexdigest()}


def _write_terms(tx: ManagedTransaction, rows: Sequence[Row], terms: Sequence[CapabilityTerm]) -> None:
    run_rows(tx, cypher.SAVE_TERMS, rows)
    run_rows(tx, cypher.FORGET_TERM_LINKS, [row["id"] for row in rows], "ids")
    run_rows(tx, cypher.DRAW_LAYER, rows)
    run_rows(tx, cypher.DRAW_BROADER, [{"start": one.id, "end": up} for one in terms for up in one.broader])


def _save(tx: ManagedTransaction, by: str, vocabulary: str, part: Sequence[ProductRead]) -> int:
    bump(tx, facts=0)  # its lock keeps a change of the words out until this is done
    rows = [{"id": one.id, "name": one.name, "description": one.description} for one in part]
    current = {str(row["id"]) for row in tx.run(cypher.MARK_READ, rows=rows, by=by)}
    held = {(row["start"], row["end"]): row["said"] for row in tx.run(cypher.PROVIDED, ids=sorted(current))}
    said: dict[Ends, Row] = {
        (one.id, provides.capability): {
            "confidence": provides.confidence,
            "evidence": list(provides.evidence),
            "vocabulary": vocabulary,
        }
        for one in part
        if one.id in current
        for provides in one.provides
    }
    run_rows(tx, cypher.ERASE, [_edge(ends) for ends in held if ends not in said])
    run_rows(tx, cypher.SAY_ANEW, [_edge(ends, row) for ends, row in said.items() if held.get(ends, row) != row])
    run_rows(tx, cypher.DRAW, [_edge(ends, row) for ends, row in said.items() if ends not in held])
    return len(current)


def _edge(ends: Ends, said: Row | None = None) -> Row:
    row: Row = {"start": ends[0], "end": ends[1]}
    return row if said is None else row | {"said": said}
