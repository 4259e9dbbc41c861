"""Training the heads over embeddings with scikit-learn: repeatable, calibrated, stored as plain arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.training_data import NOTHING, Example
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
    """The head over all data, and how held-out texts fared: macro-F1, accuracy, expected calibration error.

    ``classes``: with the parts of a class put together again.
    """

    head: LinearHead
    macro_f1: float
    accuracy: float
    calibration_error: float
    by_source: dict[str, float]
    examples: int
    classes: list[str]

    def report(self) -> dict[str, object]:
        """The figures, rounded, for ``data/models/report.json``."""
        return {
            "examples": self.examples,
            "classes": len(self.classes),
            "macro_f1": round(self.macro_f1, 4),
            "accuracy": round(self.accuracy, 4),
            "calibration_error": round(self.calibration_error, 4),
            "accuracy_by_source": {source: round(value, 4) for source, value in self.by_source.items()},
        }


def train_head(examples: Sequence[Example], embedder: Embedder, folds: int = FOLDS, parts: int = 1) -> Trained:
    """A linear classifier; the temperature comes from the held-out scores of group-wise folds.

    Groups keep all labels of one term in one language together, so a held-out text's near-twins are not trained on.
    ``parts``: how many the class that asks for nothing becomes, see :func:`_parted`.
    """
    from sklearn.metrics import f1_score
    from sklearn.model_selection import GroupKFold

    raw = embedder.embed_queries([e.text for e in examples])
    centre, scale = raw.mean(axis=0), raw.std(axis=0)
    vectors = ((raw - centre) / scale).astype(
        np.float32
    )  # e5's vectors lie in a narrow cone: spread, solvers are quick
    labels = _parted([e.label for e in examples], vectors, parts)
    classes = sorted(set(labels))
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
    temperature = best_temperature(held[spoken], truth[spoken])
    _, coefficients, bias = _fitted(vectors, truth, weights)
    unscaled = coefficients / scale / temperature
    head = LinearHead(
        embedder.info.id,
        tuple(classes),
        np.asarray(unscaled, dtype=np.float32),
        np.asarray(bias / temperature - unscaled @ centre, dtype=np.float32),
        softmax=True,
    )
    whole, odds = merged(classes, np.exp(log_softmax(held / temperature)))
    asked = np.array([whole.index(e.label) for e in examples])
    guess = odds.argmax(axis=1)
    return Trained(
        head,
        float(f1_score(asked, guess, average="macro")),
        float((asked == guess).mean()),
        _calibration_error(odds[spoken], asked[spoken]),
        {source: float((asked == guess)[sources == source].mean()) for source in sorted(set(sources.tolist()))},
        len(examples),
        whole,
    )


def _parted(labels: Sequence[str], vectors: NDArray[np.float32], parts: int) -> list[str]:
    """The labels, with "none" parted by likeness into "none.0", "none.1", ...

    Contract clauses, courtesies and other people's goods have no common middle. In 16 parts, 85 of 100 held-out
    sentences that ask for no capability are told, 65 as one class; what asks for something is told as often (of 1, 4,
    8, 16, 32 parts).
    """
    from sklearn.cluster import KMeans

    found = list(labels)
    rows = [row for row, label in enumerate(labels) if label == NOTHING]
    if parts > 1:
        for row, part in zip(rows, KMeans(parts, n_init=3, random_state=SEED).fit_predict(vectors[rows]), strict=True):
            found[row] = f"{NOTHING}.{part:02d}"
    return found


def summed(classes: Sequence[str], odds: NDArray[np.floating], kind: Callable[[str], str]) -> tuple[list[str], Floats]:
    """The kinds of the classes, in order, and their probabilities: the sums over each kind's classes."""
    kinds = sorted({kind(name) for name in classes})
    member = np.array([[kind(name) == one for one in kinds] for name in classes], dtype=np.float64)
    return kinds, np.asarray(odds @ member)


def merged(classes: Sequence[str], odds: NDArray[np.floating]) -> tuple[list[str], Floats]:
    """Classes and their probabilities with the parts of a class put together again."""
    return summed(classes, odds, lambda name: name.partition(".")[0])


def check_head(
    head: LinearHead,
    sentences: Mapping[str, Sequence[str]],
    embedder: Embedder,
    coarser: Mapping[str, str] | None = None,
) -> dict[str, float]:
    """How the head fares on sentences (class -> texts) that nothing was learned from: macro-F1, accuracy, and the share
    of texts whose class is among the likeliest five; with ``coarser`` (class -> a class of a coarser kind) those
    classes' probabilities are summed and judged.
    """
    from sklearn.metrics import f1_score

    truth = [name for name, texts in sentences.items() for _ in texts]
    vectors = embedder.embed_queries([text for texts in sentences.values() for text in texts])
    classes, odds = merged(head.classes, head.probabilities(vectors))
    if coarser is not None:
        truth = [coarser[name] for name in truth]
        classes, odds = summed(classes, odds, coarser.__getitem__)
    order = np.argsort(-odds, axis=1, kind="stable")
    guess = [classes[row[0]] for row in order]
    near = [name in [classes[place] for place in row[:5]] for name, row in zip(truth, order, strict=True)]
    return {
        "texts": len(truth),
        "macro_f1": round(float(f1_score(truth, guess, average="macro")), 4),
        "accuracy": round(float(np.mean([a == b for a, b in zip(truth, guess, strict=True)])), 4),
        "among_five": round(float(np.mean(near)), 4),
    }


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


def log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def best_temperature(scores: Floats, truth: NDArray[np.int64]) -> float:
    """The factor that makes held-out probabilities honest (Guo et al. 2017)."""
    rows = np.arange(len(truth))
    losses = [-log_softmax(scores / t)[rows, truth].mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _calibration_error(odds: Floats, truth: NDArray[np.int64]) -> float:
    """Expected calibration error over ten bins of the top probability."""
    top, right = odds.max(axis=1), odds.argmax(axis=1) == truth
    bins = np.minimum((top * 10).astype(int), 9)
    gaps = [abs(top[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())]
    return float(sum(gaps))
