"""What makes two links the same link, and what happens when one is stated again.

A link is stated anew by every copy of its dataset; what it says may have changed (a share, the day it ended), what it
is about has not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from graph.model import Control, Holding, JointAward, ProductLink, SourceRef

Link = Holding | Control | JointAward | ProductLink
L = TypeVar("L", Holding, Control, JointAward, ProductLink)


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


def same_words(one: Link, other: Link) -> bool:
    """Whether two statements say the same, wherever each was read."""
    if isinstance(one, JointAward) or isinstance(other, JointAward):
        return link_key(one) == link_key(other)
    return type(one) is type(other) and replace(one, source=None) == replace(other, source=None)


@dataclass(frozen=True, slots=True)
class Added:
    """``links``: all that are known now, in the order in which they were first stated. ``moved``: stated again by
    another copy, in the same words."""

    links: tuple[Any, ...]
    new: int
    changed: int
    unchanged: int
    moved: int


def add_links(held: Iterable[L], stated: Iterable[L]) -> Added:
    """``held`` with the links ``stated`` added, or in place of what was said of the same link before."""
    by_key: dict[tuple[Any, ...], L] = {link_key(one): one for one in held}
    new = changed = unchanged = moved = 0
    for link in stated:
        key = link_key(link)
        before = by_key.get(key)
        if before is None:
            new += 1
        elif not same_words(before, link):
            changed += 1
        else:
            unchanged += 1
            moved += before.source != link.source
        by_key[key] = link
    return Added(tuple(by_key.values()), new, changed, unchanged, moved)
