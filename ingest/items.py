"""What readers yield: domain objects, links between them, or a rejected record."""

from __future__ import annotations

from dataclasses import dataclass

from graph.model import (
    Code,
    Company,
    Control,
    Holding,
    JointAward,
    Market,
    Opportunity,
    Product,
    ProductLink,
    ReportingException,
    ScreenedParty,
    ScreeningList,
)


@dataclass(frozen=True, slots=True)
class ProductLinks:
    """Links of a product that another record (or another file) describes."""

    product: str
    links: tuple[ProductLink, ...]


@dataclass(frozen=True, slots=True)
class CompanyLinks:
    """Who owns or controls a company that another record (or another file) describes, and joint awards it shared."""

    company: str
    owned_by: tuple[Holding, ...] = ()
    controlled_by: tuple[Control, ...] = ()
    teamed_with: tuple[JointAward, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyStub:
    """A company that is only referred to: written when the graph does not know it yet, never over what it knows."""

    company: Company


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that cannot be used, with the reason.

    ``locator`` is the row, id or path inside the file, ``field`` the offending field ("" when it is the whole
    record), ``expected`` what would be right, ``record`` the record as read (JSON text).
    """

    locator: str
    field: str
    reason: str
    expected: str
    record: str = ""


def party_id(list_id: str, entry: str) -> str:
    """The id of an entry of a screening list."""
    return f"csl:{list_id}:{entry}"


def list_of(party: str) -> str:
    """The list that an id made by :func:`party_id` belongs to."""
    return party.split(":", 2)[1]


Entity = Company | Product | Opportunity | Market | Code | ScreeningList | ScreenedParty | ReportingException
Writable = Entity | ProductLinks | CompanyLinks | CompanyStub
Item = Writable | Rejected
