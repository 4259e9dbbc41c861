"""What makes two links the same link, and what happens when one is stated again.

A link is stated anew by every copy of its dataset; what it says may have changed (a share, the day it ended), what it
is about has not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph.model import Control, Holding, JointAward, ProductLink, SourceRef
from graph.rows.codec import plain, rebuilt

Link = Holding | Control | JointAward | ProductLink
_CLAIMED_BY, _WITHDRAWN_ON = "datasets", "withdrawn_on"  # beside a link's own fields, in its JSON


@dataclass(frozen=True, slots=True)
class HeldLink:
    """A link as the graph keeps it. ``claims``: the datasets that state it; the id of a source stands for its dataset
    where the link was written before datasets were kept. ``withdrawn_on``: from then on none states it."""

    link: Link
    claims: tuple[str, ...] = ()
    withdrawn_on: date | None = None

    def in_force(self, as_of: date | None = None) -> bool:
        """Whether it is known now, or was on a day."""
        return self.withdrawn_on is None or (as_of is not None and as_of < self.withdrawn_on)


def read_links(hint: Any, text: str | None) -> tuple[HeldLink, ...]:
    """The links of one property; ``hint``: the type of the field that they belong to."""
    import orjson

    if text is None:
        return ()
    rows = orjson.loads(text)
    return tuple(
        HeldLink(link, _claims(link, row), date.fromisoformat(row[_WITHDRAWN_ON]) if _WITHDRAWN_ON in row else None)
        for link, row in zip(rebuilt(hint, rows), rows, strict=True)
    )


def _claims(link: Link, row: dict[str, Any]) -> tuple[str, ...]:
    if _CLAIMED_BY in row:
        return tuple(row[_CLAIMED_BY])
    return () if link.source is None else (link.source.source_id,)


def write_links(held: Iterable[HeldLink]) -> str | None:
    """The reverse of :func:`read_links`."""
    import orjson

    rows = []
    for one in held:
        row = {**plain(one.link), _CLAIMED_BY: list(one.claims)}
        if one.withdrawn_on is not None:
            row[_WITHDRAWN_ON] = one.withdrawn_on.isoformat()
        rows.append(row)
    return orjson.dumps(rows).decode() if rows else None


def dataset_of(source: SourceRef | None) -> str:
    """The dataset of a source id (``source:<dataset>:<hash>``), the whole id where it has another shape."""
    if source is None:
        return ""
    head, colon, _ = source.source_id.rpartition(":")
    return head if colon else source.source_id


def link_key(link: Link) -> tuple[Any, ...]:
    """Equal for two statements about the same link."""
    if isinstance(link, Holding):
        return ("OWNED_BY", link.owner)
    if isinstance(link, Control):
        return ("CONTROLLED_BY", link.owner, link.how)
    if isinstance(link, JointAward):  # each award is a fact of its own
        return ("TEAMED_WITH", link.partner, dataset_of(link.source), link.source.locator)
    return (link.kind, link.product)


def link_id(link: Link) -> str:
    """:func:`link_key` as text."""
    return "|".join(map(str, link_key(link)))


def same_words(one: Link, other: Link) -> bool:
    """Whether two statements say the same, wherever each was read."""
    if isinstance(one, JointAward) or isinstance(other, JointAward):
        return link_key(one) == link_key(other)
    return type(one) is type(other) and replace(one, source=None) == replace(other, source=None)


@dataclass(frozen=True, slots=True)
class Added:
    """``links``: all that are known now, in the order in which they were first stated. ``moved``: stated again by
    another copy, in the same words; ``noted``: for the first time by another dataset, in the same words."""

    links: tuple[HeldLink, ...]
    new: int
    changed: int
    unchanged: int
    moved: int
    noted: int


def add_links(held: Iterable[HeldLink], stated: Iterable[Link], dataset: str) -> Added:
    """``held`` with the links ``stated`` by ``dataset`` added, or in place of what was said of the same link before."""
    by_key: dict[tuple[Any, ...], HeldLink] = {link_key(one.link): one for one in held}
    new = changed = unchanged = moved = noted = 0
    for link in stated:
        key = link_key(link)
        before = by_key.get(key)
        claims: tuple[str, ...] = (dataset,)
        if before is None:
            new += 1
        else:
            if before.withdrawn_on is not None or not same_words(before.link, link):
                changed += 1
            else:
                unchanged += 1
                moved += before.link.source != link.source
                noted += dataset not in before.claims
            if before.withdrawn_on is None:
                claims = tuple(sorted({*before.claims, dataset}))
        by_key[key] = HeldLink(link, claims)
    return Added(tuple(by_key.values()), new, changed, unchanged, moved, noted)


def without_claim(held: HeldLink, claimants: frozenset[str], on: date) -> HeldLink:
    """The link when these (a dataset and the ids of its sources) state it no more: withdrawn where no other does."""
    rest = tuple(one for one in held.claims if one not in claimants)
    if held.withdrawn_on is not None or rest == held.claims:
        return held
    return HeldLink(held.link, rest) if rest else replace(held, withdrawn_on=on)
