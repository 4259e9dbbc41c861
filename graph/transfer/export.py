"""Write a whole graph as JSON Lines: a page at a time, so memory stays the same; resumed where it was stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from graph.cypher import schema as schema_cypher
from graph.cypher import transfer as cypher
from graph.errors import BadInput, Conflict
from graph.maintenance import BOOKKEEPING, counts
from graph.schema import schema_number
from graph.schema.keys import KEY_OF, KEYS, key_label
from graph.transfer.manifest import MANIFEST, PROGRESS, Manifest, Part, read_manifest
from graph.transfer.values import dump_line

if TYPE_CHECKING:
    from graph.connection import Graph

PAGE = 1_000  # nodes read at once
PART_PAGES = 50  # pages to a file: what a resumed export repeats at most
Progress = Callable[[str, int], None]  # what was written, how many lines more


def silent(what: str, lines: int) -> None:
    del what, lines


def export_graph(graph: Graph, folder: Path, progress: Progress = silent) -> Manifest:
    """Write ``graph`` into ``folder``; go on where an earlier run stopped, if no fact changed since.

    Raises:
        BadInput: the folder holds something else, or a complete export.
        Conflict: the graph was changed meanwhile.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest = _begin(graph, folder)
    nodes, relationships = counts(graph)
    unkeyed = sorted(set(nodes) - set(KEY_OF))
    done = {part.file: part for part in manifest.parts}
    for kind in ("nodes", "links"):
        for label in sorted(set(nodes) - set(unkeyed)):
            for part in _parts(graph, folder, kind, label, done, progress):
                done[part.file] = part
                manifest = replace(manifest, parts=tuple(done.values()))
                manifest.write(folder, PROGRESS)
    _compare(graph, manifest, nodes, relationships, unkeyed)
    manifest = replace(manifest, nodes=nodes, relationships=relationships)
    manifest.write(folder)
    (folder / PROGRESS).unlink()
    return manifest


def _begin(graph: Graph, folder: Path) -> Manifest:
    if (folder / MANIFEST).exists():
        raise BadInput(f"{folder} holds a complete export already.", "Name another folder, or remove that one first.")
    version = facts_version(graph)
    if (folder / PROGRESS).exists():
        begun = read_manifest(folder, PROGRESS)
        if begun.version == version:
            return begun
    elif any(folder.iterdir()):
        raise BadInput(f"{folder} is not empty.", "Name a folder that does not exist yet.")
    fresh = Manifest(_now(), graph.dialect.engine.value, schema_number(graph), version)
    fresh.write(folder, PROGRESS)
    return fresh


def facts_version(graph: Graph) -> str:
    return str(graph.rows(cypher.FACTS_VERSION)[0]["version"])


def _parts(
    graph: Graph, folder: Path, kind: str, label: str, done: dict[str, Part], progress: Progress
) -> Iterator[Part]:
    """The parts of one label that are still to be written. Each names the key that it ends with, so that the next
    run knows where to go on."""
    written = [part for part in done.values() if part.kind == kind and part.label == label]
    after = _last_key(folder / written[-1].file) if written else None
    keys = [key for key in _keys(graph, label) if after is None or key > after]
    for number, start in enumerate(range(0, len(keys), PAGE * PART_PAGES), len(written) + 1):
        of_part = keys[start : start + PAGE * PART_PAGES]
        name = f"{kind}-{label}-{number:05d}.jsonl"
        with _PartFile(folder / name) as file:
            for first in range(0, len(of_part), PAGE):
                page = (_nodes if kind == "nodes" else _links)(graph, label, of_part[first : first + PAGE])
                for row in page:
                    file.write(row)
                progress(f"{kind} {label}", len(page))
            file.write({"end": of_part[-1]})
        yield Part(name, kind, label, file.lines - 1, file.sha256)


class _PartFile:
    """Lines on their way to a file, which count and sign themselves."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._digest = hashlib.sha256()
        self.lines = 0

    def write(self, row: dict[str, Any]) -> None:
        line = dump_line(row)
        self._digest.update(line)
        self._file.write(line)
        self.lines += 1

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()


def _keys(graph: Graph, label: str) -> list[str]:
    """Keys in the order of their code points, which is the same on every engine."""
    statement = cypher.read_keys(label, KEY_OF[label])
    found = graph.read(lambda tx: [record["key"] for record in tx.run(statement)], seconds=None)
    return sorted(key for key in found if key is not None)


def _last_key(path: Path) -> str:
    from graph.transfer.values import load_line

    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        return str(load_line(file.read().splitlines()[-1])["end"])


def _nodes(graph: Graph, label: str, keys: list[str]) -> list[dict[str, Any]]:
    rows = graph.rows(cypher.read_nodes(label, KEY_OF[label]), keys=keys)
    return [
        {"labels": sorted(row["labels"]), "properties": row["properties"]}
        for row in rows
        if key_label(row["labels"]) == label
    ]


def _links(graph: Graph, label: str, keys: list[str]) -> list[dict[str, Any]]:
    page = []
    for row in graph.rows(cypher.read_links(label, KEY_OF[label], KEYS), keys=keys):
        if key_label(row["labels"]) != label:
            continue
        to_label = key_label(row["to_labels"])
        if to_label is None:
            raise Conflict(f"A {row['type']} of {label} {row['key']} leads to a node without a key.", "Report it.")
        to = [to_label, row["to_keys"][KEY_OF[to_label]]]
        page.append({"from": [label, row["key"]], "type": row["type"], "to": to, "properties": row["properties"]})
    return page


def _compare(
    graph: Graph, manifest: Manifest, nodes: dict[str, int], relationships: dict[str, int], unkeyed: list[str]
) -> None:
    if unkeyed:
        raise Conflict(f"Nodes of {', '.join(unkeyed)} have no key by which they could be moved.", "Report it.")
    if facts_version(graph) != manifest.version or counts(graph) != (nodes, relationships):
        raise Conflict("The graph was changed while it was exported.", "Run it again when nothing is being ingested.")
    total = int(graph.rows(schema_cypher.COUNT_NODES, bookkeeping=sorted(BOOKKEEPING))[0]["count"])
    for kind, wanted in (("nodes", total), ("links", sum(relationships.values()))):
        written = sum(part.lines for part in manifest.parts if part.kind == kind)
        if written != wanted:
            raise Conflict(f"{written} of {wanted} {kind} could be exported: some have no key.", "Report it.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
