"""The kinds of nodes that are facts: label, domain type, and how a row becomes a value again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from graph.model import (
    Availability,
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
from graph.rows.codec import Codec, Interner
from graph.rows.links import read_links, same_words

Entity = Company | Product | Opportunity | Market | Code | ScreeningList | ScreenedParty | ReportingException

# Beside the fields of the domain type, every node of a fact bears:
PRINT = "print"  # fingerprint of what its record says
DATASETS = "datasets"  # the datasets that state it
CHANGED_IN = "changed_in"  # graph version of its last change; a node without was only referred to so far
WITHDRAWN_ON = "withdrawn_on"  # ISO date from which no dataset states it any more
# Links that other records state of it, as JSON; those that its own record states are in the fields.
LINKED: dict[str, dict[str, tuple[str, Any]]] = {
    "Company": {
        "linked_owned_by": ("owned_by", tuple[Holding, ...]),
        "linked_controlled_by": ("controlled_by", tuple[Control, ...]),
        "linked_teamed_with": ("teamed_with", tuple[JointAward, ...]),
    },
    "Product": {"linked_links": ("links", tuple[ProductLink, ...])},
}


def exception_id(one: ReportingException) -> str:
    """A reporting exception has no id of its own: a company reports at most one of each category."""
    return f"{one.company}|{one.category}"


@dataclass(frozen=True, slots=True)
class NodeKind:
    """``columns``: what to read of a node, for :meth:`reader`."""

    label: str
    cls: type
    codec: Codec[Any]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.codec.columns, WITHDRAWN_ON, *LINKED.get(self.label, ()))

    def id_of(self, entity: Entity) -> str:
        return exception_id(entity) if isinstance(entity, ReportingException) else entity.id

    def reader(self, *, as_of: date | None = None) -> Callable[[Sequence[Any]], Entity]:
        """A function from the values of ``columns`` to the entity, with the links that other records state of it.

        ``as_of``: as the entity stood on that day, so that what was withdrawn later is not marked as withdrawn.
        """
        decode = self.codec.decoder(Interner())
        width = len(self.codec.columns)
        links = tuple(LINKED.get(self.label, {}).values())

        def read(values: Sequence[Any]) -> Entity:
            entity = cast("Entity", decode(values))
            closed = values[width]
            if closed is not None and (as_of is None or date.fromisoformat(closed) <= as_of):
                entity = _closed(entity, date.fromisoformat(closed))
            for (name, hint), text in zip(links, values[width + 1 :], strict=False):
                if text is not None:
                    entity = _with_links(entity, name, hint, text, as_of)
            return entity

        return read


def _closed(entity: Entity, on: date) -> Entity:
    if isinstance(entity, Product):
        return replace(entity, status=Availability.WITHDRAWN)
    if isinstance(entity, ScreenedParty):
        return replace(entity, removed_on=on)
    return entity


def _with_links(entity: Entity, name: str, hint: Any, text: str, as_of: date | None) -> Entity:
    own = getattr(entity, name) or ()
    linked = [one.link for one in read_links(hint, text) if one.in_force(as_of)]
    added = [one for one in linked if not any(same_words(one, known) for known in own)]
    if not added:
        return entity  # nothing is known of others' links: not "none"
    changed: dict[str, Any] = {name: (*own, *added)}
    return replace(entity, **changed)


# A merge is written by identity resolution and outlives every rewriting of the company.
KINDS: dict[type, NodeKind] = {
    kind.cls: kind
    for kind in (
        NodeKind("ScreeningList", ScreeningList, Codec(ScreeningList)),
        NodeKind("Code", Code, Codec(Code)),
        NodeKind("Market", Market, Codec(Market)),
        NodeKind("Company", Company, Codec(Company, leave_out=("merged_into",))),
        NodeKind("Product", Product, Codec(Product)),
        NodeKind("Opportunity", Opportunity, Codec(Opportunity)),
        NodeKind("ScreenedParty", ScreenedParty, Codec(ScreenedParty)),
        NodeKind("ReportingException", ReportingException, Codec(ReportingException)),
    )
}


def kind_of_label(label: str) -> NodeKind:
    """The kind of a label.

    Raises:
        KeyError: no fact bears that label.
    """
    return next(kind for kind in KINDS.values() if kind.label == label)
