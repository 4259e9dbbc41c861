"""Identity reviews and screenings as the API takes and shows them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.base import Id, In, Name, Out
from api.schemas.packages import Why
from ingest.identity.model import Decision, Doubt, Rule
from matching.rules.screening.kinds import NameKind
from matching.rules.screening.outcome import Outcome, Verdict


class ReviewOut(Out):
    """Two records that may be one company, with both values."""

    id: str
    left: str
    right: str
    doubt: Doubt
    values: tuple[str, str]
    score: float
    why: str
    facts: tuple[str, str]


class MergeOut(Out):
    """`merged` is the same company as `into`, and gives way to it."""

    into: str
    merged: str
    rule: Rule
    values: tuple[str, str]
    score: float
    why: str


class MergeRecordOut(Out):
    merge: MergeOut
    by: str
    at: str
    undone_by: str
    undone_at: str
    undone_why: str


class IdentityDecisionIn(In):
    """Your word on two companies: the same, or different for good."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"left": "company:a", "right": "company:b", "decision": "different", "why": "Two registers."}]
        }
    )

    left: Id
    right: Id
    decision: Decision
    why: Why


class IdentitySplitIn(In):
    """Take the merge of a company (the id that gave way) back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"merged": "company:b", "why": "Another register."}]})

    merged: Id
    why: Why


class IdentityDecidedOut(Out):
    """`record` null: they stay apart."""

    record: MergeRecordOut | None


class ListVersionOut(Out):
    list_id: str
    name: str
    published: str
    retrieved: str
    sha256: str
    entries: int


class JudgementKeyOut(Out):
    party: str
    list_id: str
    entry: str
    names: str


class JudgementOut(Out):
    key: JudgementKeyOut
    verdict: Verdict
    by: str
    at: str
    why: str


class HitOut(Out):
    """One entry that resembles the subject, with the two names compared. `judgement` null: nobody has looked yet."""

    list_id: str
    entry: str
    party: str
    name: str
    listed_name: str
    score: float
    outcome: Outcome
    why: str
    names: str
    address: tuple[str, str] | None
    notes: list[str]
    judgement: JudgementOut | None
    dismissed: bool


class ScreeningOut(Out):
    """Never a clearance: it says what resembled the names on the named lists, as of their dates."""

    subject: str
    outcome: Outcome
    hits: list[HitOut]
    lists: list[ListVersionOut]
    truncated: bool
    note: str


class ScreenIn(In):
    """A name to screen; it need not be in the graph, and nothing is kept."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Aerospace Works of Nowhere", "kind": "organisation"}]}
    )

    name: Name
    kind: NameKind = NameKind.ORGANISATION
    address: Annotated[str, Field(max_length=1_000)] | None = None


class JudgeIn(In):
    """Your verdict on one hit of the last result of a subject."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "subject": "company:a",
                    "list_id": "EL",
                    "entry": "123",
                    "verdict": "false_match",
                    "why": "Another country, another business.",
                }
            ]
        }
    )

    subject: Id
    list_id: Id
    entry: Id
    verdict: Verdict
    why: Why
