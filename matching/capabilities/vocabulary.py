"""The capability vocabulary: what a buyer can need and a product can do, in many languages, under five layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graph.model import Layer

LANGUAGES = (
    *("en", "bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl"),
    *("pl", "pt", "ro", "sk", "sl", "sv", "ar", "hi", "id", "ja", "ko", "pt-BR", "sw", "tr", "uk", "vi"),
)


@dataclass(frozen=True, slots=True)
class Capability:
    """One term. ``labels`` maps a language to its labels, the preferred one first; ``broader`` holds ids.

    ``cpv``: 8-digit codes of the Common Procurement Vocabulary that mean the same. ``examples``: well-known product
    or standard names that show the capability. ``plain``: English sentences as a layman would say the need; they
    teach the classifier and are never searched for.
    """

    id: str
    layer: Layer
    definition: str
    labels: Mapping[str, tuple[str, ...]]
    broader: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()

    def label(self, language: str = "en") -> str:
        """The preferred label in ``language``, in English where there is none."""
        found = self.labels.get(language) or self.labels.get(language.split("-")[0]) or self.labels["en"]
        return found[0]


@dataclass(frozen=True)
class Vocabulary:
    """All terms by id (sorted), and what follows from their ``broader`` links."""

    version: str
    capabilities: Mapping[str, Capability] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.capabilities)

    def __contains__(self, capability: object) -> bool:
        return capability in self.capabilities

    def __getitem__(self, capability: str) -> Capability:
        return self.capabilities[capability]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids in the order that every vector and matrix over capabilities uses."""
        return tuple(self.capabilities)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Id to its place in ``ids``."""
        return {capability: i for i, capability in enumerate(self.ids)}

    @cached_property
    def _distances_up(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for start in self.capabilities:
            steps: dict[str, int] = {}
            edge = [start]
            depth = 0
            while edge:
                for term in edge:
                    steps.setdefault(term, depth)
                edge = [b for term in edge for b in self.capabilities[term].broader if b not in steps]
                depth += 1
            found[start] = steps
        return found

    def broader_of(self, capability: str) -> Mapping[str, int]:
        """Every broader term and its distance in steps; the term itself is at distance 0."""
        return self._distances_up[capability]

    @cached_property
    def _narrower(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {term: [] for term in self.capabilities}
        for term in self.capabilities:
            for above, steps in self._distances_up[term].items():
                if steps > 0:
                    found[above].append(term)
        return {term: tuple(below) for term, below in found.items()}

    def narrower_of(self, capability: str) -> tuple[str, ...]:
        """Every narrower term at any distance, without the term itself."""
        return self._narrower[capability]
