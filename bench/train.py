"""``python -m bench.train``: everything under ``data/models`` that is learned, made again from labelled data.

heads: sector and capability classifiers (the latter tells the layer, too) and what words weigh beside meaning; fit: the
ranker, from a relevance benchmark; vectors: the embeddings of the bundled products and of the vocabulary's passages, so
that a first run has nothing to compute.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.train_fit import learn_fit
from bench.train_heads import Trained, check_head, train_head
from bench.train_vectors import bundled_table
from bench.train_weigher import learn_weigher
from bench.training_data import NOTHING, capability_examples, read_sentences, sector_examples
from service.models import QUERY_MODEL, MatchingModels
from service.settings import bundled_data_dir, read_settings

CAPABILITY_FOLDS = 10  # a term has eight sentences or more: held out one by one, the rest is nearly all there is
NOTHING_PARTS = 16  # kinds of sentences that ask for no capability
NO_SECTOR_PARTS = 4  # and that tell no sector: as one class, three words such as "firewall and SIEM" seem to tell one
STEPS = ("heads", "fit", "vectors")


def _show(text: str) -> None:
    print(text, flush=True)


def train_heads(models: MatchingModels, data: Path) -> None:
    """Train the heads, store them, and keep how held-out and independent texts fared in ``report.json``."""
    vocabulary, embedder = models.vocabulary, models.embedders[QUERY_MODEL]
    training, target = data / "training", data / "models"
    target.mkdir(exist_ok=True)
    examples = capability_examples(vocabulary, training)
    jobs: dict[str, Callable[[], Trained]] = {
        "sector": lambda: train_head(sector_examples(vocabulary, training), embedder, parts=NO_SECTOR_PARTS),
        "capability": lambda: train_head(examples, embedder, CAPABILITY_FOLDS, NOTHING_PARTS),
    }
    checks = {
        "sector": read_sentences(training / "check" / "sectors.yaml"),
        "capability": read_sentences(training / "check" / "capabilities.yaml"),
    }
    layer_of = {name: term.layer.value for name, term in vocabulary.capabilities.items()} | {NOTHING: NOTHING}
    report: dict[str, object] = {"vocabulary": vocabulary.version, "model": QUERY_MODEL}
    for name, job in jobs.items():
        trained = job()
        np.savez_compressed(target / f"{name}.npz", **trained.head.as_arrays())  # type: ignore[arg-type]
        found = trained.report() | {"independent": check_head(trained.head, checks[name], embedder)}
        if name == "capability":
            weigher = learn_weigher(examples, embedder, models.tagger, NOTHING_PARTS)
            (target / "weigher.json").write_text(weigher.as_json(), encoding="utf-8")
            report["layer"] = {"independent": check_head(trained.head, checks[name], embedder, layer_of)}
        report[name] = found
        _show(f"{name}: {json.dumps(found)}")
    _show(f"layer: {json.dumps(report['layer'])}")
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
