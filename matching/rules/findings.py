"""What a rule says about a subject: a finding. Findings are never summed into a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph.model import SourceRef

TEAM = "team"  # the subject of findings about the team as a whole


class Effect(StrEnum):
    BAR = "bar"  # NOT_MET keeps the team out
    REQUIRED = "required"  # NOT_MET leaves the team incomplete
    PRESUMPTION = "presumption"  # NOT_MET must be justified, and never disqualifies by itself
    ADVISORY = "advisory"  # worth knowing, changes no standing


class Outcome(StrEnum):
    MET = "MET"
    NOT_MET = "NOT_MET"
    UNKNOWN = "UNKNOWN"  # a fact is missing; never counted as MET
    REVIEW = "REVIEW"  # a person has to look


class Certainty(StrEnum):
    """How well the rule's text is known (the marks of the program's fact sheet)."""

    PRIMARY = "P"  # primary text read in full
    QUOTED = "Q"  # primary text quoted in another source
    LAW_FIRM = "L"  # law-firm summary
    NEWS = "N"  # news or think tank
    NOT_FOUND = "U"  # found nowhere: an open point, therefore a switch


# The facts that findings rest on, in words that a person would ask with.
FACT_WORDS: Mapping[str, str] = {
    "incorporated_in": "where it is incorporated",
    "based_in": "where it is primarily based",
    "owned_by": "who owns it",
    "controlled_by": "who controls it",
    "available_in": "where it is available",
    "us_value_share": "U.S. share of its value",
    "unit_value": "its value",
    "screening": "what the screening lists say of it",
}


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that is not known and would matter: ``fact`` of the company, product or proposal ``subject``."""

    subject: str
    fact: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A known fact that a finding rests on, as ``fact`` of ``subject``, with the records that state it."""

    subject: str
    fact: str
    value: str
    sources: tuple[SourceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule applied to one subject (a company, product, layer or requirement id, or :data:`TEAM`).

    ``source`` and ``certainty`` are the rule's; ``places`` lists the countries where the outcome is NOT_MET when it
    holds in some countries of the market only; ``missing`` what would turn UNKNOWN into an answer.
    """

    rule: str
    subject: str
    effect: Effect
    outcome: Outcome
    explanation: str
    source: str
    certainty: Certainty
    evidence: tuple[Evidence, ...] = ()
    remedy: str = ""
    missing: tuple[MissingFact, ...] = ()
    places: tuple[str, ...] = ()
    related: tuple[str, ...] = ()  # other products or companies that the outcome names

    @property
    def open(self) -> bool:
        """Whether somebody has to establish or judge something before this can be relied upon."""
        return self.outcome in (Outcome.UNKNOWN, Outcome.REVIEW)
