"""Thresholds by cross-validation: chosen on some pairs, judged on others, the same way for every scorer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median, pstdev

from service.name_pairs import Counts


@dataclass(frozen=True, slots=True)
class Held:
    """Result of repeated cross-validation: F1 over the held-out pairs (mean and spread over the repeats), the
    thresholds that the training folds chose (median, lowest, highest)."""

    f1: float
    spread: float
    precision: float
    recall: float
    threshold: float
    lowest: float
    highest: float


def count(scores: Sequence[float], labels: Sequence[bool], threshold: float) -> Counts:
    """The four counts at ``score >= threshold``."""
    hits = [score >= threshold for score in scores]
    return Counts(
        sum(h and y for h, y in zip(hits, labels, strict=True)),
        sum(h and not y for h, y in zip(hits, labels, strict=True)),
        sum(not h and y for h, y in zip(hits, labels, strict=True)),
        sum(not h and not y for h, y in zip(hits, labels, strict=True)),
    )


def best_threshold(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The threshold with the highest F1; of several the middle one, half way between two scores."""
    values = sorted(set(scores))
    cuts = [(a + b) / 2 for a, b in pairwise(values)] or [0.5]
    graded = [(count(scores, labels, cut).f1 or 0.0, cut) for cut in cuts]
    top = max(f1 for f1, _ in graded)
    return median(cut for f1, cut in graded if f1 >= top - 1e-12)


def cross_validate(
    scores: Sequence[float], labels: Sequence[bool], folds: int = 5, repeats: int = 40, seed: int = 7
) -> Held:
    """Repeated stratified k-fold cross-validation of the threshold alone. Deterministic for a seed."""
    chooser = random.Random(seed)  # noqa: S311  (shuffling, not secrecy)
    f1s, precisions, recalls, thresholds = [], [], [], []
    for _ in range(repeats):
        fold_of = _folds(labels, folds, chooser)
        total = Counts()
        for fold in range(folds):
            train = [i for i in range(len(labels)) if fold_of[i] != fold]
            test = [i for i in range(len(labels)) if fold_of[i] == fold]
            threshold = best_threshold([scores[i] for i in train], [labels[i] for i in train])
            thresholds.append(threshold)
            part = count([scores[i] for i in test], [labels[i] for i in test], threshold)
            total = Counts(total.tp + part.tp, total.fp + part.fp, total.fn + part.fn, total.tn + part.tn)
        f1s.append(total.f1 or 0.0)
        precisions.append(total.precision or 0.0)
        recalls.append(total.recall or 0.0)
    return Held(
        mean(f1s),
        pstdev(f1s),
        mean(precisions),
        mean(recalls),
        median(thresholds),
        min(thresholds),
        max(thresholds),
    )


def _folds(labels: Sequence[bool], folds: int, chooser: random.Random) -> dict[int, int]:
    fold_of: dict[int, int] = {}
    for value in (True, False):
        members = [i for i, label in enumerate(labels) if label is value]
        chooser.shuffle(members)
        fold_of.update({member: place % folds for place, member in enumerate(members)})
    return fold_of
