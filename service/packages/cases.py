"""What people do with packages: make one, change its members and products, move it along, record a decision."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph.errors import BadInput, Conflict, NotFound
from graph.model import Layer, Market, MarketKind
from graph.model.package import (
    Decision,
    Package,
    PackageKind,
    PackageMember,
    PackageProduct,
    PackageScope,
    PackageStatus,
)
from matching.rules.problem import Target
from service.lookup import find_company, find_product
from service.markets import find_market
from service.packages.lifecycle import Step, noted, take
from service.packages.store import PackageStore
from service.snapshot import Snapshot

_ID_BYTES = 6  # random part of a package id: 3e14 values, so that two never meet
_EDITABLE = frozenset({PackageStatus.DRAFT, PackageStatus.PROPOSED})


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new package is made of; names as in the lookups."""

    title: str
    kind: PackageKind
    anchor: str
    products: tuple[str, ...]
    markets: tuple[str, ...]
    members: tuple[str, ...] = ()
    opportunity: str | None = None
    requirements: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    owner_company: str | None = None


def create(store: PackageStore, snapshot: Snapshot, draft: Draft, who: str, at: str) -> Package:
    """A new draft. Companies of the products are members, whether named or not.

    Raises:
        NotFound: an unknown company, product, market or opportunity. BadInput: no title, no product, or no anchor.
    """
    if not draft.title.strip():
        raise BadInput("title: a package needs one.", "Say in a few words what it offers and to whom.")
    catalogue = snapshot.catalogue
    if draft.opportunity is not None and draft.opportunity not in catalogue.opportunities:
        raise NotFound(f"There is no opportunity {draft.opportunity!r}.", "List them: alliedstack opportunities")
    if (draft.kind is PackageKind.ON_DEMAND) and draft.opportunity is None and not draft.requirements.strip():
        raise BadInput(
            "An on-demand package answers one opportunity.", "Give the opportunity's id, or the buyer's requirements."
        )
    products = [find_product(one, snapshot) for one in draft.products]
    markets = [find_market(one, catalogue.markets) for one in draft.markets]
    anchor = find_company(draft.anchor, snapshot).id
    named = [find_company(one, snapshot).id for one in draft.members]
    companies = list(dict.fromkeys([anchor, *(p.company for p in products), *named]))
    layers: Mapping[str, tuple[Layer, ...]] = {
        company: tuple(sorted({p.layer for p in products if p.company == company})) for company in companies
    }
    joined = date.fromisoformat(at[:10])
    package = Package(
        id=f"package:{secrets.token_hex(_ID_BYTES)}",
        kind=draft.kind,
        scope=scope_of(markets),
        title=draft.title.strip(),
        anchor=anchor,
        members=tuple(
            PackageMember(company, "anchor" if company == anchor else "", layers[company], joined)
            for company in companies
        ),
        products=tuple(PackageProduct(p.id) for p in products),
        markets=tuple(market.id for market in markets),
        opportunity=draft.opportunity,
        requirements=draft.requirements,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        created_at=at,
        created_by=who,
        owner_company=draft.owner_company,
    )
    return store.save(noted(package, who, at, "created"), 0)


def scope_of(markets: Sequence[Market]) -> PackageScope:
    """Global when the world is among its markets, country when it is exactly one country, else regional."""
    if any(market.kind is MarketKind.GLOBAL for market in markets):
        return PackageScope.GLOBAL
    if len(markets) == 1 and markets[0].kind is MarketKind.COUNTRY:
        return PackageScope.COUNTRY
    return PackageScope.REGIONAL


def target_of(markets: Sequence[Market]) -> Target:
    """All the markets of a package together, as the rules see them; no market names no country."""
    if any(market.kind is MarketKind.GLOBAL for market in markets):
        return Target(MarketKind.GLOBAL)
    kind = markets[0].kind if len(markets) == 1 else MarketKind.REGION  # several countries together
    countries = tuple(sorted({country for market in markets for country in market.countries}))
    return Target(kind, countries)


def read(store: PackageStore, package_id: str) -> Package:
    """Raises: NotFound: there is none."""
    package = store.get(package_id)
    if package is None:
        raise NotFound(f"There is no package {package_id!r}.", "List them: alliedstack package list")
    return package


