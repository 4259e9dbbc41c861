"""Who stands above a company, for showing: chains, what they add up to, and where knowledge ends.

The rules decide with ``matching.rules.ownership``; this answers the question "who owns whom" in the same terms:
shares multiply along a chain, several chains add, circles add nothing, and a link that nobody stated is *not known*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from graph.model import Company, SourceRef
from matching.rules.circles import components_upward
from matching.rules.exact import ONE, ZERO, Interval, exact
from matching.rules.ownership import in_effect

ULTIMATE_PARENT = "ultimate parent"  # how a control link begins whose source says that nobody stands above
MAJORITY = Fraction(1, 2)  # strictly more than this makes one owner the parent
_STEPS = 20_000  # paths followed upward; a tangle of cross-holdings has exponentially many


class LinkKind(StrEnum):
    OWNS = "owns"
    CONTROLS = "controls"


class Above(StrEnum):
    """Why a chain ends where it ends."""

    NOBODY = "stated to have no owner worth naming"
    NOT_KNOWN = "owners not known"
    SPREAD = "owners known, none holds a majority or control"
    CIRCLE = "the chain returns to a company on it"


@dataclass(frozen=True, slots=True)
class OwnershipLink:
    """One stated link in effect. ``share`` as an exact number within [0, 1], None when not known or for control."""

    company: str
    owner: str
    kind: LinkKind
    share: Fraction | None = None
    how: str = ""
    since: date | None = None
    until: date | None = None
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class UltimateParent:
    """``path`` leads from the company (first) to ``id`` (last) by majorities and control; ``ends`` says why no further.
    Only with NOBODY is the last one known to be the top."""

    id: str
    path: tuple[str, ...]
    ends: Above


@dataclass(frozen=True, slots=True)
class OwnershipView:
    """Everything above ``company`` on ``day``.

    ``shares``: for each direct or indirect owner the aggregate share over all paths, as an interval (several unknown
    shares are each taken at their most: the upper end may be generous, never too low). ``not_known``: companies whose
    owners nobody stated. ``circles``: groups that own each other. ``truncated``: too many paths to follow all; then
    the upper ends are 1.
    """

    company: str
    day: date
    links: tuple[OwnershipLink, ...]
    shares: Mapping[str, Interval]
    parent: UltimateParent
    not_known: tuple[str, ...]
    circles: tuple[tuple[str, ...], ...]
    truncated: bool


def view(company_id: str, companies: Mapping[str, Company], day: date) -> OwnershipView:
    """The ownership above one company, which need not be in ``companies`` (then nothing is known)."""
    circles = []
    reached: list[str] = []
    for group in components_upward(company_id, lambda c: _above(c, companies, day), ()):
        reached += group
        if len(group) > 1 or group[0] in _above(group[0], companies, day):
            circles.append(tuple(sorted(group)))
    order = sorted(reached, key=lambda c: (c != company_id, c))
    shares, truncated = _aggregate(company_id, companies, day)
    return OwnershipView(
        company_id,
        day,
        tuple(link for c in order for link in links_of(c, companies, day)),
        shares,
        ultimate_parent(company_id, companies, day),
        tuple(c for c in order if _owners_known(c, companies) is None),
        tuple(sorted(circles)),
        truncated,
    )


def links_of(company_id: str, companies: Mapping[str, Company], day: date) -> tuple[OwnershipLink, ...]:
    """The stated links from one company to its owners and controllers that are in effect on ``day``."""
    company = companies.get(company_id)
    if company is None:
        return ()
    owned = tuple(
        OwnershipLink(
            company_id,
            h.owner,
            LinkKind.OWNS,
            None if h.share is None else exact(h.share),
            "",
            h.since,
            h.until,
            h.source,
        )
        for h in company.owned_by or ()
        if in_effect(h, day)
    )
    controlled = tuple(
        OwnershipLink(company_id, c.owner, LinkKind.CONTROLS, None, c.how, c.since, c.until, c.source)
        for c in company.controlled_by or ()
        if in_effect(c, day)
    )
    return owned + controlled


def ultimate_parent(company_id: str, companies: Mapping[str, Company], day: date) -> UltimateParent:
    """Follow the owner that controls or holds more than half, as far as is known."""
    path = [company_id]
    while True:
        parent = _parent(path[-1], companies, day)
        if parent is None:
            return UltimateParent(path[-1], tuple(path), _end(path[-1], companies, day))
        if parent in path:
            return UltimateParent(path[-1], tuple(path), Above.CIRCLE)
        path.append(parent)


def _parent(company_id: str, companies: Mapping[str, Company], day: date) -> str | None:
    links = links_of(company_id, companies, day)
    holders: dict[str, Fraction] = {}
    for link in links:
        if link.kind is LinkKind.OWNS and link.share is not None:
            holders[link.owner] = holders.get(link.owner, ZERO) + link.share
    majority = [owner for owner, share in sorted(holders.items()) if share > MAJORITY]
    controls = [link for link in links if link.kind is LinkKind.CONTROLS]
    nearest = _nearest(sorted({link.owner for link in controls} - {company_id}), companies, day)
    if len(nearest) > 1:  # none above the other, as far as is known: then the one that a source calls the topmost
        named = {link.owner for link in controls if link.how.startswith(ULTIMATE_PARENT)}
        nearest = sorted(named.intersection(nearest))
    found = majority or (nearest if len(nearest) == 1 else [])
    return found[0] if found else None


def _nearest(controllers: list[str], companies: Mapping[str, Company], day: date) -> list[str]:
    """Those that stand above no other of them: sources name a direct parent and the ultimate one side by side."""
    if len(controllers) < 2:
        return controllers
    higher: set[str] = set()
    for one in controllers:
        for group in components_upward(one, lambda c: _above(c, companies, day), ()):
            higher.update(other for other in group if other != one)
    return [one for one in controllers if one not in higher] or controllers


def _end(company_id: str, companies: Mapping[str, Company], day: date) -> Above:
    owners = _owners_known(company_id, companies)
    if owners is None:
        return Above.NOT_KNOWN
    links = links_of(company_id, companies, day)
    if not links:
        return Above.NOBODY
    unknown_share = any(link.kind is LinkKind.OWNS and link.share is None for link in links)
    return Above.NOT_KNOWN if unknown_share else Above.SPREAD


def _owners_known(company_id: str, companies: Mapping[str, Company]) -> bool | None:
    company = companies.get(company_id)
    return None if company is None or company.owned_by is None else True


def _above(company_id: str, companies: Mapping[str, Company], day: date) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link.owner for link in links_of(company_id, companies, day)))


def _aggregate(company_id: str, companies: Mapping[str, Company], day: date) -> tuple[dict[str, Interval], bool]:
    """Sum over all paths without a circle of the product of the shares."""
    found: dict[str, Interval] = {}
    steps = _STEPS
    work: list[tuple[str, Interval, frozenset[str]]] = [(company_id, Interval(ONE, ONE), frozenset((company_id,)))]
    while work and steps > 0:
        node, weight, path = work.pop()
        for owner, share in _stakes(node, companies, day):
            if owner in path:
                continue
            steps -= 1
            part = Interval(weight.low * share.low, weight.high * share.high)
            before = found.get(owner, Interval(ZERO, ZERO))
            found[owner] = Interval(min(before.low + part.low, ONE), min(before.high + part.high, ONE))
            work.append((owner, part, path | {owner}))
    truncated = bool(work)
    if truncated:
        found = {owner: Interval(share.low, ONE) for owner, share in found.items()}
    return dict(sorted(found.items())), truncated


def _stakes(company_id: str, companies: Mapping[str, Company], day: date) -> Iterator[tuple[str, Interval]]:
    links = [link for link in links_of(company_id, companies, day) if link.kind is LinkKind.OWNS]
    stated = sum((link.share for link in links if link.share is not None), ZERO)
    left = max(ONE - stated, ZERO)
    for link in links:
        yield link.owner, Interval(ZERO, left) if link.share is None else Interval(link.share, link.share)
