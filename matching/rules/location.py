"""Where a company is: incorporated or primarily based. Three answers, because either may not be known."""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum

from graph.model import Company
from matching.rules.findings import MissingFact

PLACE_FACTS = ("incorporated_in", "based_in")


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def located(company: Company | None, countries: Set[str]) -> Answer:
    """Whether the company is incorporated or primarily based in one of ``countries`` (ISO 3166-1 alpha-2).

    One known place inside decides; outside is certain only when both places are known. A company that the
    catalogue does not hold (None) may be anywhere.
    """
    if company is None:
        return Answer.UNKNOWN
    if company.incorporated_in in countries or company.based_in in countries:
        return Answer.YES
    if company.incorporated_in is None or company.based_in is None:
        return Answer.UNKNOWN
    return Answer.NO


def missing_places(company_id: str, company: Company | None) -> tuple[MissingFact, ...]:
    """Which of the two place facts are not known."""
    return tuple(
        MissingFact(company_id, fact) for fact in PLACE_FACTS if company is None or getattr(company, fact) is None
    )
