"""``alliedstack bench quality``: how well matching ranks real requirements, beside its baselines, with intervals.

The matcher's figures are held-out: whole queries are left out of everything that is learned from judgements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.ranking_scores import ndcg, recall, reciprocal_rank
from bench.reliability import Reliability, held_out_fits, reliability
from bench.train_fit import ROUNDS, SEED, Judged, best_floor, held_out_scores, judged_queries, read_judgements
from matching.fit.features import FEATURES
from matching.search.corpus import Corpus
from matching.search.embedder import E5_SMALL, MINILM
from matching.search.fusion import fuse
from matching.search.lexical import terms
from service.models import MatchingModels
from service.ranking import RankQuery, read_catalog, read_queries

SAMPLES = 2000  # of the bootstrap over queries
MIX = {"minilm": 0.35, "e5": 0.35, "words": 0.3}  # the plain mix that the goal is stated against

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Figure:
    """Means over the queries that have an answer; ``low``, ``high``: 95 % bootstrap interval of nDCG@10."""

    ndcg: float
    low: float
    high: float
    recall: float
    mrr: float
    queries: int


@dataclass(frozen=True)
class Quality:
    """``systems``: name -> group ("all", "English", "other", "layer A"...) -> figure.

    ``translated``: the queries that are not in English, asked in the words of a hand-made English translation, by the
    held-out matcher: beside group "other" it tells what the buyer's language costs, the queries being the same.
    ``ablation``: what is left out -> held-out nDCG@10. ``told``/``false_alarms``: "nothing fits" on held-out queries,
    mean over the rounds; ``without``/``with_answer``: how many such queries there are. ``reliability``: of the fit.
    """

    systems: Mapping[str, Mapping[str, Figure]]
    translated: Figure
    ablation: Mapping[str, float]
    told: float
    false_alarms: float
    without: int
    with_answer: int
    reliability: Reliability


def measure(models: MatchingModels, folder: Path) -> Quality:
    """Everything, on the benchmark in ``folder`` (catalog, queries, judgements)."""
    import json

    lines = (folder / "dev_queries.jsonl").read_text(encoding="utf-8").splitlines()
    known = {record["id"]: record for record in map(json.loads, lines)}
    judgements = read_judgements(folder / "dev_qrels.tsv")
    corpus = models.corpus(read_catalog(folder / "catalog.jsonl", models.product_words))
    queries = read_queries(folder / "dev_queries.jsonl")
    judged = judged_queries(models, folder, corpus)
    rounds = [held_out_scores(judged, SEED + number) for number in range(ROUNDS)]
    runs = baselines(models, corpus, queries)
    systems = {name: grouped(known, judgements, [run]) for name, run in runs.items()}
    systems["matching (held out)"] = grouped(known, judgements, [ranked(corpus, judged, held) for held in rounds])
    foreign = [RankQuery(q, one["text_en"]) for q, one in known.items() if one["lang"] != "en" and one.get("text_en")]
    reworded = judged_queries(models, folder, corpus, foreign)
    reruns = [
        ranked(corpus, reworded, held_out_scores(judged, SEED + number, asked=reworded)) for number in range(ROUNDS)
    ]
    translated = _figure([q.id for q in reworded if q.has_answer], judgements, reruns)
    told, false_alarms = nothing_told(judged, rounds)
    answered = sum(q.has_answer for q in judged)
    curve = reliability(*held_out_fits(judged, rounds))
    return Quality(systems, translated, ablation(judged), told, false_alarms, len(judged) - answered, answered, curve)


def ranked(corpus: Corpus, judged: Sequence[Judged], scores: Mapping[str, NDArray[np.float64]]) -> dict[str, list[str]]:
    """Query id -> product ids, best first."""
    return {
        q.id: [corpus.products[q.rows[place]].id for place in np.argsort(-scores[q.id], kind="stable")] for q in judged
    }


def baselines(models: MatchingModels, corpus: Corpus, queries: Sequence[RankQuery]) -> dict[str, dict[str, list[str]]]:
    """Plain systems over the whole catalogue, each on the text as it is."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [query.text for query in queries]
    tfidf = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    matrix = tfidf.fit_transform([product.text for product in corpus.products])
    legs = {
        "tfidf": np.asarray((tfidf.transform(texts) @ matrix.T).todense(), dtype=np.float32),
        "words": np.stack([corpus.lexical.scores(dict.fromkeys(terms(text), 1.0)) for text in texts]),
        "minilm": models.embedders[MINILM.id].embed_queries(texts) @ corpus.dense[MINILM.id].T,
        "e5": models.embedders[E5_SMALL.id].embed_queries(texts) @ corpus.dense[E5_SMALL.id].T,
    }
    mixed = {
        "0.35 MiniLM + 0.35 e5 + 0.3 BM25": MIX,
        "0.7 MiniLM + 0.3 BM25": {"minilm": 0.7, "words": 0.3},
        "0.7 e5 + 0.3 BM25": {"e5": 0.7, "words": 0.3},
    }
    names = {"tfidf": "TF-IDF of characters", "words": "BM25", "minilm": "MiniLM", "e5": "multilingual-e5-small"}
    scored = {names[leg]: scores for leg, scores in legs.items()}
    for name, weights in mixed.items():
        scored[name] = np.stack(
            [fuse({leg: legs[leg][row] for leg in weights}, weights) for row in range(len(queries))]
        )
    return {name: _best_first(corpus, queries, scores) for name, scores in scored.items()}


