"""A requirement turned into what the search legs read: vectors, terms, capability weights, layer odds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.model import Layer
from matching.capabilities.vocabulary import Vocabulary
from matching.search.corpus import LAYER_ORDER
from matching.search.embedder import Embedder, Vectors, unit_rows
from matching.search.lexical import terms

Floats = NDArray[np.float32]

EXPANSION = 0.5  # weight of a word that comes from a recognised capability's English label, against a word of the text
EXPANDED_BY = 6  # capabilities that lend their words and vectors: more blur the main need
MIN_WEIGHT = 0.15  # a capability less sure than this lends nothing
LABELS = 3  # English labels of a capability that lend their words


@dataclass(frozen=True, slots=True)
class AskedCapability:
    """A capability id with its weight in (0, 1]."""

    capability: str
    weight: float


@dataclass(frozen=True, slots=True)
class Query:
    """``capability``: shape (capabilities,), ``layers``: shape (5,) in ``LAYER_ORDER``, both in [0, 1].

    ``dense``: model id -> unit vector of the text, ``meant``: the same of the capabilities' English meaning;
    ``terms``/``meant_terms``: likewise for words, cut to stems; ``meant_labels``: the labels that these come from.
    """

    text: str
    capability: Floats
    layers: Floats
    sector: str
    dense: Mapping[str, Vectors]
    meant: Mapping[str, Vectors]
    terms: Mapping[str, float]
    meant_terms: Mapping[str, float]
    meant_labels: tuple[str, ...] = ()

    def sense(self, model: str) -> Vectors | None:
        """Where the text and its capabilities' meaning point together, a unit vector; None when neither speaks."""
        spoken = [vector for vector in (self.dense.get(model), self.meant.get(model)) if vector is not None]
        return np.asarray(unit_rows(np.sum(spoken, axis=0)[None, :])[0], dtype=np.float32) if spoken else None


def capability_passage(vocabulary: Vocabulary, capability: str) -> str:
    """The English text that stands for a capability where a model reads English."""
    term = vocabulary[capability]
    return f"{', '.join(term.labels['en'][:LABELS])}. {term.definition}"


def build_query(
    text: str,
    language: str,
    asked: Sequence[AskedCapability],
    layers: Mapping[Layer, float],
    sector: str,
    vocabulary: Vocabulary,
    embedders: Mapping[str, Embedder],
) -> Query:
    """Everything the legs need, computed once a requirement. Embedding the text is by far the most of the time.

    Models of English alone read the capabilities that a text asks for, in whatever language it is, and never the text:
    beside the others that brought nothing, and a model that nothing is asked of is not even loaded.
    """
    weights = np.zeros(len(vocabulary), dtype=np.float32)
    for one in asked:
        at = vocabulary.place[one.capability]
        weights[at] = max(weights[at], one.weight)
    strongest = sorted((a for a in asked if a.weight >= MIN_WEIGHT), key=lambda a: (-a.weight, a.capability))[
        :EXPANDED_BY
    ]
    return Query(
        text=text,
        capability=weights,
        layers=np.array([layers.get(layer, 0.0) for layer in LAYER_ORDER], dtype=np.float32),
        sector=sector,
        dense={
            model: embedder.embed_queries([text])[0]
            for model, embedder in embedders.items()
            if embedder.info.reads(language) and not embedder.info.english_only
        },
        meant={model: _meaning(strongest, vocabulary, embedder) for model, embedder in embedders.items()}
        if strongest
        else {},
        terms=dict.fromkeys(terms(text), 1.0),
        meant_terms=_meant_terms(strongest, vocabulary),
        meant_labels=tuple(label for a in strongest for label in vocabulary[a.capability].labels["en"][:LABELS]),
    )


def _meaning(strongest: Sequence[AskedCapability], vocabulary: Vocabulary, embedder: Embedder) -> Vectors:
    """The weighted middle of the capabilities' passages: a translation by concepts, read from cached vectors."""
    vectors = embedder.embed_passages([capability_passage(vocabulary, a.capability) for a in strongest])
    weights = np.array([a.weight for a in strongest], dtype=np.float32)
    return np.asarray(unit_rows((weights @ vectors)[None, :])[0], dtype=np.float32)


def _meant_terms(strongest: Sequence[AskedCapability], vocabulary: Vocabulary) -> Mapping[str, float]:
    found: dict[str, float] = defaultdict(float)
    for one in strongest:
        for label in vocabulary[one.capability].labels["en"][:LABELS]:
            for term in terms(label):
                found[term] = max(found[term], EXPANSION * one.weight)
    return dict(found)
