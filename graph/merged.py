"""Companies that were found to be one: following ``merged_into``, and the view in which each company appears once.

A merge is a pointer on the node that gave way, nothing else. Every fact stays with the node whose source stated it, and
the view is computed, so that taking the pointer away restores both exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graph.catalogue import Catalogue
from graph.errors import Conflict
from graph.model import Company, Control, Holding, JointAward, SourceRef


def survivor_of(company_id: str, companies: Mapping[str, Company]) -> str:
    """The id that ``company_id`` stands for today: the end of its chain of merges, itself if it was never merged.

    A chain ends before a company that is not there (any more), so that nobody disappears with a withdrawn survivor.

    Raises:
        Conflict: the chain runs in a circle.
    """
    seen = [company_id]
    while True:
        company = companies.get(seen[-1])
        if company is None or company.merged_into is None:
            return seen[-1]
        if company.merged_into not in companies:
            return seen[-1]  # its survivor was withdrawn: it stands for itself again
        if company.merged_into in seen:
            raise Conflict(
                f"Merges run in a circle: {' -> '.join([*seen, company.merged_into])}.", "Split one of them."
            )
        seen.append(company.merged_into)


def survivors(companies: Mapping[str, Company]) -> dict[str, str]:
    """:func:`survivor_of` for every company."""
    return {company_id: survivor_of(company_id, companies) for company_id in companies}


def fold_companies(companies: Mapping[str, Company]) -> dict[str, Company]:
    """One company for each that survives, with what was known of those merged into it, sorted by id.

    The survivor's own values come first; where it has none, those of the merged ones in the order of their ids. Names
    of the merged ones become aliases. Owners, controllers and partners are named by their survivors; a company that
    would own itself after the merge does not.
    """
    to = survivors(companies)
    members: dict[str, list[Company]] = {}
    for company_id in sorted(companies):
        members.setdefault(to[company_id], []).append(companies[company_id])
    return {key: _fold(companies[key], members[key], to) for key in sorted(members) if key in companies}


def fold_catalogue(catalogue: Catalogue) -> Catalogue:
    """The catalogue in which every merged company is its survivor, products and awards included."""
    to = survivors(catalogue.companies)
    if all(old == new for old, new in to.items()):
        return catalogue
    products = {key: replace(p, company=to.get(p.company, p.company)) for key, p in catalogue.products.items()}
    opportunities = {
        key: replace(o, awarded_to=_unique(to.get(winner, winner) for winner in o.awarded_to))
        for key, o in catalogue.opportunities.items()
    }
    return replace(
        catalogue, companies=fold_companies(catalogue.companies), products=products, opportunities=opportunities
    )


def _fold(survivor: Company, members: list[Company], to: Mapping[str, str]) -> Company:
    ordered = [survivor, *(m for m in members if m.id != survivor.id)]
    names = _unique(name for m in ordered for name in (m.name, *m.aliases))
    return replace(
        survivor,
        aliases=tuple(name for name in names if name != survivor.name),
        lei=_first(m.lei for m in ordered),
        uei=_first(m.uei for m in ordered),
        incorporated_in=_first(m.incorporated_in for m in ordered),
        based_in=_first(m.based_in for m in ordered),
        website=_first(m.website for m in ordered),
        size=_first(m.size for m in ordered),
        small_business=next((m.small_business for m in ordered if m.small_business is not None), None),
        owned_by=_holdings(survivor.id, ordered, to),
        controlled_by=_controls(survivor.id, ordered, to),
        teamed_with=_awards(survivor.id, ordered, to),
        sources=_unique_refs(ref for m in ordered for ref in m.sources),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _unique_refs(refs: Iterable[SourceRef]) -> tuple[SourceRef, ...]:
    return tuple(dict.fromkeys(refs))


def _holdings(own: str, members: list[Company], to: Mapping[str, str]) -> tuple[Holding, ...] | None:
    known = [m.owned_by for m in members if m.owned_by is not None]
    if not known:
        return None
    named = [replace(h, owner=to.get(h.owner, h.owner)) for holdings in known for h in holdings]
    return tuple(dict.fromkeys(h for h in named if h.owner != own))


def _controls(own: str, members: list[Company], to: Mapping[str, str]) -> tuple[Control, ...] | None:
    known = [m.controlled_by for m in members if m.controlled_by is not None]
    if not known:
        return None
    named = [replace(c, owner=to.get(c.owner, c.owner)) for controls in known for c in controls]
    return tuple(dict.fromkeys(c for c in named if c.owner != own))


def _awards(own: str, members: list[Company], to: Mapping[str, str]) -> tuple[JointAward, ...]:
    named = [replace(a, partner=to.get(a.partner, a.partner)) for m in members for a in m.teamed_with]
    return tuple(dict.fromkeys(a for a in named if a.partner != own))
