"""Precomputed vectors: the bundled products and the vocabulary's passages, so that a first run computes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.model import Product
from ingest.context import ReadContext
from ingest.detect import detect
from ingest.limits import Limits
from ingest.origins import source_of
from ingest.readers.base import read_items
from ingest.source_file import open_source
from matching.search.embedder import content_key
from matching.search.query import capability_passage
from service.models import MatchingModels

FOLDERS = ("supply", "example")  # the sample's products, and those of the illustrative consortium
SUPPLY_SUFFIXES = frozenset({".json", ".jsonl", ".csv"})


def bundled_products(data: Path) -> Iterator[Product]:
    """Every product that the bundled files state, as ingest reads them."""
    files = sorted(file for folder in FOLDERS for file in (data / folder).iterdir())
    for path in (file for file in files if file.suffix in SUPPLY_SUFFIXES):
        file = open_source(path, Limits())
        reader = detect(file)
        context = ReadContext(source_of(file, reader.dataset(file)), Limits())
        for _, item in read_items(reader, file, context):
            if isinstance(item, Product):
                yield item


def bundled_table(models: MatchingModels, data: Path) -> tuple[NDArray[np.str_], NDArray[np.float16]]:
    """Content keys (sorted) and their vectors, for every bundled model."""
    vocabulary = models.vocabulary
    texts = {product.text for product in bundled_products(data)}
    texts |= {capability_passage(vocabulary, capability) for capability in vocabulary.ids}
    ordered = sorted(texts)
    found: dict[str, NDArray[np.float16]] = {}
    for model, embedder in models.embedders.items():
        vectors = embedder.embed_passages(ordered)
        for text, vector in zip(ordered, vectors, strict=True):
            found[content_key(model, "passage", text)] = vector.astype(np.float16)
    keys = sorted(found)
    return np.array(keys), np.stack([found[key] for key in keys])
