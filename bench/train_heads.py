"""Training the heads over embeddings with scikit-learn: repeatable, calibrated, stored as plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.training_data import Example
from matching.capabilities.linear import LinearHead
from matching.search.embedder import Embedder

FOLDS = 5
SEED = 0
INVERSE_PENALTY = 30.0  # scikit-learn's C: unit vectors have small numbers, so the weights must be allowed to be large
TEMPERATURES = np.geomspace(0.25, 4.0, 33)


@dataclass(frozen=True, slots=True)
class Trained:
    """The head over all data, and how held-out texts fared: macro-F1, accuracy, expected calibration error."""

    head: LinearHead
    macro_f1: float
    accuracy: float
    calibration_error: float
    by_source: dict[str, float]


def train_head(examples: Sequence[Example], embedder: Embedder, penalty: float = INVERSE_PENALTY) -> Trained:
    """Multinomial logistic regression; the temperature comes from the held-out scores of group-wise folds.

    Groups keep all labels of one term in one language together, so a held-out text's near-twins are not trained on.
    """
    from sklearn.metrics import f1_score
    from sklearn.model_selection import StratifiedGroupKFold

    vectors = embedder.embed_queries([e.text for e in examples])
    labels = np.array([e.label for e in examples])
    weights = _balanced(labels, np.array([e.weight for e in examples]))
    groups = np.array([e.group for e in examples])
    classes = sorted(set(labels.tolist()))
    place = {label: i for i, label in enumerate(classes)}
    truth = np.array([place[label] for label in labels])
    held = np.zeros((len(examples), len(classes)))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for train, test in folds.split(vectors, truth, groups):
        model = _fitted(vectors[train], truth[train], weights[train], penalty)
        held[np.ix_(test, model.classes_)] = model.decision_function(vectors[test])
    temperature = _temperature(held, truth, weights)
    guess = held.argmax(axis=1)
    sources = np.array([e.source for e in examples])
    final = _fitted(vectors, truth, weights, penalty)
    head = LinearHead(
        embedder.info.id,
        tuple(classes),
        np.asarray(final.coef_ / temperature, dtype=np.float32),
        np.asarray(final.intercept_ / temperature, dtype=np.float32),
        softmax=True,
    )
    return Trained(
        head,
        float(f1_score(truth, guess, average="macro")),
        float((truth == guess).mean()),
        _calibration_error(held / temperature, truth),
        {source: float((truth == guess)[sources == source].mean()) for source in sorted(set(sources.tolist()))},
    )


def _balanced(labels: NDArray[np.str_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Classes of equal total weight: how many labels a term has says nothing of how often it is asked for."""
    totals = {label: weights[labels == label].sum() for label in set(labels.tolist())}
    mean = weights.sum() / len(totals)
    return np.array([w * mean / totals[label] for w, label in zip(weights, labels.tolist(), strict=True)])


def _fitted(x: NDArray[np.float32], y: NDArray[np.int64], weights: NDArray[np.float64], penalty: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=penalty, max_iter=200).fit(x, y, sample_weight=weights)


def _log_softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def _temperature(scores: NDArray[np.float64], truth: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    """The factor that makes held-out probabilities honest (Guo et al. 2017)."""
    rows = np.arange(len(truth))
    losses = [-(weights * _log_softmax(scores / t)[rows, truth]).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _calibration_error(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """Expected calibration error over ten bins of the top probability."""
    odds = np.exp(_log_softmax(scores))
    top, right = odds.max(axis=1), odds.argmax(axis=1) == truth
    bins = np.minimum((top * 10).astype(int), 9)
    gaps = [abs(top[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())]
    return float(sum(gaps))
