"""One file for each noun."""

from __future__ import annotations

from fastapi import APIRouter

from api.house import House


def add_routes(router: APIRouter, house: House) -> None:
    """Add every route under /v1."""
    from api.routes import access, catalogue, operation, reference, rules

    for part in (access, catalogue, operation, reference, rules):
        part.add(router, house)
