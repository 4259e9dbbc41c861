"""Dossiers as the API takes them; what it answers with is a file."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict

from api.schemas.base import Id, In
from api.schemas.teams import CheckIn


class DossierIn(In):
    """Of what to write a dossier: a package, or a team. Exactly one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"team": {"products": ["Azure Government (includes Dynamics 365)"], "market": "Kenya"}}]
        }
    )

    package: Id | None = None
    team: CheckIn | None = None
    as_of: date | None = None