def move(
    store: PackageStore,
    package_id: str,
    step: Step,
    who: str,
    at: str,
    why: str,
    decision: Decision | None = None,
    expected_version: int | None = None,
) -> Package:
    """Take a step of the lifecycle.

    Raises:
        NotFound, Conflict, BadInput: as in ``service.packages.lifecycle.take``.
    """
    package = read(store, package_id)
    changed = take(package, step, who, at, why, decision)
    return store.save(changed, package.version if expected_version is None else expected_version)


def join(
    store: PackageStore,
    snapshot: Snapshot,
    package_id: str,
    company: str,
    products: Sequence[str],
    who: str,
    at: str,
    role: str = "",
    expected_version: int | None = None,
) -> Package:
    """A company joins with some of its products.

    Raises:
        NotFound: unknown package, company or product. BadInput: a product of another company, or a member already.
        Conflict: the package can no longer be changed.
    """
    package = _editable(store, package_id)
    found = find_company(company, snapshot).id
    offered = [find_product(one, snapshot) for one in products]
    foreign = next((p for p in offered if p.company != found), None)
    if foreign is not None:
        raise BadInput(f"{foreign.name} is a product of {foreign.company}.", "Let that company join, too.")
    held = package.member(found)
    today = date.fromisoformat(at[:10])
    if held is not None and held.is_member(today):
        raise BadInput(f"{found} is a member already.", "Change its products instead.")
    member = PackageMember(found, role, tuple(sorted({p.layer for p in offered})), today)
    known = {one.product for one in package.products}
    added = tuple(PackageProduct(p.id) for p in offered if p.id not in known)
    changed = replace(package, members=(*package.members, member), products=(*package.products, *added))
    changed = noted(changed, who, at, f"joined: {found}", ", ".join(p.id for p in offered))
    return store.save(changed, package.version if expected_version is None else expected_version)


def leave(
    store: PackageStore,
    snapshot: Snapshot,
    package_id: str,
    company: str,
    who: str,
    at: str,
    why: str,
    expected_version: int | None = None,
) -> Package:
    """A member leaves with its products; the record of its membership stays.

    Raises:
        NotFound: unknown package or company. BadInput: not a member, or the anchor. Conflict: as in :func:`join`.
    """
    package = _editable(store, package_id)
    found = find_company(company, snapshot).id
    today = date.fromisoformat(at[:10])
    held = package.member(found)
    if held is None or not held.is_member(today):
        raise BadInput(f"{found} is no member.", "Name a member.")
    if found == package.anchor:
        raise BadInput("The anchor cannot leave.", "Make another member the anchor first.")
    gone = replace(held, left=today)
    products = snapshot.catalogue.products
    kept = tuple(
        one for one in package.products if one.product not in products or products[one.product].company != found
    )
    members = tuple(gone if one is held else one for one in package.members)
    changed = noted(replace(package, members=members, products=kept), who, at, f"left: {found}", why)
    return store.save(changed, package.version if expected_version is None else expected_version)


def lead(
    store: PackageStore,
    snapshot: Snapshot,
    package_id: str,
    company: str,
    who: str,
    at: str,
    expected_version: int | None = None,
) -> Package:
    """Make a member the anchor.

    Raises:
        NotFound, Conflict: as in :func:`join`. BadInput: not a member.
    """
    package = _editable(store, package_id)
    found = find_company(company, snapshot).id
    held = package.member(found)
    if held is None or not held.is_member(date.fromisoformat(at[:10])):
        raise BadInput(f"{found} is no member.", "Let it join first.")
    members = tuple(
        replace(one, role="anchor" if one is held else "" if one.role == "anchor" else one.role)
        for one in package.members
    )
    changed = noted(replace(package, anchor=found, members=members), who, at, f"anchor: {found}")
    return store.save(changed, package.version if expected_version is None else expected_version)


def _editable(store: PackageStore, package_id: str) -> Package:
    package = read(store, package_id)
    if package.status not in _EDITABLE:
        raise Conflict(
            f"A package that is {package.status.value} is not changed.",
            "Withdraw it, reopen it as a draft, and change that.",
        )
    return package
