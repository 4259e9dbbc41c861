"""Findings, and the gaps that they leave, as the API shows them."""

from __future__ import annotations

from api.schemas.base import Out
from graph.model import Layer
from matching.rules.findings import Certainty, Effect, Outcome
from matching.teams.gaps import GapKind


class EvidenceOut(Out):
    subject: str
    fact: str
    value: str
    sources: list[str]


class FindingOut(Out):
    """One rule applied to one subject. UNKNOWN is never counted as MET."""

    rule: str
    subject: str
    effect: Effect
    outcome: Outcome
    explanation: str
    source: str
    certainty: Certainty
    remedy: str
    evidence: list[EvidenceOut]


class GapOut(Out):
    """Something that somebody can go and get; the fields that its kind does not need are null."""

    kind: GapKind
    layer: Layer | None = None
    requirement: str | None = None
    country: str | None = None
    subject: str | None = None
    fact: str | None = None
    product: str | None = None
    field: str | None = None


class ShareOut(Out):
    low: float
    high: float
