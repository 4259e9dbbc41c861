"""Letting pages of other origins call the API from a browser: none, unless the operator names them."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

_SENT = (
    *("Authorization", "X-API-Key", "Content-Type", "Idempotency-Key"),
    *("If-Match", "If-None-Match", "X-Request-ID"),
)
_SHOWN = (
    *("ETag", "Location", "Content-Disposition", "Idempotent-Replayed", "X-Request-ID"),
    *("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"),
)
_KEPT_SECONDS = 600  # how long a browser need not ask again; a withdrawn origin is shut out by then


def add_cors(made: FastAPI, origins: Sequence[str]) -> None:
    """Let in pages of ``origins`` (scheme, host, port). Cookies take no part: a page has to bring a key or token."""
    if origins:
        made.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=list(_SENT),
            expose_headers=list(_SHOWN),
            max_age=_KEPT_SECONDS,
        )
