"""The API over many products: real routes, gate and matcher; the products are the bundled ones repeated under new ids,
with their vectors slightly moved, and the graph is in memory. Right for speed, for nothing else."""

from __future__ import annotations

import os
import tempfile
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from fastapi import FastAPI

from bench.api_questions import TEXTS
from bench.match_speed import repeated
from bench.train_vectors import bundled_products
from graph.catalogue import Catalogue
from graph.model import Market, MarketKind
from graph.records import MemoryRecords
from matching.fit.match import Matcher
from matching.search.corpus import Corpus
from service.access import Keys, Role
from service.fresh import ServedAlliedstack
from service.key_store import RecordKeys
from service.models import MatchingModels
from service.ranking import models_of_settings
from service.serving import ServeSettings
from service.settings import Settings, bundled_data_dir
from service.snapshot import Snapshot

COUNT_VARIABLE = "ALLIEDSTACK_BENCH_PRODUCTS"
KEY_FILE_VARIABLE = "ALLIEDSTACK_BENCH_KEY_FILE"
KENYA = Market("KE", MarketKind.COUNTRY, "Kenya", countries=("KE",))


def large_corpus(models: MatchingModels, count: int) -> Corpus:
    """The bundled products over and over."""
    products = {product.id: product for product in bundled_products(bundled_data_dir())}
    return repeated(models.corpus(Catalogue(1, {}, dict(sorted(products.items())))), count)


def bare_file(file: Path, models: MatchingModels, corpus: Corpus) -> None:
    """What the bare route multiplies: the very same matrices, and the vectors of the very same texts."""
    arrays: dict[str, np.ndarray] = {"ids": np.array([p.id for p in corpus.products]), "texts": np.array(TEXTS)}
    for model, embedder in models.embedders.items():
        arrays[f"products:{model}"] = corpus.dense[model]
        arrays[f"queries:{model}"] = embedder.embed_queries(TEXTS)
    np.savez(file, **arrays)  # type: ignore[arg-type]


class LargeAlliedstack(ServedAlliedstack):
    """The program over a corpus that stands still."""

    def __init__(self, settings: Settings, count: int) -> None:
        super().__init__(settings)
        self._count = count

    @cached_property
    def _standing(self) -> Snapshot:
        corpus = large_corpus(self.models, self._count)
        matcher = Matcher(corpus, self.models.embedders, self.models.fit)
        products = {product.id: product for product in corpus.products}
        catalogue = Catalogue(1, {}, products, {KENYA.id: KENYA})
        return Snapshot(catalogue, {}, lambda: matcher, self.today())

    def snapshot(self, *, illustrative: bool = False) -> Snapshot:
        del illustrative
        return self._standing

    def held(self, *, illustrative: bool = False) -> Snapshot | None:
        del illustrative
        return self._standing


class _Nothing:
    """Stores in which there is nothing to tell of."""

    def all(self) -> tuple[()]:
        return ()

    lists = all


def make() -> FastAPI:
    """The application; an officer's key is written where the environment says."""
    from api.app import create_app

    records = MemoryRecords()
    keys = Keys(RecordKeys(records))
    text, _ = keys.create(Role.OFFICER, "bench")
    app = LargeAlliedstack(Settings(data_dir=Path(tempfile.mkdtemp())), int(os.environ[COUNT_VARIABLE]))
    stores = SimpleNamespace(packages=_Nothing(), screening=_Nothing())
    app.__dict__["models"] = models_of_settings()
    app.snapshot()
    Path(os.environ[KEY_FILE_VARIABLE]).write_text(text, encoding="ascii")
    settings = ServeSettings(api_rate_per_minute=1_000_000_000)
    return create_app(app, cast(Any, stores), keys, records, settings)
