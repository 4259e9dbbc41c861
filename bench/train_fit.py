"""Learning the fit model from judged pairs: a ranker with strong regularisation, calibration, and "nothing fits".

Everything is judged on queries that were not learned from: whole queries are held out, in several rounds of folds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.ranking_scores import dcg_at
from matching.fit.features import features
from matching.fit.match import query_of, whole
from matching.fit.model import FitModel, agreement
from matching.search.candidates import DEFAULT_CANDIDATES, SnapshotSource
from matching.search.corpus import Corpus
from matching.search.filters import Filters
from service.models import MatchingModels
from service.ranking import RankQuery, read_catalog, read_queries

Floats = NDArray[np.float64]
GOOD = 2.0  # grade from which a product delivers a substantial part of the need
HELPS = 1.0  # grade from which it supports the need
PENALTY = 0.02  # inverse of the ridge: with about thirty queries only strong shrinkage generalises
# What a share of false alarms costs against a share told: every query counts alike where four in five have an answer.
FALSE_ALARM = 4.0
SUREST = 0.95  # no fit is surer: two people who judge the same pair differ about as often
FOLDS = 7
ROUNDS = 4
SEED = 0


@dataclass(frozen=True)
class Judged:
    """One query's candidates: ``table``: features, shape (candidates, features); ``grades``: shape (candidates,).

    ``ideal``: the grades of all judged products, for the ideal ranking; ``rows``: the candidates' rows in the corpus.
    """

    id: str
    table: Floats
    grades: Floats
    ideal: tuple[float, ...]
    rows: NDArray[np.int64]

    @property
    def has_answer(self) -> bool:
        return max(self.ideal, default=0.0) >= GOOD

    def without(self, columns: Sequence[int]) -> Judged:
        """The same with some features blanked."""
        table = self.table.copy()
        table[:, list(columns)] = 0.0
        return replace(self, table=table)

    def best(self, scores: Floats) -> float:
        """How far the best candidates agree with the meaning of what is asked."""
        return agreement(np.asarray(scores, dtype=np.float32), self.table.astype(np.float32))


def read_judgements(file: Path) -> dict[str, dict[str, float]]:
    """Query id -> product id -> grade (tab-separated)."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for line in file.read_text(encoding="utf-8").splitlines():
        query, product, grade = line.split("\t")
        found[query][product] = float(grade)
    return found


def judged_queries(
    models: MatchingModels, folder: Path, corpus: Corpus, asked_for: Sequence[RankQuery] | None = None
) -> list[Judged]:
    """Every query of the benchmark (or ``asked_for``, other wordings of them) with its candidates' features and
    grades."""
    judgements = read_judgements(folder / "dev_qrels.tsv")
    found = []
    for asked in read_queries(folder / "dev_queries.jsonl") if asked_for is None else asked_for:
        needs = models.reader.read(asked.text)
        query = query_of(whole(needs), needs.language, corpus.vocabulary, models.embedders)
        rows = SnapshotSource(corpus).candidates(query, Filters(), DEFAULT_CANDIDATES).rows
        grades = judgements.get(asked.id, {})
        held = np.array([grades.get(corpus.products[row].id, 0.0) for row in rows])
        found.append(Judged(asked.id, features(query, corpus, rows).astype(float), held, tuple(grades.values()), rows))
    return found


def learn_weights(queries: Sequence[Judged], penalty: float = PENALTY) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression: does the product help? Better products and each query weigh alike.

    No weight is negative: every feature speaks for a product, and one that seems to speak against it (the likeness of
    wordings, once capabilities are known) would punish whoever searches with a better model. Such features are left out
    one after the other, the worst first, and the rest learned again.
    """
    x = np.concatenate([q.table for q in queries])
    labels, sample = _labels(queries)
    kept = list(range(x.shape[1]))
    while True:
        weights, bias = _logistic(x[:, kept], labels, sample, penalty)
        if weights.min(initial=0.0) >= 0.0:
            found = np.zeros(x.shape[1])
            found[kept] = weights
            return found, bias
        del kept[int(weights.argmin())]


def _labels(queries: Sequence[Judged]) -> tuple[NDArray[np.bool_], Floats]:
    """Whether each candidate helps, and what it counts in learning."""
    labels, weights = [], []
    for q in queries:
        helps = q.grades >= HELPS
        gain = np.where(helps, 2.0**q.grades - 1.0, 1.0)
        side = np.where(helps, gain / max(gain[helps].sum(), 1e-9), 1.0 / max((~helps).sum(), 1))
        labels.append(helps)
        weights.append(side * (1.0 if helps.any() else 0.5))
    total = np.concatenate(weights)
    return np.concatenate(labels), total * len(total) / total.sum()


def _logistic(x: Floats, labels: NDArray[np.bool_], sample: Floats, penalty: float) -> tuple[Floats, float]:
    """Weights for the raw columns, and bias."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    model = LogisticRegression(C=penalty, max_iter=500).fit((x - mean) / spread, labels, sample_weight=sample)
    raw = model.coef_[0] / spread
    return raw, float(model.intercept_[0] - raw @ mean)


