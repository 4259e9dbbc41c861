"""Moving a graph: export, import, verify, straight into another graph, backup and restore."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import BadInput
from service.graph import graph_address, open_store_graph
from service.settings import Settings

if TYPE_CHECKING:
    from graph.connection import GraphAddress
    from graph.transfer import Manifest, Verified

Progress = Callable[[str, int], None]  # what was moved, how many lines more


def export_to(settings: Settings, folder: Path, progress: Progress) -> Manifest:
    """Write the graph into ``folder``; see :func:`graph.transfer.export_graph`."""
    from graph.transfer import export_graph

    with open_store_graph(settings) as graph:
        return export_graph(graph, folder, progress)


def import_from(settings: Settings, folder: Path, progress: Progress) -> Manifest:
    """Fill the empty graph from ``folder``; see :func:`graph.transfer.import_graph`."""
    from graph.connection import open_graph
    from graph.transfer import import_graph

    with graph_address(settings) as address, open_graph(address) as graph:
        return import_graph(graph, folder, progress)


def verify_against(settings: Settings, folder: Path, sample: int) -> Verified:
    """Compare the graph with ``folder``; see :func:`graph.transfer.verify_graph`."""
    from graph.transfer import verify_graph

    with open_store_graph(settings) as graph:
        return verify_graph(graph, folder, sample)


def move_to(settings: Settings, target: GraphAddress, progress: Progress) -> Verified:
    """Copy the graph of the settings into the empty graph ``target`` and compare the two; the first stays as it is."""
    from graph.connection import open_graph
    from graph.transfer import export_graph, import_graph, verify_graph

    with tempfile.TemporaryDirectory(prefix="alliedstack-move-") as name, open_graph(target) as other:
        folder = Path(name) / "graph"
        with open_store_graph(settings) as graph:
            export_graph(graph, folder, progress)
        import_graph(other, folder, progress)
        return verify_graph(other, folder)


def backup_to(settings: Settings, file: Path) -> Path:
    """Write a backup of the embedded graph; others may go on using it."""
    from graph.server.backup import backup

    _need_embedded(settings)
    return backup(settings.data_dir, file)


def restore_from(settings: Settings, file: Path) -> None:
    """Put a backup in place of the embedded graph."""
    from graph.server.backup import restore

    _need_embedded(settings)
    restore(settings.data_dir, file)


def _need_embedded(settings: Settings) -> None:
    if settings.neo4j_uri:
        raise BadInput(
            "The settings name a Neo4j, which is backed up by its own neo4j-admin database dump.",
            "docs/graph.md shows how; graph export works with every engine.",
        )
