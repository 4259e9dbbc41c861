"""Domain values to flat node properties and relationship rows, and back without loss."""

from graph.rows.codec import Codec, Interner, codec_of
from graph.rows.edges import Edge, edges_of
from graph.rows.kinds import KINDS, Entity, NodeKind, kind_of_label

__all__ = ["KINDS", "Codec", "Edge", "Entity", "Interner", "NodeKind", "codec_of", "edges_of", "kind_of_label"]
