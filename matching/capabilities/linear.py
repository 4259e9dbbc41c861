"""A linear classifier over embeddings as plain arrays: trained elsewhere by scikit-learn, read and applied here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.errors import BadInput

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LinearHead:
    """``classes`` scored as ``vectors @ weights.T + bias``; ``softmax``: one class each, else each class on its own.

    ``model``: id of the embedding model whose vectors it reads. ``weights``: (classes, dimension); ``bias``: (classes,)
    The calibration (temperature) is already inside weights and bias.
    """

    model: str
    classes: tuple[str, ...]
    weights: Floats
    bias: Floats
    softmax: bool

    def probabilities(self, vectors: Floats) -> Floats:
        """Shape (len(vectors), len(classes)), each in [0, 1]; rows sum to 1 when ``softmax``."""
        scores = vectors @ self.weights.T + self.bias
        if not self.softmax:
            return np.asarray(1.0 / (1.0 + np.exp(-scores)), dtype=np.float32)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)

    def as_arrays(self) -> dict[str, NDArray[np.generic]]:
        """What :func:`head_of_arrays` reads back; weights as float16 (the error is far below the model's own)."""
        return {
            "model": np.array(self.model),
            "classes": np.array(self.classes),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias.astype(np.float32),
            "softmax": np.array(self.softmax),
        }


def head_of_arrays(name: str, arrays: Mapping[str, NDArray[np.generic]]) -> LinearHead:
    """A head from the arrays of an npz file.

    Raises:
        BadInput: an array is missing or the shapes do not agree.
    """
    try:
        classes = tuple(str(c) for c in arrays["classes"])
        weights = np.asarray(arrays["weights"], dtype=np.float32)
        bias = np.asarray(arrays["bias"], dtype=np.float32)
        model, softmax = str(arrays["model"]), bool(arrays["softmax"])
    except KeyError as error:
        raise BadInput(f"{name} lacks the array {error}.", "Train it again: python -m bench.train.") from error
    if weights.ndim != 2 or weights.shape[0] != len(classes) or bias.shape != (len(classes),):
        raise BadInput(f"{name}: shapes of classes, weights and bias do not agree.", "Train it again.")
    return LinearHead(model, classes, weights, bias, softmax)
