"""The fit model: a logistic regression over named features, learned elsewhere, read from JSON and applied here."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.errors import BadInput
from matching.fit.features import FEATURES

Floats = NDArray[np.float32]


SHOWN = 0.5  # what capabilities shown count beside meaning for whether anything fits (of 0, 0.2, 0.35, 0.5, 0.7, 1)
BEST = 3  # products that tell whether anything fits: one lucky hit is no offer
_MEANING, _CAPABILITY = FEATURES.index("meaning"), FEATURES.index("capability")


def agreement(scores: Floats, table: Floats) -> float:
    """How near the best ranked products are to what is asked, by meaning and by capabilities, in [0, 1.5]; rows of
    ``table`` are features.

    Where the ranking and the embedding models point at different products, and these show little of what is asked, no
    product is really meant. Of some forty signals tried on judged queries this parted best.
    """
    if scores.size == 0:
        return 0.0
    best = np.argsort(-scores, kind="stable")[:BEST]
    return float(table[best, _MEANING].mean() + SHOWN * table[best, _CAPABILITY].mean())


@dataclass(frozen=True, slots=True)
class FitModel:
    """``weights``: shape (features,), for the raw features in the order of ``FEATURES``.

    ``score = features @ weights + bias``; ``fit`` is the calibrated probability that a person judges the product to
    deliver a substantial part of the need: ``knots`` map scores to probabilities, rising, linear in between.
    ``nothing_below``: when the best products agree less with the meaning of what is asked, nothing fits.
    """

    version: str
    weights: Floats
    bias: float
    knots: tuple[tuple[float, float], ...]
    nothing_below: float

    def scores(self, features: Floats) -> Floats:
        """Shape (rows,): orders products; more is better."""
        return np.asarray(features @ self.weights + np.float32(self.bias), dtype=np.float32)

    def fit(self, scores: Floats) -> Floats:
        """Shape (rows,), each in [0, 1]."""
        x, y = zip(*self.knots, strict=True)
        return np.asarray(np.interp(scores, x, y), dtype=np.float32)

    def nothing(self, scores: Floats, table: Floats) -> bool:
        """Whether the candidates (their scores and features) say that nothing fits.

        Without an embedding model meaning says nothing; then a product must at least show an asked capability.
        """
        if scores.size == 0 or not np.any(table[:, _MEANING]):
            return not (scores.size > 0 and bool(np.any(table[:, _CAPABILITY])))
        return agreement(scores, table) < self.nothing_below

    def as_json(self) -> str:
        document = {
            "version": self.version,
            "weights": {name: round(float(w), 5) for name, w in zip(FEATURES, self.weights, strict=True)},
            "bias": round(self.bias, 5),
            "knots": [[round(a, 5), round(b, 5)] for a, b in self.knots],
            "nothing_below": round(self.nothing_below, 5),
        }
        return json.dumps(document, indent=2) + "\n"


def parse_fit_model(name: str, text: str) -> FitModel:
    """Read :meth:`FitModel.as_json`.

    Raises:
        BadInput: a field is missing, or the features are not those of this version of the program.
    """
    try:
        raw = json.loads(text)
        weights = raw["weights"]
        knots = tuple((float(a), float(b)) for a, b in raw["knots"])
        bias, floor, version = float(raw["bias"]), float(raw["nothing_below"]), str(raw["version"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{name}: not a fit model: {error!r}.", "Learn it again: python -m bench.train fit.") from error
    if set(weights) != set(FEATURES):
        odd = ", ".join(sorted(set(weights) ^ set(FEATURES)))
        raise BadInput(
            f"{name}: features differ from this program's: {odd}.", "Learn it again: python -m bench.train fit."
        )
    return FitModel(version, np.array([float(weights[f]) for f in FEATURES], dtype=np.float32), bias, knots, floor)