def ndcg(query: Judged, scores: Floats) -> float:
    """nDCG@10 with the gain 2^grade - 1; equal scores in the order of their place."""
    order = np.argsort(-scores, kind="stable")[:10]
    ideal = dcg_at(sorted(query.ideal, reverse=True))
    return dcg_at(query.grades[order].tolist()) / ideal if ideal > 0 else 0.0


def held_out_scores(
    queries: Sequence[Judged], seed: int, penalty: float = PENALTY, asked: Sequence[Judged] | None = None
) -> dict[str, Floats]:
    """Query id -> scores of its candidates by a model that has not seen the query.

    ``asked``: other wordings of some of the queries, to be scored in their place.
    """
    tables = {q.id: q.table for q in (queries if asked is None else asked)}
    shuffled = np.random.default_rng(seed).permutation(len(queries))
    found: dict[str, Floats] = {}
    for fold in range(FOLDS):
        held = set(shuffled[fold::FOLDS].tolist())
        weights, bias = learn_weights([q for i, q in enumerate(queries) if i not in held], penalty)
        ids = [queries[i].id for i in sorted(held)]
        found.update({one: tables[one] @ weights + bias for one in ids if one in tables})
    return found


def cross_validated(queries: Sequence[Judged], penalty: float = PENALTY) -> dict[str, float]:
    """Query id -> mean held-out nDCG@10 over the rounds, for queries that have an answer."""
    rounds = [held_out_scores(queries, SEED + number, penalty) for number in range(ROUNDS)]
    return {q.id: float(np.mean([ndcg(q, held[q.id]) for held in rounds])) for q in queries if q.has_answer}


def knots_of(queries: Sequence[Judged], held: Sequence[Mapping[str, Floats]]) -> tuple[tuple[float, float], ...]:
    """Isotonic calibration of held-out scores: probability that a product delivers a substantial part."""
    from sklearn.isotonic import IsotonicRegression

    x = np.concatenate([one[q.id] for one in held for q in queries])
    y = np.concatenate([(q.grades >= GOOD).astype(float) for _ in held for q in queries])
    curve = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(x, y)
    grid = np.quantile(x, np.concatenate([np.linspace(0, 0.9, 10), np.linspace(0.92, 1.0, 9)]))
    sure = np.minimum(curve.predict(grid), SUREST)
    return tuple((float(a), float(b)) for a, b in zip(grid, sure, strict=True))


def best_floor(best: Sequence[float], answered: Sequence[bool]) -> float:
    """The threshold on a query's agreement that tells most queries without an answer at few false alarms."""
    values = sorted(set(best))
    cuts = [values[0] / 2, *((a + b) / 2 for a, b in pairwise(values))]
    none, some = sum(not a for a in answered), sum(answered)

    def worth(cut: float) -> float:
        told = sum(b < cut and not a for b, a in zip(best, answered, strict=True))
        false = sum(b < cut and a for b, a in zip(best, answered, strict=True))
        return told / max(none, 1) - FALSE_ALARM * false / max(some, 1)

    return max(cuts, key=lambda cut: (worth(cut), -cut))


def learn_fit(models: MatchingModels, folder: Path) -> tuple[FitModel, str]:
    """The fit model over all judged queries, and in words how held-out queries fared."""
    corpus = models.corpus(read_catalog(folder / "catalog.jsonl", models.product_words))
    queries = judged_queries(models, folder, corpus)
    fared = cross_validated(queries)
    held = [held_out_scores(queries, SEED + number) for number in range(ROUNDS)]
    knots = knots_of(queries, held)
    # The threshold is learned on rankings by models that have not seen the query, the middle one of the rounds': with
    # so few queries a single one moves it.
    floors = [best_floor([q.best(one[q.id]) for q in queries], [q.has_answer for q in queries]) for one in held]
    floor = float(np.median(floors))
    weights, bias = learn_weights(queries)
    model = FitModel(models.vocabulary.version, weights.astype(np.float32), bias, knots, floor)
    told = f"fit: held-out nDCG@10 {np.mean(list(fared.values())):.3f} over {len(fared)}, nothing below {floor:.2f}"
    return model, told
