"""What screening answers with: never "clear", always with the list, its date and hash, and both values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from matching.rules.screening.kinds import NameKind


class Outcome(StrEnum):
    """From weakest to strongest. NO_LIST_MATCH says only that nothing on the named lists resembled the names."""

    NO_LIST_MATCH = "NO_LIST_MATCH"
    REVIEW = "REVIEW"
    POTENTIAL_MATCH = "POTENTIAL_MATCH"


NOT_A_CLEARANCE = (
    "No list match is not a clearance: it says that no entry of the named lists, as of the named dates, resembled the "
    "names that were compared."
)


class Verdict(StrEnum):
    TRUE_MATCH = "true_match"
    FALSE_MATCH = "false_match"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Subject:
    """A party to be screened. ``addresses`` are one line each, ``countries`` ISO 3166-1 alpha-2."""

    id: str
    names: tuple[str, ...]
    kind: NameKind = NameKind.ORGANISATION
    countries: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListVersion:
    """The copy of a list that was used. ``published`` and ``retrieved`` are ISO 8601 dates or empty (not stated)."""

    list_id: str
    name: str
    published: str
    retrieved: str
    sha256: str
    entries: int


@dataclass(frozen=True, slots=True)
class JudgementKey:
    """What a judgement is about: a party, an entry of a list, and the names that were compared.

    ``names`` is :func:`names_hash`; when either name changes, the judgement no longer speaks about it. The list's
    hash is not part of the key, so that a judgement survives a new copy of the list.
    """

    party: str
    list_id: str
    entry: str
    names: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's verdict. ``by`` who, ``at`` when (ISO 8601), ``why`` in words; all three are required."""

    key: JudgementKey
    verdict: Verdict
    by: str
    at: str
    why: str

    def __post_init__(self) -> None:
        if not (self.by.strip() and self.at.strip() and self.why.strip()):
            raise ValueError("a judgement needs by whom, when and why")


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that resembles the subject. ``name`` and ``listed_name`` are the two values compared, ``why`` the
    reasons in words; ``address``: (own, listed) when an address spoke for it; ``notes``: facts that a reader should
    weigh (weak alias, entry ended, countries differ). ``judgement`` None: nobody has looked yet."""

    list_id: str
    entry: str
    party: str
    name: str
    listed_name: str
    score: float
    outcome: Outcome
    why: str
    names: str
    address: tuple[str, str] | None = None
    notes: tuple[str, ...] = ()
    judgement: Judgement | None = None

    @property
    def dismissed(self) -> bool:
        """A person judged these very names to be two parties."""
        return self.judgement is not None and self.judgement.verdict is Verdict.FALSE_MATCH


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """``hits`` best first, dismissed ones included and marked; ``outcome`` is the strongest of those not dismissed.
    ``truncated``: more entries resembled the names than are listed here."""

    subject: str
    outcome: Outcome
    hits: tuple[Hit, ...]
    lists: tuple[ListVersion, ...]
    truncated: bool = False
    note: str = NOT_A_CLEARANCE


_STRENGTH = {outcome: strength for strength, outcome in enumerate(Outcome)}


def strongest(hits: tuple[Hit, ...]) -> Outcome:
    """The outcome that hits amount to."""
    counted = [hit.outcome for hit in hits if not hit.dismissed]
    return max(counted, key=lambda outcome: _STRENGTH[outcome], default=Outcome.NO_LIST_MATCH)


def names_hash(name: str, listed_name: str) -> str:
    """SHA-256 over both names as compared; other spacing or case is the same name."""
    plain = [" ".join(value.casefold().split()) for value in (name, listed_name)]
    return hashlib.sha256("\x1f".join(plain).encode()).hexdigest()
