"""Advice on teams as the API shows it: what they trade off, ways to the content share, who replaces whom, why not."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.schemas.base import Out
from api.schemas.findings import FindingOut
from matching.rules.standing import Standing
from matching.teams.content_ways import WayKind
from matching.teams.why_not import WhyNot


class ToAttestOut(Out):
    """A fact of a product that its company would have to sign for: at least this value (a share: 0 to 1)."""

    product: str
    fact: str
    at_least: float


class ContentWayOut(Out):
    """One change with which the team's hardware would reach the content share, judged by the rules."""

    kind: WayKind
    words: str
    removed: list[str]
    added: list[str]
    attest: list[ToAttestOut]
    fit_change: float


class SubstituteOut(Out):
    """What becomes of the team when `member` leaves. `kept`: all others stay with all they bring."""

    member: str
    substitutes: list[str] = Field(description="companies that join; empty: nobody does")
    kept: bool
    irreplaceable: bool = Field(description="no team is possible without it")
    settled: bool = Field(description="false: the time was up before it was proven")
    words: str
    differences: list[str] | None = Field(
        description="what that team gains and loses; null: it rests on values attested in confidence"
    )
    team_products: list[str] = Field(description="products of that team; empty when there is none")


class TeamShortOut(Out):
    """A team in short."""

    model_config = ConfigDict(extra="ignore")

    anchor: str | None
    members: list[str]
    products: list[str]
    standing: Standing


class WhyNotRemovalOut(Out):
    """A filter that keeps every product of the subject out of the search."""

    filter: str
    asked: str
    offered: str
    change: str


class WhyNotOut(Out):
    """Why a company or product is not in the best team. `team`: the best one that holds it, null when none can."""

    subject: str
    name: str
    verdict: WhyNot
    words: str
    rules: list[FindingOut]
    differences: list[str] | None = Field(
        description="what that team gains and loses; null: it rests on values attested in confidence"
    )
    relaxations: list[list[str]] = Field(description="what would have to be given up for a team with it")
    fits: dict[str, float] = Field(description="requirement to the fit of the subject's best product")
    removals: list[WhyNotRemovalOut]
    team: TeamShortOut | None
