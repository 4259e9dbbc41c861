"""Is a graph what a folder says? Checksums of the files, counts of the graph, and a sample compared value by value."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.cypher import transfer as cypher
from graph.maintenance import counts
from graph.schema.keys import KEY_OF, key_label
from graph.transfer.load import lines_of
from graph.transfer.manifest import Part, check_parts, read_manifest

if TYPE_CHECKING:
    from graph.connection import Graph

SAMPLE = 500  # lines: finds a fault that touches one line in a hundred with 99 %
_SEED = 20260601  # the same lines each time, so that a finding can be looked at again
_SHOWN = 20  # differences that are listed
_FLOAT32 = 1e-6  # the embedded engine keeps what a vector index needs as float32


@dataclass(frozen=True, slots=True)
class Verified:
    """``differences``: what is not as exported, in words; empty when all that was looked at is equal."""

    parts: int
    nodes: int
    relationships: int
    sampled: int
    differences: tuple[str, ...]
    more: int = 0  # differences beyond those listed


def verify_graph(graph: Graph, folder: Path, sample: int = SAMPLE) -> Verified:
    """Compare ``graph`` with the export in ``folder``; at least ``sample`` lines of it, or all there are.

    Raises:
        BadInput: a file of the folder is missing or not what was exported.
    """
    manifest = read_manifest(folder)
    parts = list(check_parts(folder, manifest))
    nodes, relationships = counts(graph)
    found = [
        *_counted("nodes", manifest.nodes, nodes),
        *_counted("relationships", manifest.relationships, relationships),
    ]
    total = sum(part.lines for part in parts)
    looked = 0
    for part in parts:
        for row in _some(folder, part, math.ceil(sample * part.lines / max(total, 1))):
            found.extend((_node if part.kind == "nodes" else _link)(graph, row))
            looked += 1
    return Verified(
        len(parts),
        sum(nodes.values()),
        sum(relationships.values()),
        looked,
        tuple(found[:_SHOWN]),
        max(0, len(found) - _SHOWN),
    )


def _counted(what: str, wanted: dict[str, int], held: dict[str, int]) -> list[str]:
    return [
        f"{name}: {wanted.get(name, 0)} {what} exported, {held.get(name, 0)} in the graph"
        for name in sorted({*wanted, *held})
        if wanted.get(name, 0) != held.get(name, 0)
    ]


def _some(folder: Path, part: Part, count: int) -> list[dict[str, Any]]:
    chosen = set(random.Random(f"{_SEED}{part.sha256}").sample(range(part.lines), min(count, part.lines)))  # noqa: S311
    return [row for number, row in enumerate(lines_of(folder / part.file)) if number in chosen]


def _node(graph: Graph, row: dict[str, Any]) -> list[str]:
    label = key_label(row["labels"]) or row["labels"][0]
    value = row["properties"][KEY_OF[label]]
    held = graph.rows(cypher.read_one(label, KEY_OF[label]), value=value)
    if len(held) != 1:
        return [f"{label} {value}: {len(held)} in the graph"]
    if sorted(held[0]["labels"]) != row["labels"]:
        return [f"{label} {value}: labels {held[0]['labels']}, exported {row['labels']}"]
    return _differing(f"{label} {value}", row["properties"], held[0]["properties"])


def _link(graph: Graph, row: dict[str, Any]) -> list[str]:
    (label, start), (to_label, end) = row["from"], row["to"]
    statement = cypher.read_ends(label, KEY_OF[label], row["type"], to_label, KEY_OF[to_label])
    held = graph.rows(statement, a=start, b=end)
    name = f"({label} {start})-[{row['type']}]->({to_label} {end})"
    if not held:
        return [f"{name}: not in the graph"]
    if any(not _differing(name, row["properties"], one["properties"]) for one in held):
        return []
    return _differing(name, row["properties"], held[0]["properties"])


def _differing(name: str, wanted: dict[str, Any], held: dict[str, Any]) -> list[str]:
    return [f"{name}: {key} differs" for key in sorted({*wanted, *held}) if not _same(wanted.get(key), held.get(key))]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_FLOAT32, abs_tol=_FLOAT32) or (math.isnan(one) and math.isnan(other))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
