"""The vocabulary and what products provide of it, brought into the graph: read again where words or terms changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from graph.model.capability import CapabilityLink, CapabilityTerm, ProductRead, Provides
from matching.capabilities.product_tags import provided_capabilities

if TYPE_CHECKING:
    from matching.capabilities.tagger import Tagger
    from matching.capabilities.vocabulary import Vocabulary
    from service.app import Alliedstack

READER = "words 1"  # how products are read; a new number has all of them read again
_PAGE = 1_000  # products read between two writes

Progress = Callable[[str, int, int], None]


class CapabilityStore(Protocol):
    """Where capabilities are kept (:class:`graph.capabilities.GraphCapabilities`)."""

    def keep_terms(self, terms: Sequence[CapabilityTerm]) -> int: ...

    def unread(self, by: str) -> list[str]: ...

    def words(self, ids: Sequence[str]) -> list[ProductRead]: ...

    def save(self, by: str, vocabulary: str, read: Sequence[ProductRead]) -> int: ...

    def term(self, key: str) -> CapabilityTerm | None: ...

    def around(self, key: str, most: int) -> tuple[CapabilityLink, ...]: ...


@dataclass(frozen=True, slots=True)
class CapabilitiesRead:
    """``terms`` of the vocabulary that were new, changed or gone; ``products`` whose words were read."""

    terms: int
    products: int


def read_capabilities(app: Alliedstack) -> CapabilitiesRead:
    """Bring the graph's capabilities up to date. It costs next to nothing when they are; a stopped run goes on."""
    from service.stores import capability_store

    return keep_capabilities(capability_store(app.graph), app.models.tagger, app.tell)


def keep_capabilities(store: CapabilityStore, tagger: Tagger, progress: Progress) -> CapabilitiesRead:
    """What :func:`read_capabilities` does, with every part given."""
    vocabulary = tagger.vocabulary
    by = reader_key(vocabulary)
    terms = store.keep_terms(terms_of(vocabulary))
    unread = store.unread(by)
    for start in range(0, len(unread), _PAGE):
        store.save(by, vocabulary.version, [_read(one, tagger) for one in store.words(unread[start : start + _PAGE])])
        progress("Reading what products can do", min(start + _PAGE, len(unread)), len(unread))
    return CapabilitiesRead(terms, len(unread))


def terms_of(vocabulary: Vocabulary) -> list[CapabilityTerm]:
    """The vocabulary as the graph keeps it."""
    return [
        CapabilityTerm(one.id, one.label(), one.layer, one.definition, one.broader, vocabulary.version)
        for one in vocabulary.capabilities.values()
    ]


def reader_key(vocabulary: Vocabulary) -> str:
    """Another one whenever the same words may be read differently: products are read by English labels and examples."""
    known = [[one.id, one.labels.get("en", ()), one.examples] for one in vocabulary.capabilities.values()]
    digest = hashlib.sha256(json.dumps([READER, vocabulary.version, known]).encode()).hexdigest()
    return f"{vocabulary.version} {digest[:12]}"


def _read(product: ProductRead, tagger: Tagger) -> ProductRead:
    shown = provided_capabilities(product.name, product.description, tagger)
    provides = tuple(
        Provides(one.capability, one.weight, tuple(dict.fromkeys(tag.evidence for tag in one.evidence)))
        for one in shown
    )
    return ProductRead(product.id, product.name, product.description, provides)
