"""The rulebook and support programs as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, JsonValue, RootModel

from api.schemas.base import Out
from graph.model import Layer
from matching.rules.findings import Certainty, Effect
from service.support import BuyerKind


class RuleOut(Out):
    """One rule, or one reading of a disputed rule, with its source and how well its text is known."""

    id: str
    name: str
    scope: Literal["team", "destination", "proposal"]
    layers: list[Layer]
    effect: Effect
    reading: str
    words: str
    source: str
    certainty: Certainty
    supersedes: list[str]
    enabled: bool
    remedy: str
    since: date
    until: date | None
    predicate: dict[str, Any] = Field(description="kind and parameters")


class SwitchOut(Out):
    """An open point, decided one way by default."""

    name: str
    type: Literal["boolean", "number", "choice"]
    default: bool | float | str
    expected: str = Field(description="what it takes, in words")
    words: str
    source: str
    certainty: Certainty


class CountryListOut(Out):
    name: str
    countries: list[str]
    words: str
    source: str
    certainty: Certainty
    note: str
    since: date
    until: date | None


class SourceTextOut(Out):
    """A text that rules cite."""

    id: str
    title: str
    date: date
    certainty: Certainty
    url: str


class RulebookOut(Out):
    """The rules in force on a day, the lists they use, and a switch for every open point and every rule."""

    rulebook: str
    version: str
    title: str
    as_of: date
    rules: list[RuleOut]
    switches: list[SwitchOut]
    country_lists: list[CountryListOut]
    sources: list[SourceTextOut]


class SupportProgramOut(Out):
    """A federal program that a package may ask for; nobody has a claim to it."""

    id: str
    name: str
    agency: str
    words: str
    source: str
    certainty: Certainty
    since: date
    until: date | None
    buyers: list[BuyerKind]
    needs: list[str]
    ask: str


class ScenarioAnswer(RootModel[dict[str, JsonValue]]):
    """The answer to a scenario document, in the shape of docs/scenarios.md."""
