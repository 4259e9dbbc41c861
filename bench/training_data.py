"""The labelled texts that the heads are trained on; ``data/training/README.md`` says where each comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from graph.errors import BadInput
from matching.capabilities.vocabulary import Vocabulary

NOTHING = "none"  # of texts that ask for nothing of the stack (procedure, contract, courtesy) or tell no sector
SENTENCE_WEIGHT = 15.0  # a sentence is what buyers write; labels are many and short (15 of 4, 15, 40 on held-out needs)
LABEL_WEIGHT = 1.0
# The embedding model is multilingual: labels in these languages teach the others too, in a third of the time.
LANGUAGES = frozenset(
    ["en", "de", "es", "fr", "it", "pl", "pt", "fi", "el", "ar", "hi", "id", "ja", "ko", "sw", "tr", "uk", "vi"]
)
LABELS = 2  # of a term and language; English ones are all used


@dataclass(frozen=True, slots=True)
class Example:
    """``source``: "label", "definition", "plain", "need", "sentence"; ``group``: what must stay in one fold."""

    text: str
    label: str
    language: str
    source: str
    group: str
    weight: float = LABEL_WEIGHT


def _vocabulary_texts(vocabulary: Vocabulary) -> Iterator[tuple[str, Example]]:
    """(capability id, example without its class)."""
    for term in vocabulary.capabilities.values():
        for language in sorted(LANGUAGES & set(term.labels)):
            labels = term.labels[language]
            for label in labels if language == "en" else labels[:LABELS]:
                yield term.id, Example(label, "", language, "label", f"{term.id}:{language}")
        yield term.id, Example(term.definition, "", "en", "definition", f"{term.id}:definition", SENTENCE_WEIGHT)
        for number, sentence in enumerate(term.plain):
            yield term.id, Example(sentence, "", "en", "plain", f"{term.id}:plain{number}", SENTENCE_WEIGHT)


def read_sentences(file: Path) -> dict[str, list[str]]:
    """Capability or sector, or "none", to sentences.

    Raises:
        BadInput: an entry is no text.
    """
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    for capability, sentences in document["sentences"].items():
        for sentence in sentences:
            if not isinstance(sentence, str):
                raise BadInput(f"{file.name}: {capability}: {sentence!r} is no text.", "Put it in quotes.")
    return dict(document["sentences"])


def _spoken_needs(training: Path) -> Iterator[tuple[str, Example]]:
    """(capability id or "none", example without its class): whole sentences as buyers say them."""
    for file in sorted((training / "needs").glob("*.yaml")):
        for capability, sentences in read_sentences(file).items():
            for number, sentence in enumerate(sentences):
                yield capability, Example(sentence, "", "", "need", f"{capability}:need{number}", SENTENCE_WEIGHT)


def _labelled(example: Example, label: str) -> Example:
    return Example(example.text, label, example.language, example.source, example.group, example.weight)


def capability_examples(vocabulary: Vocabulary, training: Path) -> list[Example]:
    """Every text of the vocabulary with its capability, needs as buyers say them, sentences that ask for nothing."""
    texts = [*_vocabulary_texts(vocabulary), *_spoken_needs(training)]
    return [_labelled(example, capability) for capability, example in texts]


def sector_examples(vocabulary: Vocabulary, training: Path) -> list[Example]:
    """Texts with their sector, or "none". A term of several sectors teaches the first; one of none teaches none."""
    document = read_sentences(training / "sectors.yaml")
    found = [
        Example(text, sector, "", "sentence", f"{sector}:{number}", SENTENCE_WEIGHT)
        for sector, texts in document.items()
        for number, text in enumerate(texts)
    ]
    known = set(document)
    for capability, example in _vocabulary_texts(vocabulary):
        sectors = [s for s in vocabulary[capability].sectors if s in known]
        # Labels of terms without a sector are nearly all of the vocabulary; one in a few languages is enough.
        if sectors or example.language in {"en", "de", "es", "ar", "ja"}:
            found.append(_labelled(example, sectors[0] if sectors else NOTHING))
    return found
