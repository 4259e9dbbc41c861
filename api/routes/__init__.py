"""One file for each noun."""

from __future__ import annotations

from fastapi import APIRouter

from api.house import House


def add_routes(router: APIRouter, house: House) -> None:
    """Add every route under /v1."""
    from api.routes import (
        access,
        attestations,
        catalogue,
        dossiers,
        exploring,
        ingest,
        matching,
        operation,
        opportunities,
        packages,
        partners,
        people,
        reference,
        requirements,
        rules,
        searches,
        teams,
    )

    parts = (
        *(
            access,
            catalogue,
            reference,
            opportunities,
            requirements,
            matching,
            teams,
            packages,
            partners,
            dossiers,
            exploring,
        ),
        *(attestations, people, rules, ingest, searches, operation),
    )
    for part in parts:
        part.add(router, house)
