"""Training the heads over embeddings with scikit-learn: repeatable, calibrated, stored as plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.training_data import Example
from matching.capabilities.linear import LinearHead
from matching.search.embedder import Embedder

FOLDS = 5
SEED = 0
SHRINKAGE = 0.5  # of the shared covariance: texts of a term are few (best of 0.05, 0.2, 0.5, 0.8 on held-out needs)
SPOKEN = ("plain", "need", "sentence")  # what is read in earnest: probabilities are made honest on these
TEMPERATURES = np.geomspace(0.25, 8.0, 41)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trained:
    """The head over all data, and how held-out texts fared: macro-F1, accuracy, expected calibration error."""

    head: LinearHead
    macro_f1: float
    accuracy: float
    calibration_error: float
    by_source: dict[str, float]
    examples: int

    def report(self) -> dict[str, object]:
        """The figures, rounded, for ``data/models/report.json``."""
        return {
            "examples": self.examples,
            "classes": len(self.head.classes),
            "macro_f1": round(self.macro_f1, 4),
            "accuracy": round(self.accuracy, 4),
            "calibration_error": round(self.calibration_error, 4),
            "accuracy_by_source": {source: round(value, 4) for source, value in self.by_source.items()},
        }


def train_head(examples: Sequence[Example], embedder: Embedder, folds: int = FOLDS) -> Trained:
    """A linear classifier; the temperature comes from the held-out scores of group-wise folds.

    Groups keep all labels of one term in one language together, so a held-out text's near-twins are not trained on.
    """
    from sklearn.metrics import f1_score
    from sklearn.model_selection import GroupKFold

    raw = embedder.embed_queries([e.text for e in examples])
    centre, scale = raw.mean(axis=0), raw.std(axis=0)
    vectors = ((raw - centre) / scale).astype(
        np.float32
    )  # e5's vectors lie in a narrow cone: spread, solvers are quick
    labels = np.array([e.label for e in examples])
    classes = sorted(set(labels.tolist()))
    place = {label: i for i, label in enumerate(classes)}
    truth = np.array([place[label] for label in labels])
    weights = _balanced(truth, np.array([e.weight for e in examples]))
    groups = np.array([e.group for e in examples])
    held = np.full((len(examples), len(classes)), -1e3)
    for train, test in GroupKFold(folds, shuffle=True, random_state=SEED).split(vectors, truth, groups):
        known, coefficients, bias = _fitted(vectors[train], truth[train], weights[train])
        held[np.ix_(test, known)] = vectors[test] @ coefficients.T + bias
    sources = np.array([e.source for e in examples])
    spoken = np.isin(sources, SPOKEN) if np.isin(sources, SPOKEN).any() else np.ones(len(examples), dtype=np.bool_)
    temperature = _temperature(held[spoken], truth[spoken])
    guess = held.argmax(axis=1)
    _, coefficients, bias = _fitted(vectors, truth, weights)
    unscaled = coefficients / scale / temperature
    head = LinearHead(
        embedder.info.id,
        tuple(classes),
        np.asarray(unscaled, dtype=np.float32),
        np.asarray(bias / temperature - unscaled @ centre, dtype=np.float32),
        softmax=True,
    )
    return Trained(
        head,
        float(f1_score(truth, guess, average="macro")),
        float((truth == guess).mean()),
        _calibration_error(held[spoken] / temperature, truth[spoken]),
        {source: float((truth == guess)[sources == source].mean()) for source in sorted(set(sources.tolist()))},
        len(examples),
    )


def _balanced(truth: NDArray[np.int64], weights: Floats) -> Floats:
    """Classes of equal total weight: how many labels a term has says nothing of how often it is asked for."""
    totals = np.bincount(truth, weights=weights)
    return np.asarray(weights * (weights.sum() / len(totals)) / totals[truth])


def _fitted(x: NDArray[np.float32], y: NDArray[np.int64], weights: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
    """(classes present, coefficients, bias): linear discriminant analysis with weighted texts, a shrunk shared
    covariance and equal priors.

    One pass over the data and no iterations: seconds for hundreds of classes, and on held-out texts as good as a
    logistic regression for the few. scikit-learn's own takes no weights; a sentence must count more than one of thirty
    labels.
    """
    from sklearn.covariance import shrunk_covariance

    present = np.unique(y)
    row = np.searchsorted(present, y)
    share = weights / np.bincount(row, weights=weights)[row]
    means = np.zeros((present.size, x.shape[1]))
    np.add.at(means, row, x * share[:, None])
    spread = x - means[row]
    scatter = (spread * (weights / weights.sum())[:, None]).T @ spread
    covariance = shrunk_covariance(scatter, shrinkage=SHRINKAGE)
    coefficients = np.linalg.solve(covariance, means.T).T
    return present, coefficients, -0.5 * np.einsum("ij,ij->i", coefficients, means)


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def _temperature(scores: Floats, truth: NDArray[np.int64]) -> float:
    """The factor that makes held-out probabilities honest (Guo et al. 2017)."""
    rows = np.arange(len(truth))
    losses = [-_log_softmax(scores / t)[rows, truth].mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _calibration_error(scores: Floats, truth: NDArray[np.int64]) -> float:
    """Expected calibration error over ten bins of the top probability."""
    odds = np.exp(_log_softmax(scores))
    top, right = odds.max(axis=1), odds.argmax(axis=1) == truth
    bins = np.minimum((top * 10).astype(int), 9)
    gaps = [abs(top[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())]
    return float(sum(gaps))
