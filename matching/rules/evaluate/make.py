"""Putting a finding together from a rule and what was found."""

from __future__ import annotations

from fractions import Fraction

from matching.rules.findings import Evidence, Finding, MissingFact, Outcome
from matching.rules.rulebook import Rule


def make_finding(
    rule: Rule,
    subject: str,
    outcome: Outcome,
    explanation: str,
    evidence: tuple[Evidence, ...] = (),
    missing: tuple[MissingFact, ...] = (),
    *,
    places: tuple[str, ...] = (),
    related: tuple[str, ...] = (),
) -> Finding:
    """A finding with the rule's name, effect, source and certainty; a remedy only where something is to be done."""
    return Finding(
        rule=rule.name,
        subject=subject,
        effect=rule.effect,
        outcome=outcome,
        explanation=explanation,
        source=rule.source,
        certainty=rule.certainty,
        evidence=evidence,
        remedy="" if outcome is Outcome.MET else rule.remedy,
        missing=missing,
        places=places,
        related=related,
    )


def percent(share: Fraction) -> str:
    """``Fraction(51, 100)`` as ``"51 %"``, with as many decimals as tell it from a near threshold."""
    return f"{float(share * 100):.6g} %"
