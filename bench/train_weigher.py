"""Learning what a label in a text weighs beside the text's meaning, on sentences that the classifier had not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.train_heads import SPOKEN
from bench.training_data import Example
from matching.capabilities.tagger import Tagger
from matching.needs.language import detect_language
from matching.needs.parse import FELT_FLOOR
from matching.needs.weigh import LEAST_ODDS, MOST_ODDS, Weigher

PENALTY = 100.0  # inverse of the ridge: three numbers from thousands of rows need none


def learn_weigher(
    examples: Sequence[Example], classes: Sequence[str], held: NDArray[np.float64], tagger: Tagger
) -> Weigher:
    """``held``: held-out probabilities, shape (examples, classes); only whole sentences teach, as buyers write them.

    A row is a capability that the sentence's words or meaning bring up; it is true when the sentence asks for it.
    """
    from sklearn.linear_model import LogisticRegression

    place = {name: at for at, name in enumerate(classes)}
    rows: list[tuple[float, float]] = []
    truth: list[bool] = []
    for example, odds in zip(examples, held, strict=True):
        if example.source not in SPOKEN:
            continue
        said: dict[str, float] = {}
        for tag in tagger.tags(example.text, (detect_language(example.text),)):
            said[tag.capability] = max(said.get(tag.capability, 0.0), tag.confidence)
        for name in sorted(said.keys() | {classes[int(at)] for at in np.flatnonzero(odds >= FELT_FLOOR)}):
            if name in tagger.vocabulary and name in place:
                p = min(max(float(odds[place[name]]), LEAST_ODDS), MOST_ODDS)
                rows.append((float(np.log(p / (1.0 - p))), said.get(name, 0.0)))
                truth.append(name == example.label)
    model = LogisticRegression(C=PENALTY, max_iter=1000).fit(np.array(rows), np.array(truth))
    meaning, word = model.coef_[0]
    return Weigher(float(model.intercept_[0]), float(meaning), float(word))
