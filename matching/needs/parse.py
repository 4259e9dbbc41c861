"""A buyer's text to requirements: the room's one entrance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graph.model import LAYERS, Layer
from matching.capabilities.linear import LinearHead
from matching.capabilities.tagger import Tag, Tagger
from matching.capabilities.vocabulary import Vocabulary
from matching.needs.clean import clean_text
from matching.needs.constraints import find_constraints, is_wished
from matching.needs.language import UNKNOWN, detect_language
from matching.needs.model import Need, NeededCapability, Needs
from matching.needs.sentences import Piece, clauses, pieces
from matching.needs.weigh import Weigher

MAX_PIECES = 60  # pieces of one text that are embedded (about 3 s at 20 a second); more are read for words only
SURE_LAYER = 0.5  # below this the layer is "unsure": the likely ones are still listed
SURE_SECTOR = 0.5
NO_SECTOR = "none"  # how the classes of texts that tell no sector begin
LIKELY_LAYER = 0.1  # layers less probable than this are not listed
SHOWN_CAPABILITIES = 8  # capabilities kept a requirement
FELT_FLOOR = 0.02  # without a word, a meaning less probable than this is not looked at: there are hundreds of terms
ASKED_FLOOR = 0.08  # a capability less sure than this is not listed: one in twelve of them would be meant
MAX_CLAUSES = 120  # clauses of one text that are embedded besides its pieces (about half a second)
CLAUSE_TRUST = 0.85  # a clause by itself lacks its context
MAX_REQUIREMENTS = 20  # more pieces than this are merged into the strongest ones, said in a warning


class QueryVectors(Protocol):
    """What reading needs of an embedding model."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Classifier:
    """Heads over one embedding model: which sector and which capabilities a text speaks of.

    The layer follows from the capabilities: what stands at a layer is many things, which one plane cannot part from the
    rest (macro-F1 on independent sentences 0.77 for a head of layers, 0.93 for the sum over their capabilities).
    """

    sector: LinearHead
    capability: LinearHead
    weigher: Weigher


@dataclass(frozen=True, slots=True)
class _Meaning:
    """``vector`` of a piece and ``odds`` of each class of the capability head, the clauses counted in; ``layers``: the
    probability of each layer, of the piece as a whole (what is missing to 1 asks for nothing)."""

    vector: NDArray[np.float32]
    odds: NDArray[np.float32]
    layers: Mapping[Layer, float]


class NeedsReader:
    """Reads texts; built once, used for many. Without classifier and embedder only words and labels are used."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        classifier: Classifier | None = None,
        embedder: QueryVectors | None = None,
        tagger: Tagger | None = None,
    ) -> None:
        self._vocabulary = vocabulary
        self._classifier = classifier
        self._embedder = embedder
        self._tagger = tagger or Tagger(vocabulary)

    def read(self, text: str) -> Needs:
        """Requirements with places in ``text``, constraints, and warnings on what could not be read.

        Raises:
            BadInput: nothing readable (empty, only numbers), or too long.
        """
        clean = clean_text(text)
        language = detect_language(clean)
        warnings: list[str] = []
        if language == UNKNOWN:
            warnings.append("The text is too short to tell its language; English and shared terms were used.")
        parts = pieces(clean)
        tags = [self._tagger.tags(part.text, (language,)) for part in parts]
        chosen = _choose(parts, tags, warnings)
        parts, tags = [parts[i] for i in chosen], [tags[i] for i in chosen]
        meanings = self._meanings(parts, tags, language)
        needs = [self._need(number, part, tags[number], meanings[number]) for number, part in enumerate(parts)]
        kept = _worth_keeping(needs, warnings)
        if all(not need.capabilities for need in kept):
            warnings.append("No capability of the vocabulary was recognised; the match rests on wording alone.")
        return Needs(text, language, tuple(kept), find_constraints(clean, language), tuple(warnings))

    def piece(self, text: str, span: tuple[int, int], language: str) -> Need:
        """One requirement out of a part of a text whose language is known; ``span`` is its place there."""
        part, tags = Piece(text, span), self._tagger.tags(text, (language,))
        return self._need(0, part, tags, self._meanings([part], [tags], language)[0])

    def _meanings(self, parts: list[Piece], tags: list[tuple[Tag, ...]], language: str) -> list[_Meaning | None]:
        """What the classifiers say of each piece. A piece is read as a whole and clause by clause; where its words name
        several things, it is cut at every "and", too, lest one of them take all the probability."""
        if self._embedder is None or self._classifier is None:
            return [None] * len(parts)
        texts = [part.text for part in parts]
        owners = list(range(len(parts)))
        for number, part in enumerate(parts):
            several = len({tag.capability for tag in tags[number]}) > 1
            for clause in clauses(part.text, language if several else "")[: max(0, MAX_CLAUSES // len(parts))]:
                texts.append(clause)
                owners.append(number)
        vectors = self._embedder.embed_queries(texts)
        odds = self._classifier.capability.probabilities(vectors)
        trust = np.array([1.0] * len(parts) + [CLAUSE_TRUST] * (len(texts) - len(parts)), dtype=np.float32)
        best = np.zeros((len(parts), odds.shape[1]), dtype=np.float32)
        np.maximum.at(best, np.array(owners), odds * trust[:, None])
        return [_Meaning(vectors[n], best[n], self._layer_odds(odds[n])) for n in range(len(parts))]

    def _layer_odds(self, odds: NDArray[np.float32]) -> Mapping[Layer, float]:
        """The capabilities' probabilities summed by layer."""
        found = dict.fromkeys(LAYERS, 0.0)
        for capability, probability in self._known_odds(odds):
            found[self._vocabulary[capability].layer] += probability
        return found

    def _known_odds(self, odds: NDArray[np.float32]) -> list[tuple[str, float]]:
        """(capability of the vocabulary, its probability) out of a row of the capability head."""
        classes = self._classifier.capability.classes if self._classifier is not None else ()
        return [(c, float(p)) for c, p in zip(classes, odds, strict=True) if c in self._vocabulary]

    def _need(self, number: int, part: Piece, tags: tuple[Tag, ...], meaning: _Meaning | None) -> Need:
        meant = self._activations(meaning)
        capabilities = _capabilities(tags, meant, self._classifier.weigher if meaning and self._classifier else None)
        vector = meaning.vector if meaning is not None else None
        layers = self._layers(capabilities, meaning)
        top = layers[0] if layers else None
        return Need(
            id=f"r{number + 1}",
            text=part.text,
            span=part.span,
            layer=top[0] if top is not None and top[1] >= SURE_LAYER else None,
            layers=layers,
            capabilities=capabilities,
            sector=self._sector(vector),
            mandatory=not is_wished(part.text),
            weight=max((c.weight for c in capabilities), default=0.0),
        )

    def _activations(self, meaning: _Meaning | None) -> dict[str, float]:
        return dict(self._known_odds(meaning.odds)) if meaning is not None else {}

    def _layers(
        self, capabilities: tuple[NeededCapability, ...], meaning: _Meaning | None
    ) -> tuple[tuple[Layer, float], ...]:
        """The classifier's probabilities and the layers of the recognised capabilities, half and half."""
        shares = dict.fromkeys(LAYERS, 0.0)
        total = sum(c.weight for c in capabilities)
        for needed in capabilities:
            shares[self._vocabulary[needed.capability].layer] += needed.weight / total
        if meaning is not None:
            mix = 0.5 if total > 0 else 0.0
            shares = {layer: mix * share + (1 - mix) * meaning.layers[layer] for layer, share in shares.items()}
        ordered = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple((layer, round(p, 3)) for layer, p in ordered if p >= LIKELY_LAYER)

    def _sector(self, vector: NDArray[np.float32] | None) -> str:
        if vector is None or self._classifier is None:
            return ""
        head = self._classifier.sector
        row = head.probabilities(vector[None, :])[0]
        best = int(row.argmax())
        return "" if row[best] < SURE_SECTOR or head.classes[best].startswith(NO_SECTOR) else head.classes[best]


