"""Saved searches and alerts as the API takes and shows them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.base import In, Name, Out
from service.alerts import AlertKind


class SearchIn(In):
    """A search over published demand: all of the words, in the market."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Health in East Africa", "words": "health", "market": "Kenya"}]}
    )

    name: Name
    words: Annotated[str, Field(max_length=200)] = ""
    market: Annotated[str, Field(max_length=500)] = ""


class SearchOut(Out):
    id: str
    name: str
    words: str
    market: str
    version: int
    created_at: str
    updated_at: str


class AlertOut(Out):
    """`subject`: the opportunity, source or list that it is about; `related`: the search or package."""

    id: str
    kind: AlertKind
    subject: str
    related: str
    message: str
    at: str
    seen: bool = Field(description="whether you marked it as seen")
