"""Read an exported folder into an empty graph, each batch once, however often the run is stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.cypher import transfer as cypher
from graph.errors import BadInput, Conflict
from graph.maintenance import counts
from graph.schema import MIGRATIONS, Unique, migrate
from graph.schema.apply import prepare
from graph.schema.keys import KEY_OF
from graph.transfer.export import Progress, silent
from graph.transfer.manifest import Manifest, Part, check_parts, read_manifest
from graph.transfer.values import load_line

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph

BATCH = 1_000  # rows to a transaction


def import_graph(graph: Graph, folder: Path, progress: Progress = silent) -> Manifest:
    """Fill ``graph`` from ``folder``. A run that was stopped is repeated and goes on.

    Raises:
        BadInput: the folder is not whole, or made by a newer program; nothing was changed.
        Conflict: the graph holds something else; nothing was changed. Or: the result is not what was exported.
    """
    manifest = read_manifest(folder)
    if manifest.schema > MIGRATIONS[-1].number:
        raise BadInput(
            f"The export has schema {manifest.schema}; this program knows schemas up to {MIGRATIONS[-1].number}.",
            "Update the program.",
        )
    parts = list(check_parts(folder, manifest))
    migrate(graph)
    prepare(graph, Unique("ImportPart"))
    made = f"{manifest.made} {manifest.version}"
    done = _done(graph, made)
    for kind in ("nodes", "links"):
        for part in (p for p in parts if p.kind == kind):
            for number, rows in enumerate(_batches(folder / part.file)):
                id = f"{part.sha256}:{number}"
                if id not in done:
                    graph.write(lambda tx, part=part, rows=rows, id=id: _write(tx, part, rows, id, made))  # type: ignore[misc]
                progress(f"{kind} {part.label}", len(rows))
    graph.run(cypher.FORGET_PARTS)
    if counts(graph) != (manifest.nodes, manifest.relationships):
        raise Conflict("The graph does not hold what was exported.", "Run graph verify to see what differs.")
    return manifest


def _done(graph: Graph, made: str) -> set[str]:
    """Ids of the batches that are in the graph already; the graph must hold nothing but them."""
    rows = graph.rows(cypher.READ_PARTS)
    others = {row["made"] for row in rows} - {made}
    if others or (not rows and any(counts(graph)[0].values())):
        raise Conflict(
            "The graph is not empty" + (": another import was not finished." if others else "."),
            "Import into an empty graph: alliedstack graph reset empties it.",
        )
    return {row["id"] for row in rows}


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for line in file:
            row = load_line(line)
            if "end" not in row:
                yield row


def _batches(path: Path) -> Iterator[list[dict[str, Any]]]:
    rows = lines_of(path)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _write(tx: ManagedTransaction, part: Part, rows: list[dict[str, Any]], id: str, made: str) -> None:
    try:
        if part.kind == "nodes":
            _write_nodes(tx, rows)
        else:
            _write_links(tx, rows)
    except (KeyError, ValueError) as error:
        raise BadInput(f"{part.file} holds a line that cannot be used ({error}).", "Export again.") from error
    tx.run(cypher.KEEP_PART, id=id, made=made).consume()


def _write_nodes(tx: ManagedTransaction, rows: list[dict[str, Any]]) -> None:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row["labels"])].append(row["properties"])
    for labels, values in groups.items():
        tx.run(cypher.create_nodes(labels), rows=values).consume()


def _write_links(tx: ManagedTransaction, rows: list[dict[str, Any]]) -> None:
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        (label, start), (to_label, end) = row["from"], row["to"]
        groups[label, row["type"], to_label].append({"a": start, "b": end, "r": row["properties"]})
    for (label, type_, to_label), values in groups.items():
        statement = cypher.create_links(label, KEY_OF[label], type_, to_label, KEY_OF[to_label])
        made = tx.run(statement, rows=values).single(strict=True)["made"]
        if made != len(values):
            raise ValueError(f"{len(values) - made} {type_} lead from or to nodes that are not there")
