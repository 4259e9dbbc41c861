"""What everybody may read: layers, capabilities, markets, sources."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.confidential import COMPANY_FIELDS, PRODUCT_FIELDS
from api.document import etag_header
from api.etags import content_tag
from api.house import House
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of
from api.routing import EVERYBODY, INSIDERS, Routes, Who
from api.schemas.base import Id, One, Page
from api.schemas.catalogue import CapabilityOut, LayerOut, MarketOut, SourceOut, StaleFactOut
from api.words import has_all, wanted_words
from graph.errors import NotFound
from graph.model import LAYERS, Layer, Market, MarketKind, Source
from matching.capabilities.vocabulary import Capability, Vocabulary
from service.access import Caller, Role
from service.freshness import StaleFact, stale_since
from service.markets import find_market

Words = Annotated[str, Query(max_length=200, description="all of these words in its names")]


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    _layers(Routes(router, "layers"), house)
    _capabilities(Routes(router, "capabilities"), house)
    _markets(Routes(router, "markets"), house)
    _sources(Routes(router, "sources"), house)
    _stale_facts(Routes(router, "sources"), house)


def _layers(routes: Routes, house: House) -> None:
    @routes.get("/layers", EVERYBODY)
    def list_layers(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[LayerOut]:
        """The five layers of the stack."""
        found = slice_of(sorted(LAYERS), lambda code: LAYERS[Layer(code)], lambda _: True, cursor, limit, "layers")
        return house.page(found.shown(LayerOut.model_validate))

    @routes.get("/layers/{code}", EVERYBODY, responses=etag_header())
    def get_layer(code: Layer, response: Response) -> One[LayerOut]:
        """One layer."""
        shown = LayerOut.model_validate(LAYERS[code])
        response.headers["ETag"] = content_tag(shown)
        return house.one(shown)


def _capabilities(routes: Routes, house: House) -> None:
    @routes.get("/capabilities", EVERYBODY)
    def list_capabilities(
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        words: Words = "",
        layer: Annotated[Layer | None, Query()] = None,
    ) -> Page[CapabilityOut]:
        """The vocabulary, by id; words are looked for in the labels of every language."""
        vocabulary = house.app.models.vocabulary
        wanted = wanted_words(words)

        def keep(one: Capability) -> bool:
            if layer is not None and one.layer is not layer:
                return False
            return has_all(wanted, (label for labels in one.labels.values() for label in labels))

        question = ("capabilities", words, layer)
        found = slice_of(vocabulary.ids, vocabulary.__getitem__, keep, cursor, limit, question)
        return house.page(found.shown(lambda one: _capability(one, vocabulary)))

    @routes.get("/capabilities/{capability_id:path}", EVERYBODY, responses=etag_header())
    def get_capability(capability_id: Id, response: Response) -> One[CapabilityOut]:
        """One term."""
        vocabulary = house.app.models.vocabulary
        if capability_id not in vocabulary:
            raise NotFound(f"There is no capability {capability_id!r}.", "List them: GET /v1/capabilities")
        shown = _capability(vocabulary[capability_id], vocabulary)
        response.headers["ETag"] = content_tag(shown)
        return house.one(shown)


def _capability(one: Capability, vocabulary: Vocabulary) -> CapabilityOut:
    return CapabilityOut(
        id=one.id,
        layer=one.layer,
        definition=one.definition,
        labels={language: list(labels) for language, labels in one.labels.items()},
        broader=list(one.broader),
        narrower=list(vocabulary.narrower_of(one.id)),
        cpv=list(one.cpv),
        sectors=list(one.sectors),
        examples=list(one.examples),
    )


def _markets(routes: Routes, house: House) -> None:
    @routes.get("/markets", EVERYBODY)
    def list_markets(
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        words: Words = "",
        kind: Annotated[MarketKind | None, Query()] = None,
    ) -> Page[MarketOut]:
        """Countries, regions and blocs, by id."""
        markets = house.app.snapshot().catalogue.markets
        wanted = wanted_words(words)

        def keep(market: Market) -> bool:
            return (kind is None or market.kind is kind) and has_all(wanted, (market.name, *market.names))

        found = slice_of(list(markets), markets.__getitem__, keep, cursor, limit, ("markets", words, kind))
        return house.page(found.shown(MarketOut.model_validate))

    @routes.get("/markets/{market:path}", EVERYBODY, responses=etag_header())
    def get_market(market: Id, response: Response) -> One[MarketOut]:
        """One market, by id or by any of its names."""
        shown = MarketOut.model_validate(find_market(market, house.app.snapshot().catalogue.markets))
        response.headers["ETag"] = content_tag(shown)
        return house.one(shown)


def _sources(routes: Routes, house: House) -> None:
    @routes.get("/sources", EVERYBODY)
    def list_sources(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[SourceOut]:
        """The datasets that facts come from, with their freshness, by id."""
        sources = house.app.snapshot(illustrative=True).catalogue.sources
        today = house.app.today()
        found = slice_of(sorted(sources), sources.__getitem__, lambda _: True, cursor, limit, "sources")
        return house.page(found.shown(lambda one: _source(one, today)))

    @routes.get("/sources/{source_id:path}", EVERYBODY, responses=etag_header())
    def get_source(source_id: Id, response: Response) -> One[SourceOut]:
        """One dataset."""
        source = house.app.snapshot(illustrative=True).catalogue.sources.get(source_id)
        if source is None:
            raise NotFound(f"There is no source {source_id!r}.", "List them: GET /v1/sources")
        shown = _source(source, house.app.today())
        response.headers["ETag"] = content_tag(shown)
        return house.one(shown)


def _source(source: Source, today: date) -> SourceOut:
    since = stale_since(source)
    return SourceOut(
        id=source.id,
        dataset=source.dataset,
        url=source.url,
        licence=source.licence,
        retrieved_at=source.retrieved_at,
        sha256=source.sha256,
        illustrative=source.illustrative,
        max_age_days=source.max_age_days,
        stale=since is not None and since <= today,
    )


def _stale_facts(routes: Routes, house: House) -> None:
    @routes.get("/stale-facts", INSIDERS)
    def list_stale_facts(caller: Who, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[StaleFactOut]:
        """Facts that are too old to count, by subject, field and source."""
        held = {f"{one.subject}|{one.field}|{one.source}": one for one in house.app.snapshot(illustrative=True).stale}
        found = slice_of(sorted(held), held.__getitem__, lambda _: True, cursor, limit, "stale facts")
        return house.page(found.shown(lambda one: _stale_fact(one, caller)))


def _stale_fact(one: StaleFact, caller: Caller) -> StaleFactOut:
    shown = StaleFactOut.model_validate(one)
    secret = one.field in (*PRODUCT_FIELDS, *COMPANY_FIELDS)  # it may have been attested; that it is stale is no secret
    return shown.model_copy(update={"value": None}) if secret and caller.role is Role.READER else shown
