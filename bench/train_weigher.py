"""Learning what a label in a text weighs beside the text's meaning, on sentences that the classifier had not seen."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.train_heads import SEED, best_temperature, log_softmax, merged, train_head
from bench.training_data import NOTHING, Example
from matching.capabilities.linear import LinearHead
from matching.capabilities.tagger import Tagger
from matching.needs.language import detect_language
from matching.needs.parse import FELT_FLOOR
from matching.needs.weigh import LEAST_ODDS, MOST_ODDS, Weigher
from matching.search.embedder import Embedder

TINY = 1e-30  # a probability that is nothing has a logarithm, too
PENALTY = 100.0  # inverse of the ridge: three numbers from thousands of rows need none
# One text in eight: most sentences ask for one thing. With more (700, 1500), what is only context counts as a need.
PAIRS = 300
FOLDS = 2  # of a head whose temperature is chosen anew on the sentences left out


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    language: str
    asked: frozenset[str]


def learn_weigher(
    examples: Sequence[Example], embedder: Embedder, tagger: Tagger, parts: int, count: int = PAIRS
) -> Weigher:
    """A head is taught without every second sentence; those, and pairs of them, teach what words weigh beside it.

    A row is a capability that a text's words or meaning bring up; it is true when the text asks for it. Pairs, because
    buyers ask for several things in one breath and the probabilities of a head are shared among them: a label that one
    sentence alone mentions while it means something else is mostly context, one in a text of two needs often is not.
    """
    from sklearn.linear_model import LogisticRegression

    held = _every_second(examples)
    taught = [e for e in examples if e not in held]
    head = train_head(taught, embedder, FOLDS, parts).head
    texts = [*_singles(held), *_pairs(held, count)]
    classes, odds = _honest(head, texts, embedder)
    rows = [row for one, p in zip(texts, odds, strict=True) for row in _rows(one, classes, p, tagger)]
    table, truth = np.array([row[:2] for row in rows]), np.array([row[2] for row in rows])
    model = LogisticRegression(C=PENALTY, max_iter=1000).fit(table, truth)
    meaning, word = model.coef_[0]
    return Weigher(float(model.intercept_[0]), float(meaning), float(word))


def _honest(head: LinearHead, texts: Sequence[_Text], embedder: Embedder) -> tuple[list[str], NDArray[np.float64]]:
    """Classes and their probabilities, tempered on the texts of one need as the head that is shipped is on its own."""
    scores = np.log(head.probabilities(embedder.embed_queries([one.text for one in texts])).astype(float) + TINY)
    place = {name: at for at, name in enumerate(head.classes)}
    single = [(at, place[name]) for at, one in enumerate(texts) if len(one.asked) == 1 for name in one.asked]
    rows, truth = np.array(single).T
    return merged(head.classes, np.exp(log_softmax(scores / best_temperature(scores[rows], truth))))


def _every_second(examples: Sequence[Example]) -> frozenset[Example]:
    """Of each class, every second whole sentence as buyers say it."""
    seen: dict[str, int] = defaultdict(int)
    found = []
    for example in examples:
        if example.source == "need":
            seen[example.label] += 1
            if seen[example.label] % 2 == 0:
                found.append(example)
    return frozenset(found)


def _singles(held: frozenset[Example]) -> Iterator[_Text]:
    for one in sorted(held, key=lambda e: e.text):
        yield _Text(one.text, detect_language(one.text), frozenset({one.label} - {NOTHING}))


def _pairs(held: frozenset[Example], count: int) -> Iterator[_Text]:
    """Two sentences of one language in a row that ask for different things."""
    by_language: dict[str, list[Example]] = defaultdict(list)
    for one in sorted(held, key=lambda e: e.text):
        if one.label != NOTHING:
            by_language[detect_language(one.text)].append(one)
    groups = [group for group in by_language.values() if len({e.label for e in group}) > 1]
    chooser = random.Random(SEED)  # noqa: S311 - choosing sentences, not secrets
    for group in chooser.choices(groups, [len(group) for group in groups], k=count) if groups else []:
        first, second = chooser.sample(group, 2)
        if first.label != second.label:
            yield _Text(
                f"{first.text} {second.text}", detect_language(first.text), frozenset({first.label, second.label})
            )


def _rows(
    one: _Text, classes: Sequence[str], odds: NDArray[np.float64], tagger: Tagger
) -> Iterator[tuple[float, float, bool]]:
    """(logit of the meaning, trust in the word, whether it is asked for) of every capability brought up."""
    place = {name: at for at, name in enumerate(classes)}
    said: dict[str, float] = {}
    for tag in tagger.tags(one.text, (one.language,)):
        said[tag.capability] = max(said.get(tag.capability, 0.0), tag.confidence)
    for name in sorted(said.keys() | {classes[int(at)] for at in np.flatnonzero(odds >= FELT_FLOOR)}):
        if name in tagger.vocabulary and name in place:
            p = min(max(float(odds[place[name]]), LEAST_ODDS), MOST_ODDS)
            yield float(np.log(p / (1.0 - p))), said.get(name, 0.0), name in one.asked
