"""The base that the API is measured against: a FastAPI route that does nothing but the matrix product of a match."""

from __future__ import annotations

import os

import numpy as np
from fastapi import FastAPI
from pydantic import BaseModel

FILE_VARIABLE = "ALLIEDSTACK_BENCH_FILE"
_SHOWN = 5


class Asked(BaseModel):
    """The body of the API's match, of which the text alone is read."""

    text: str
    limit: int = _SHOWN


def make() -> FastAPI:
    """``ALLIEDSTACK_BENCH_FILE``: npz with ids, texts, one product matrix and one query matrix a model."""
    with np.load(os.environ[FILE_VARIABLE], allow_pickle=False) as arrays:
        held = dict(arrays)
    ids, row = list(held["ids"]), {str(text): place for place, text in enumerate(held["texts"])}
    models = sorted(name.removeprefix("products:") for name in held if name.startswith("products:"))
    pairs = [(held[f"products:{model}"], held[f"queries:{model}"]) for model in models]
    app = FastAPI()

    @app.post("/match")
    def match(asked: Asked) -> dict[str, object]:
        scores = sum(products @ queries[row[asked.text]] for products, queries in pairs)
        best = np.argsort(-np.asarray(scores))[: asked.limit]
        return {"matches": [{"product": str(ids[place]), "score": float(scores[place])} for place in best]}

    return app
