"""A team's standing follows from its findings, in a fixed order. There is no score."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from matching.rules.findings import Effect, Finding, Outcome


class Standing(StrEnum):
    BARRED = "barred"
    INCOMPLETE = "incomplete"
    UNVERIFIED = "unverified"
    PRESUMPTION_MET = "eligible_presumption_met"
    TO_BE_JUSTIFIED = "eligible_content_to_be_justified"


def standing_of(findings: Iterable[Finding]) -> Standing:
    """The first that holds: a bar NOT_MET, something required NOT_MET, one of either open, the presumption MET."""
    seen = {(finding.effect, finding.outcome) for finding in findings}
    if (Effect.BAR, Outcome.NOT_MET) in seen:
        return Standing.BARRED
    if (Effect.REQUIRED, Outcome.NOT_MET) in seen:
        return Standing.INCOMPLETE
    if any((effect, outcome) in seen for effect in (Effect.BAR, Effect.REQUIRED) for outcome in _OPEN):
        return Standing.UNVERIFIED
    if (Effect.PRESUMPTION, Outcome.MET) in seen:
        return Standing.PRESUMPTION_MET
    return Standing.TO_BE_JUSTIFIED


_OPEN = (Outcome.UNKNOWN, Outcome.REVIEW)
