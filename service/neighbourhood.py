"""What stands around one thing in the graph, for people who would rather look than read; capped, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from graph.catalogue import Catalogue
from graph.errors import NotFound
from graph.model import GLOBAL, LAYERS, Company, Market, Opportunity, Product
from graph.model.capability import CapabilityLink, CapabilityTerm

MOST_NODES = 150  # more cannot be told apart on a screen


@dataclass(frozen=True, slots=True)
class Node:
    """``kind`` is the label in the graph."""

    id: str
    kind: str
    name: str
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """``evidence``: the words from which we read it, where no source states it."""

    source: str
    target: str
    kind: str
    evidence: tuple[str, ...] = ()


class Capabilities(Protocol):
    """What the graph says of capabilities, see :class:`graph.capabilities.GraphCapabilities`."""

    def term(self, key: str) -> CapabilityTerm | None: ...

    def around(self, key: str, most: int) -> tuple[CapabilityLink, ...]: ...


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The centre first. ``truncated``: it has more neighbours than are shown."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    truncated: bool


def neighbourhood(
    catalogue: Catalogue, centre: str, most: int = MOST_NODES, capabilities: Capabilities | None = None
) -> Neighbourhood:
    """The thing with the id ``centre``, its neighbours, and the links among all of them.

    ``capabilities``: where what products provide is looked up (None: it is not shown).

    Raises:
        NotFound: nothing in the catalogue, and no capability, has that id.
    """
    start, links, terms = _node(catalogue, centre), [], {}
    if capabilities is not None and (start is None or start.kind == "Product"):
        start = start or _capability(capabilities, centre)
        read = capabilities.around(centre, most)
        terms = {key: Node(key, "Capability", name) for one in read for key, name in _named(one)}
        links = [Edge(one.start, one.capability, one.kind, one.evidence) for one in read]
    if start is None:
        raise NotFound(
            f"There is nothing with the id {centre!r}.", "Give a company, product, market, notice, layer or capability."
        )
    around = [*(edge for edge in _edges(catalogue) if centre in (edge.source, edge.target)), *links]
    near = dict.fromkeys(edge.target if edge.source == centre else edge.source for edge in around)
    found = [node for key in near if key != centre and (node := _node(catalogue, key) or terms.get(key)) is not None]
    shown = [start, *found[: most - 1]]
    ids = {node.id for node in shown}
    among = [edge for edge in (*_edges(catalogue), *links) if edge.source in ids and edge.target in ids]
    return Neighbourhood(tuple(shown), tuple(dict.fromkeys(among)), len(found) > most - 1)


def _capability(capabilities: Capabilities, key: str) -> Node | None:
    term = capabilities.term(key)
    return None if term is None else Node(key, "Capability", term.label)


def _named(link: CapabilityLink) -> Iterator[tuple[str, str]]:
    """The capabilities among its ends; a product's name comes from the catalogue, or it is not shown."""
    yield link.capability, link.name
    if link.kind == "BROADER":
        yield link.start, link.start_name


def _node(catalogue: Catalogue, key: str) -> Node | None:
    layer = next((one for one in LAYERS.values() if one.code == key), None)
    if layer is not None:
        return Node(key, "StackLayer", layer.name)
    thing: Company | Product | Market | Opportunity | None = (
        catalogue.companies.get(key)
        or catalogue.products.get(key)
        or catalogue.markets.get(key)
        or catalogue.opportunities.get(key)
    )
    if thing is None:
        return None
    name = thing.title if isinstance(thing, Opportunity) else thing.name
    made_up = isinstance(thing, Company | Product) and thing.illustrative
    return Node(key, type(thing).__name__, name, made_up)


def _edges(catalogue: Catalogue) -> Iterator[Edge]:
    for product in catalogue.products.values():
        yield Edge(product.company, product.id, "OFFERS")
        yield Edge(product.id, product.layer.value, "AT_LAYER")
        for link in product.links:
            yield Edge(product.id, link.product, link.kind.value)
        for place in product.available_in or ():
            yield Edge(product.id, place, "AVAILABLE_IN")
    for company in catalogue.companies.values():
        for holding in company.owned_by or ():
            yield Edge(company.id, holding.owner, "OWNED_BY")
        for control in company.controlled_by or ():
            yield Edge(company.id, control.owner, "CONTROLLED_BY")
        for award in company.teamed_with:
            yield Edge(company.id, award.partner, "TEAMED_WITH")
    for market in catalogue.markets.values():
        for country in market.countries if market.id != GLOBAL else ():
            if country != market.id:
                yield Edge(country, market.id, "PART_OF")
    for opportunity in catalogue.opportunities.values():
        for country in opportunity.countries:
            yield Edge(opportunity.id, country, "IN_MARKET")
        for winner in opportunity.awarded_to:
            yield Edge(opportunity.id, winner, "AWARDED_TO")
