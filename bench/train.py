"""``python -m bench.train``: everything under ``data/models`` that is learned, made again from labelled data.

heads: layer, sector and capability classifiers; fit: the ranker, from a relevance benchmark; vectors: the embeddings
of the bundled products and of the vocabulary's passages, so that a first run has nothing to compute.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.train_fit import learn_fit
from bench.train_heads import Trained, train_head
from bench.train_vectors import bundled_table
from bench.training_data import capability_examples, layer_examples, sector_examples
from service.models import QUERY_MODEL, MatchingModels
from service.settings import bundled_data_dir, read_settings

CAPABILITY_FOLDS = 3  # hundreds of classes: three folds tell enough and take minutes instead of many
STEPS = ("heads", "fit", "vectors")


def _show(text: str) -> None:
    print(text, flush=True)


def train_heads(models: MatchingModels, data: Path) -> None:
    """Train the three heads, store them, and keep how held-out texts fared in ``report.json``."""
    vocabulary, embedder = models.vocabulary, models.embedders[QUERY_MODEL]
    training, target = data / "training", data / "models"
    target.mkdir(exist_ok=True)
    jobs: dict[str, Callable[[], Trained]] = {
        "layer": lambda: train_head(layer_examples(vocabulary, training), embedder),
        "sector": lambda: train_head(sector_examples(vocabulary, training), embedder),
        "capability": lambda: train_head(capability_examples(vocabulary, training), embedder, folds=CAPABILITY_FOLDS),
    }
    report: dict[str, object] = {"vocabulary": vocabulary.version, "model": QUERY_MODEL}
    for name, job in jobs.items():
        trained = job()
        np.savez_compressed(target / f"{name}.npz", **trained.head.as_arrays())  # type: ignore[arg-type]
        report[name] = trained.report()
        _show(f"{name}: {json.dumps(trained.report())}")
    (target / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.train", description=__doc__)
    parser.add_argument("step", nargs="?", choices=STEPS, help="only this one; all of them when left out")
    parser.add_argument(
        "--benchmark", type=Path, default=Path("../shared/eval"), help="folder with catalog and judgements"
    )
    chosen = parser.parse_args()
    data = bundled_data_dir()
    cache = read_settings().data_dir / "cache"
    models = MatchingModels(data, cache, progress=lambda done, total: _show(f"  embedded {done} of {total}"))
    if chosen.step in (None, "heads"):
        train_heads(models, data)
    models = MatchingModels(data, cache)
    if chosen.step in (None, "vectors"):
        keys, vectors = bundled_table(models, data)
        np.savez_compressed(data / "models" / "vectors.npz", keys=keys, vectors=vectors)
        _show(f"vectors: {len(keys)}")
    if chosen.step in (None, "fit"):
        model, told = learn_fit(models, chosen.benchmark)
        (data / "models" / "fit.json").write_text(model.as_json(), encoding="utf-8")
        _show(told)


if __name__ == "__main__":
    main()
