"""Full-stack export packages: a consortium, what it offers, for which market, and everything that befell it.

A package records what people did and decided. It holds no score and no forecast: designation is a determination of
national interest that no formula gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.model.layer import Layer
from graph.model.source import Basis, SourceRef


class PackageKind(StrEnum):
    STANDING = "standing"  # offered to its markets on an ongoing basis (the call: "pre-set")
    ON_DEMAND = "on_demand"  # put together for one foreign opportunity


class PackageScope(StrEnum):
    GLOBAL = "global"
    REGIONAL = "regional"
    COUNTRY = "country"


class PackageStatus(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    UNDER_REVIEW = "under_review"
    DESIGNATED = "designated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PackageMember:
    """A company in the consortium. ``role`` in a few words ("anchor", "security"); ``layers`` that it covers there.

    ``joined`` and ``left`` are days, None = not known or not happened. A member that left stays in the record.
    """

    company: str
    role: str = ""
    layers: tuple[Layer, ...] = ()
    joined: date | None = None
    left: date | None = None

    def is_member(self, on: date) -> bool:
        """Whether the company belongs to the consortium on that day."""
        return (self.joined is None or self.joined <= on) and (self.left is None or on < self.left)


@dataclass(frozen=True, slots=True)
class PackageProduct:
    """A product in the package. ``value_share``: its part of the package's value (0 to 1), None = not known.

    ``value``: USD for the quantity in this package, None = not known (then the product's own value stands).
    """

    product: str
    value_share: float | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class PackageEvent:
    """One entry of the history: who did what, when (ISO 8601 in UTC) and why. Entries are only ever added."""

    at: str
    who: str
    what: str
    why: str = ""
    status: PackageStatus | None = None  # the status it led to, None when it changed none


@dataclass(frozen=True, slots=True)
class Decision:
    """What the deciding office determined, in its own words.

    ``status``: DESIGNATED or DECLINED. ``offices``: who decided and whom they consulted. ``grounds`` as stated, ""
    when none were given. ``recorded_by`` entered it here; ``source`` holds the document, None when it was told.
    """

    status: PackageStatus
    on: date
    offices: tuple[str, ...]
    grounds: str = ""
    recorded_by: str = ""
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """A package with exactly one anchor, who is one of its members.

    ``markets``: ids of the markets it is offered to (at least one before it can be proposed). ``opportunity``: the
    notice that an on-demand package answers. ``requirements``: what the buyer asked for, as text. ``version`` counts
    the writes of the package: a change names the version that it was made from.
    ``created_by``/``owner_company``: who made it, and the company whose people may see and change it beside officers.
    """

    id: str
    kind: PackageKind
    scope: PackageScope
    title: str
    anchor: str
    members: tuple[PackageMember, ...] = ()
    products: tuple[PackageProduct, ...] = ()
    markets: tuple[str, ...] = ()
    opportunity: str | None = None
    requirements: str = ""
    status: PackageStatus = PackageStatus.DRAFT
    valid_from: date | None = None
    valid_to: date | None = None
    history: tuple[PackageEvent, ...] = ()
    decision: Decision | None = None
    basis: Basis = Basis.STATED
    created_at: str = ""
    updated_at: str = ""
    created_by: str = ""
    owner_company: str | None = None
    version: int = 0
    notes: tuple[tuple[str, str], ...] = ()  # (name, text): the parts of a proposal that people write, e.g. "support"

    @property
    def illustrative(self) -> bool:
        return self.basis is Basis.ILLUSTRATIVE

    def member(self, company: str) -> PackageMember | None:
        """The latest entry of that company, None when it never was a member."""
        return next((one for one in reversed(self.members) if one.company == company), None)
