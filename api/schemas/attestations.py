"""Attestations as the API takes and shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.base import In, Name, Out


class AttestationOut(Out):
    """What a company signed for itself. It fills a gap; it never overrules what a source states."""

    id: str = Field(description="subject, a bar, fact")
    company: str
    subject: str
    fact: str
    value: JsonValue
    signed_by: str
    by: str
    at: str
    until: date | None
    version: int
    holds: bool = Field(description="whether it counts today")


class AttestationIn(In):
    """A fact with who signs for it. Which value a fact takes is said when it takes another."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"value": [0.6, 0.7], "signed_by": "Ada Example, export control", "until": "2027-06-30"}]
        }
    )

    value: JsonValue
    signed_by: Name
    until: Annotated[date | None, Field(description="the last day on which it holds")] = None
