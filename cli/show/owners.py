"""Ownership as a person reads it: what is stated, what it adds up to, and what is not known."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matching.rules.exact import Interval
from matching.rules.ownership_view import Above, LinkKind, OwnershipLink
from service.owners import Owners


def show_owners(found: Owners) -> None:
    console = Console(highlight=False)
    view = found.view
    console.print(f"[bold]{_named(found, view.company)}[/], owners on {view.day}")
    if view.links:
        table = Table("company", "is", "owner", "share", "since", "until", "how, stated by")
        for link in view.links:
            table.add_row(*_row(found, link))
        console.print(table)
    if view.shares:
        table = Table("direct or indirect owner", "share over all paths")
        for owner, share in view.shares.items():
            table.add_row(_named(found, owner), _interval(share))
        console.print(table)
    console.print(_parent(found))
    for circle in view.circles:
        console.print(f"A circle: {', '.join(_named(found, one) for one in circle)} stand above each other.")
    if view.not_known:
        names = ", ".join(_named(found, one) for one in view.not_known)
        console.print(f"Owners not known (nobody stated them; that is not the same as none): {names}.")
    for one in found.exceptions:
        kind = one.category.replace("_", " ").lower()
        console.print(f"{_named(found, one.company)} reports instead of a {kind}: {escape(one.reason)}.")
    if view.truncated:
        console.print("There are more paths than were followed; the upper ends of the shares are 100 %.")


def _row(found: Owners, link: OwnershipLink) -> tuple[str, ...]:
    if link.kind is LinkKind.OWNS:
        word, share = "owned by", "not known" if link.share is None else _percent(link.share)
    else:
        word, share = "controlled by", "-"
    source = f"{link.source.source_id} {link.source.locator}" if link.source is not None else "source not kept"
    return (
        _named(found, link.company),
        word,
        _named(found, link.owner),
        share,
        str(link.since or "not known"),
        str(link.until or "open"),
        escape("; ".join(part for part in (link.how, source) if part)),
    )


def _parent(found: Owners) -> str:
    parent = found.view.parent
    if parent.ends is Above.NOT_KNOWN and len(parent.path) == 1:
        several = sum(link.company == parent.id for link in found.view.links) > 1
        return "Ultimate parent: not known" + (" (several stand above it, none alone)." if several else ".")
    path = " -> ".join(_named(found, one) for one in parent.path)
    top = "Ultimate parent" if parent.ends is Above.NOBODY else "Highest known parent"
    if len(parent.path) == 1:
        return f"{top}: none above it holds a majority or control ({parent.ends.value})."
    return f"{top}: {_named(found, parent.id)} ({parent.ends.value}); by majority or control: {path}."


def _named(found: Owners, company: str) -> str:
    name = found.names.get(company, company)
    return escape(name if name == company else f"{name} ({company})")


def _interval(share: Interval) -> str:
    if share.low == share.high:
        return _percent(share.low)
    return f"{_percent(share.low)} to {_percent(share.high)}"


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.4g} %"


def as_json(found: Owners) -> dict[str, Any]:
    view = found.view
    return {
        "company": view.company,
        "name": found.names.get(view.company),
        "as_of": view.day.isoformat(),
        "links": [
            {
                "company": one.company,
                "owner": one.owner,
                "kind": one.kind.value,
                "share": None if one.share is None else float(one.share),
                "how": one.how,
                "since": one.since.isoformat() if one.since else None,
                "until": one.until.isoformat() if one.until else None,
                "source": None if one.source is None else f"{one.source.source_id} {one.source.locator}",
            }
            for one in view.links
        ],
        "shares": {key: [float(share.low), float(share.high)] for key, share in view.shares.items()},
        "parent": {"id": view.parent.id, "path": list(view.parent.path), "ends": view.parent.ends.value},
        "not_known": list(view.not_known),
        "circles": [list(circle) for circle in view.circles],
        "truncated": view.truncated,
        "exceptions": [
            {"company": one.company, "category": one.category, "reason": one.reason} for one in found.exceptions
        ],
        "names": dict(found.names),
    }
