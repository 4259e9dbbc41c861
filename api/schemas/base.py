"""What every schema has in common, and the envelope of every answer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")

Id = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")]  # printable, of any script
Name = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]


class Out(BaseModel):
    """An answer's part, filled from a domain value of the same field names."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, ser_json_inf_nan="null")


class In(BaseModel):
    """A request's part; a field that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Replay(Out):
    """What the answer rests on: same values, same question, same answer."""

    catalogue_version: int = Field(description="version of the graph that was read", examples=[42])
    rulebook_version: str = Field(description="rulebook and its version", examples=["aaiep 2026-07"])
    models: list[str] = Field(description="ids of the models that took part in matching")
    as_of: date = Field(description="the day that rules are applied as of")
    seed: int = Field(description="of every random choice", examples=[0])


class One(Out, Generic[T]):
    """One thing."""

    data: T
    replay: Replay


class Page(Out, Generic[T]):
    """Some of many, in a stable order."""

    items: list[T]
    next_cursor: str | None = Field(description="give it as `cursor` to go on; null at the end")
    truncated: bool = Field(description="whether there are more than these")
    total: int | None = Field(description="how many there are in all; null where that is not counted")
    replay: Replay


class SourceRefOut(Out):
    """The record that states a fact: `locator` is a row number, an id or a path inside of the source."""

    source_id: str
    locator: str