def _best_first(corpus: Corpus, queries: Sequence[RankQuery], scores: Scores) -> dict[str, list[str]]:
    found = {}
    for query, row in zip(queries, scores, strict=True):
        order = np.argsort(-row, kind="stable")[:100]
        found[query.id] = [corpus.products[place].id for place in order]
    return found


def grouped(
    known: Mapping[str, Mapping[str, str]],
    judgements: Mapping[str, Mapping[str, float]],
    runs: Sequence[Mapping[str, Sequence[str]]],
) -> dict[str, Figure]:
    """Figures of one system (the mean over several runs of it), for all queries and for groups of them."""
    answered = [q for q in known if max(judgements.get(q, {}).values(), default=0.0) >= 2.0]
    groups: dict[str, Callable[[str], bool]] = {
        "all": lambda q: q in known,
        "English": lambda q: known[q]["lang"] == "en",
        "other": lambda q: known[q]["lang"] != "en",
    }
    for layer in sorted({known[q]["primary_layer"] for q in answered}):
        groups[f"layer {layer}"] = lambda q, layer=layer: known[q]["primary_layer"] == layer  # type: ignore[misc]
    return {name: _figure([q for q in answered if holds(q)], judgements, runs) for name, holds in groups.items()}


def _figure(
    ids: Sequence[str], judgements: Mapping[str, Mapping[str, float]], runs: Sequence[Mapping[str, Sequence[str]]]
) -> Figure:
    def mean(measure: Callable[[Sequence[str], Mapping[str, float]], float]) -> NDArray[np.float64]:
        return np.array([np.mean([measure(run.get(q, []), judgements[q]) for run in runs]) for q in ids])

    gains = mean(ndcg)
    chosen = np.random.default_rng(SEED).integers(0, len(ids), (SAMPLES, len(ids)))
    low, high = np.quantile(gains[chosen].mean(axis=1), [0.025, 0.975])
    return Figure(
        float(gains.mean()),
        float(low),
        float(high),
        float(mean(recall).mean()),
        float(mean(reciprocal_rank).mean()),
        len(ids),
    )


ABLATED: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "capabilities": ("capability", "purpose"),
    "layer": ("layer",),
    "sector": ("sector",),
    "wording (dense)": ("wording",),
    "meaning (dense, by capability)": ("meaning",),
    "words (BM25)": ("words", "meant words"),
}


def ablation(judged: Sequence[Judged]) -> dict[str, float]:
    """Held-out nDCG@10 when a leg's features are blanked, the rest learned again."""
    from bench.train_fit import cross_validated

    found = {}
    for name, features in ABLATED.items():
        columns = [FEATURES.index(feature) for feature in features if feature in FEATURES]
        found[name] = float(np.mean(list(cross_validated([q.without(columns) for q in judged]).values())))
    return found


def nothing_told(judged: Sequence[Judged], rounds: Sequence[Mapping[str, NDArray[np.float64]]]) -> tuple[float, float]:
    """(told, false alarms), means over the rounds: the threshold for a query comes from the other queries alone."""
    told = false = 0.0
    for held in rounds:
        best = {q.id: q.best(held[q.id]) for q in judged}
        for query in judged:
            others = [q for q in judged if q.id != query.id]
            floor = best_floor([best[q.id] for q in others], [q.has_answer for q in others])
            silent = best[query.id] < floor
            told += silent and not query.has_answer
            false += silent and query.has_answer
    return told / len(rounds), false / len(rounds)
