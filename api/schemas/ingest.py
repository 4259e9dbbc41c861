"""Ingest runs as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.base import Out


class RunOut(Out):
    """One run over one file, with what it made of the graph."""

    id: str
    source_id: str
    reader: str
    file: str = Field(description="its name")
    sha256: str
    started: str
    finished: str | None
    outcome: Literal["running", "complete", "stopped"]
    read: int
    new: int
    changed: int
    unchanged: int
    withdrawn: int
    quarantined: int
    seconds: float
    date_of_facts: date | None
