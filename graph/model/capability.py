"""What a buyer can need and a product can do, as the graph holds it: terms of a vocabulary, and who provides them."""

from __future__ import annotations

from dataclasses import dataclass

from graph.model.layer import Layer


@dataclass(frozen=True, slots=True)
class CapabilityTerm:
    """One term of the capability vocabulary. ``label`` is English; ``broader`` holds ids of wider terms.

    ``vocabulary``: the version of the vocabulary that the term was taken from.
    """

    id: str
    label: str
    layer: Layer
    definition: str = ""
    broader: tuple[str, ...] = ()
    vocabulary: str = ""


@dataclass(frozen=True, slots=True)
class Provides:
    """That a product provides a capability: read by us out of its words, never stated by a source.

    ``confidence`` in (0, 1]: how surely and how centrally; ``evidence``: the words that show it.
    """

    capability: str
    confidence: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductRead:
    """A product's words as they were read, and what they show."""

    id: str
    name: str
    description: str
    provides: tuple[Provides, ...] = ()


@dataclass(frozen=True, slots=True)
class CapabilityLink:
    """A relationship to a capability as the graph holds it: PROVIDES from a product, BROADER from a narrower one.

    ``start`` and ``capability`` are the ids of its ends, with their names.
    """

    kind: str
    start: str
    start_name: str
    capability: str
    name: str
    evidence: tuple[str, ...] = ()
