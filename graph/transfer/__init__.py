"""Whole graphs as JSON Lines with a manifest and checksums: between any two engines, streaming, resumable."""

from graph.transfer.export import export_graph
from graph.transfer.load import import_graph
from graph.transfer.manifest import Manifest
from graph.transfer.verify import Verified, verify_graph

__all__ = ["Manifest", "Verified", "export_graph", "import_graph", "verify_graph"]
