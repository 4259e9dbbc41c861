"""Who stands above a company: finding it by id or name, and the view of ``matching.rules.ownership_view`` over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graph.errors import BadInput, NotFound
from graph.merged import fold_companies, survivor_of
from graph.model import Company, ReportingException
from matching.rules.ownership_view import OwnershipView, view

_NEAR = 5  # names offered when none, or several, fit


class OwnershipReader(Protocol):
    """The part of the graph's store that knows who owns whom."""

    def companies(self) -> Mapping[str, Company]:
        """Every company as stored, merged ones included."""
        ...

    def every(self, cls: type[ReportingException]) -> Mapping[str, ReportingException]: ...


@dataclass(frozen=True, slots=True)
class Owners:
    """The view, the names of the companies in it (an owner that nobody described bears its id), and what companies in
    it reported instead of a parent."""

    company: Company | None
    view: OwnershipView
    names: Mapping[str, str]
    exceptions: tuple[ReportingException, ...] = ()


def owners_of(
    wanted: str, companies: Mapping[str, Company], day: date, exceptions: Iterable[ReportingException] = ()
) -> Owners:
    """The ownership above the company that ``wanted`` names (id, LEI, or full name). Merged companies are one.

    Raises:
        NotFound: there is none. BadInput: several bear the name; the hint lists their ids.
    """
    key = find_company(wanted, companies)
    folded = fold_companies(companies)
    seen = view(key, folded, day)
    ids = {key, *seen.shares, *(link.owner for link in seen.links), *seen.not_known}
    reported = [one for one in exceptions if _survivor_or_self(one.company, companies) in ids]
    names = {one: folded[one].name if one in folded else one for one in ids}
    return Owners(folded.get(key), seen, names, tuple(sorted(reported, key=lambda one: (one.company, one.category))))


def _survivor_or_self(company: str, companies: Mapping[str, Company]) -> str:
    return survivor_of(company, companies) if company in companies else company


def find_company(wanted: str, companies: Mapping[str, Company]) -> str:
    """The id of the company that ``wanted`` names, of its survivor if it was merged.

    Raises:
        NotFound: there is none. BadInput: several bear the name; the hint lists their ids.
    """
    text = wanted.strip()
    if text in companies:
        return survivor_of(text, companies)
    folded = text.casefold()
    found = {
        survivor_of(one.id, companies): one
        for one in companies.values()
        if folded in (one.name.casefold(), (one.lei or "").casefold(), *(name.casefold() for name in one.aliases))
    }
    if len(found) == 1:
        return next(iter(found))
    if found:
        raise BadInput(f"{len(found)} companies are called {wanted!r}.", f"Give an id: {', '.join(sorted(found))}.")
    near = sorted({one.name for one in companies.values() if folded and folded in one.name.casefold()})[:_NEAR]
    raise NotFound(
        f"There is no company {wanted!r}.",
        f"Did you mean {' or '.join(near)}?" if near else "Give its id or full name.",
    )
