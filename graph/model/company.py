"""Companies and who owns or controls them. ``None`` always means *not known*, never *none*."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.model.source import Basis, SourceRef


@dataclass(frozen=True, slots=True)
class Holding:
    """``owner`` (a company id) holds ``share`` (0 to 1, None = not known) of the company that lists it."""

    owner: str
    share: float | None
    since: date | None = None
    until: date | None = None
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """``owner`` (a company id) controls the company that lists it, by whatever means ``how`` says."""

    owner: str
    how: str = ""
    since: date | None = None
    until: date | None = None
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class JointAward:
    """The company was awarded a contract together with ``partner``."""

    partner: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class Company:
    """A legal entity.

    ``incorporated_in`` and ``based_in`` are ISO 3166-1 alpha-2. ``owned_by`` and ``controlled_by`` are None
    when not known; the empty tuple states that nobody holds a share (or control) worth naming.
    ``website`` is a host name; ``merged_into`` the id that replaced this one.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    lei: str | None = None
    uei: str | None = None
    incorporated_in: str | None = None
    based_in: str | None = None
    website: str | None = None
    size: str | None = None
    small_business: bool | None = None
    owned_by: tuple[Holding, ...] | None = None
    controlled_by: tuple[Control, ...] | None = None
    teamed_with: tuple[JointAward, ...] = ()
    basis: Basis = Basis.STATED
    sources: tuple[SourceRef, ...] = ()
    merged_into: str | None = None

    @property
    def illustrative(self) -> bool:
        return self.basis is Basis.ILLUSTRATIVE
