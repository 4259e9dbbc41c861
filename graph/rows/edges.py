"""The relationships that a fact draws, in the words of the graph model. No fact without a source: STATED_BY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.model import (
    Code,
    Company,
    Control,
    Holding,
    JointAward,
    Market,
    MarketKind,
    Opportunity,
    Product,
    ProductLink,
    ReportingException,
    ScreenedParty,
    SourceRef,
)
from graph.rows.kinds import Entity, exception_id

COMPANY, PRODUCT, MARKET, OPPORTUNITY = "Company", "Product", "Market", "Opportunity"
REQUIREMENT, CODE, LAYER, SOURCE = "Requirement", "Code", "StackLayer", "Source"


@dataclass(frozen=True, slots=True)
class Edge:
    """``start`` and ``end`` are ids; ``of``: its type, the label at its start, the label at its end."""

    of: tuple[str, str, str]
    start: str
    end: str
    properties: dict[str, Any] = field(default_factory=dict)


def base_edges(entity: Entity) -> Iterator[Edge]:
    """The edges that every fact of a kind has, which are written together with its node."""
    if isinstance(entity, Product):
        yield Edge(("OFFERS", COMPANY, PRODUCT), entity.company, entity.id)
        yield Edge(("AT_LAYER", PRODUCT, LAYER), entity.id, entity.layer.value)


def edges_of(entity: Entity) -> Iterator[Edge]:
    """What else the entity's own record says of others; its sources are written with the node."""
    if isinstance(entity, Company):
        yield from company_edges(entity.id, entity.owned_by or (), entity.controlled_by or (), entity.teamed_with)
    elif isinstance(entity, Product):
        for place in entity.available_in or ():
            yield Edge(("AVAILABLE_IN", PRODUCT, MARKET), entity.id, place)
        for link in entity.links:
            yield product_edge(entity.id, link)
    elif isinstance(entity, Market):
        yield from _parts(entity)
    elif isinstance(entity, Opportunity):
        yield from _demand(entity)
    elif isinstance(entity, Code):
        if entity.broader is not None:
            yield Edge(("BROADER", CODE, CODE), entity.id, entity.broader)
    elif isinstance(entity, ScreenedParty):
        yield Edge(("LISTED_ON", "ScreenedParty", "ScreeningList"), entity.id, entity.list_id)
    elif isinstance(entity, ReportingException):
        yield Edge(("REPORTS", COMPANY, "ReportingException"), entity.company, exception_id(entity))


def company_edges(
    company: str, owned: tuple[Holding, ...], controlled: tuple[Control, ...], teamed: tuple[JointAward, ...]
) -> Iterator[Edge]:
    for holding in owned:
        said = {"share": holding.share, **_span(holding.since, holding.until), **_stated(holding.source)}
        yield Edge(("OWNED_BY", COMPANY, COMPANY), company, holding.owner, said)
    for control in controlled:
        said = {"how": control.how, **_span(control.since, control.until), **_stated(control.source)}
        yield Edge(("CONTROLLED_BY", COMPANY, COMPANY), company, control.owner, said)
    for award in teamed:
        yield Edge(("TEAMED_WITH", COMPANY, COMPANY), company, award.partner, _stated(award.source))


def product_edge(product: str, link: ProductLink) -> Edge:
    return Edge((link.kind.value, PRODUCT, PRODUCT), product, link.product, _stated(link.source))


def _parts(market: Market) -> Iterator[Edge]:
    """Members of a region or bloc, former ones too; a country is no part of itself."""
    if market.kind is MarketKind.COUNTRY:
        return
    dated = {one.country: _span(one.since, one.until) for one in market.memberships}
    for country in dict.fromkeys((*market.countries, *dated)):
        yield Edge(("PART_OF", MARKET, MARKET), country, market.id, dated.get(country, {}))


def _demand(opportunity: Opportunity) -> Iterator[Edge]:
    for country in opportunity.countries:
        yield Edge(("IN_MARKET", OPPORTUNITY, MARKET), opportunity.id, country)
    for winner in opportunity.awarded_to:
        yield Edge(("AWARDED_TO", OPPORTUNITY, COMPANY), opportunity.id, winner)
    for code in opportunity.codes:
        yield Edge(("CLASSIFIED_AS", OPPORTUNITY, CODE), opportunity.id, code)
    for requirement in opportunity.requirements:
        key = requirement_id(opportunity.id, requirement.id)
        yield Edge(("REQUIRES", OPPORTUNITY, REQUIREMENT), opportunity.id, key)
        if requirement.layer is not None:
            yield Edge(("AT_LAYER", REQUIREMENT, LAYER), key, requirement.layer.value)


def requirement_id(opportunity: str, requirement: str) -> str:
    """A requirement's own id is unique within its notice only."""
    return f"{opportunity}|{requirement}"


def differences(before: Iterable[Edge], after: Iterable[Edge]) -> tuple[list[Edge], list[Edge]]:
    """The edges to take away and those to draw, so that ``after`` stands where ``before`` did.

    An edge with many ends at one node (a layer, a source) is dear to take away on the embedded engine, so what stays
    the same is left alone. Edges between the same two nodes go and come together.
    """
    old, new = _between(before), _between(after)
    gone = [edges[0] for ends, edges in old.items() if edges != new.get(ends)]
    drawn = [edge for ends, edges in new.items() if edges != old.get(ends) for edge in edges]
    return gone, drawn


def _between(edges: Iterable[Edge]) -> dict[tuple[Any, ...], list[Edge]]:
    found: dict[tuple[Any, ...], list[Edge]] = {}
    for edge in edges:
        found.setdefault((edge.of, edge.start, edge.end), []).append(edge)
    return found


def _span(since: date | None, until: date | None) -> dict[str, Any]:
    return {name: day.isoformat() for name, day in (("since", since), ("until", until)) if day is not None}


def _stated(source: SourceRef | None) -> dict[str, Any]:
    return {} if source is None else {"source": source.source_id, "locator": source.locator}