def parse_needs(
    text: str, vocabulary: Vocabulary, classifier: Classifier | None = None, embedder: QueryVectors | None = None
) -> Needs:
    """One text, once; see :class:`NeedsReader` for many."""
    return NeedsReader(vocabulary, classifier, embedder).read(text)


def _capabilities(
    tags: tuple[Tag, ...], meant: dict[str, float], weigher: Weigher | None
) -> tuple[NeededCapability, ...]:
    """The surest capabilities by words and meaning together, or by words alone where nothing reads the meaning."""
    words: dict[str, Tag] = {}
    for tag in tags:
        if tag.capability not in words or words[tag.capability].confidence < tag.confidence:
            words[tag.capability] = tag
    felt = {c for c, p in meant.items() if p >= FELT_FLOOR}
    found = []
    for capability in words.keys() | felt:
        tag_found = words.get(capability)
        said = tag_found.confidence if tag_found is not None else 0.0
        weight = said if weigher is None else weigher(said, meant.get(capability, 0.0))
        if weight >= ASKED_FLOOR:
            found.append(NeededCapability(capability, round(weight, 4), tag_found))
    return tuple(sorted(found, key=lambda c: (-c.weight, c.capability))[:SHOWN_CAPABILITIES])


def _choose(parts: list[Piece], tags: list[tuple[Tag, ...]], warnings: list[str]) -> list[int]:
    """All pieces, or of a very long text those at its head and those with recognised words."""
    if len(parts) <= MAX_PIECES:
        return list(range(len(parts)))
    strength = [sum(t.confidence for t in found) for found in tags]
    head = range(MAX_PIECES // 3)  # the head of a notice says what it is about
    strongest = sorted(range(len(parts)), key=lambda i: (-strength[i], i))
    chosen = sorted(list(dict.fromkeys([*head, *strongest]))[:MAX_PIECES])
    warnings.append(f"The text has {len(parts)} sentences; the {len(chosen)} most telling ones were read closely.")
    return chosen


def _worth_keeping(needs: list[Need], warnings: list[str]) -> list[Need]:
    """Pieces that ask for something; when none does, all of them, so that nothing is lost."""
    asking = [need for need in needs if need.capabilities] or needs
    if len(asking) <= MAX_REQUIREMENTS:
        return asking
    ranked = sorted(asking, key=lambda n: (-n.weight, n.span))[:MAX_REQUIREMENTS]
    warnings.append(f"{len(asking)} requirements were found; the {MAX_REQUIREMENTS} clearest are kept.")
    return sorted(ranked, key=lambda n: n.span)
