"""Saved searches and alerts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from api.document import etag_header
from api.etags import IfMatch, expected_version, version_tag
from api.house import House
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of, slice_of_records
from api.routing import EVERYBODY, STAFF, Routes, Who
from api.schemas.base import One, Page
from api.schemas.catalogue import OpportunityOut
from api.schemas.operation import JobOut
from api.schemas.searches import AlertOut, SearchIn, SearchOut
from api.waiting import DEFAULT_WAIT, Wait, accepted, done_or_job, job_answer
from api.work import LOOK
from service.access import Caller, Role
from service.alerts import STAFF as STAFF_AUDIENCE
from service.alerts import Alert
from service.markets import find_market
from service.saved_searches import SavedSearch, SavedSearches, SearchTerms, finder

RecordId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    _searches(Routes(router, "saved searches"), house, SavedSearches(house.records))
    _alerts(Routes(router, "alerts"), house)


def _searches(routes: Routes, house: House, searches: SavedSearches) -> None:
    created: dict[int | str, dict[str, Any]] = {
        201: {"headers": {"Location": {"description": "its address", "schema": {"type": "string"}}}}
    }

    def terms_of(asked: SearchIn) -> SearchTerms:
        if asked.market:
            find_market(asked.market, house.app.snapshot().catalogue.markets)  # an error now, not with every look
        return SearchTerms(asked.name, asked.words, asked.market)

    def tagged(found: SavedSearch, response: Response) -> One[SearchOut]:
        response.headers["ETag"] = version_tag(found.version)
        return house.one(_search(found))

    @routes.get("/saved-searches", EVERYBODY)
    def list_saved_searches(caller: Who, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[SearchOut]:
        """Your saved searches, by id."""
        found = slice_of_records(
            lambda after, most: searches.page(caller.subject, after, most),
            lambda one: one.id,
            cursor,
            limit,
            ("searches", caller.subject),
        )
        return house.page(found.shown(_search))

    @routes.post("/saved-searches", EVERYBODY, status_code=201, responses=created)
    def save_search(asked: SearchIn, caller: Who, response: Response) -> One[SearchOut]:
        """Save a search over published demand; new notices that it fits become alerts."""
        found = searches.create(caller.subject, terms_of(asked))
        response.headers["Location"] = f"/v1/saved-searches/{found.id}"
        return tagged(found, response)

    @routes.get("/saved-searches/{search_id}", EVERYBODY, responses=etag_header())
    def get_saved_search(search_id: RecordId, caller: Who, response: Response) -> One[SearchOut]:
        """One of your saved searches."""
        return tagged(searches.get(caller.subject, search_id), response)

    @routes.get("/saved-searches/{search_id}/opportunities", EVERYBODY)
    def run_saved_search(
        search_id: RecordId, caller: Who, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
    ) -> Page[OpportunityOut]:
        """What a saved search finds now."""
        search = searches.get(caller.subject, search_id)
        catalogue = house.app.snapshot().catalogue
        keep, held = finder(search.terms, catalogue), catalogue.opportunities
        question = ("search", search.id, search.version)
        found = slice_of(list(held), held.__getitem__, keep, cursor, limit, question)
        return house.page(found.shown(OpportunityOut.model_validate))

    @routes.put("/saved-searches/{search_id}", EVERYBODY, responses=etag_header())
    def change_saved_search(
        search_id: RecordId, asked: SearchIn, caller: Who, response: Response, if_match: IfMatch = None
    ) -> One[SearchOut]:
        """Change one of your saved searches."""
        held = searches.get(caller.subject, search_id)
        version, terms = expected_version(if_match, held.version), terms_of(asked)
        changed = house.conditional(
            lambda: searches.change(caller.subject, search_id, terms, version),
            lambda: searches.get(caller.subject, search_id).version != version,
        )
        return tagged(changed, response)

    @routes.delete("/saved-searches/{search_id}", EVERYBODY)
    def delete_saved_search(search_id: RecordId, caller: Who, if_match: IfMatch = None) -> One[SearchOut]:
        """Delete one of your saved searches; the answer is what it was."""
        held = searches.get(caller.subject, search_id)
        version = expected_version(if_match, held.version)
        house.conditional(
            lambda: searches.delete(caller.subject, search_id, version),
            lambda: searches.get(caller.subject, search_id).version != version,
        )
        return house.one(_search(held))


def _search(found: SavedSearch) -> SearchOut:
    terms = found.terms
    return SearchOut(
        id=found.id,
        name=terms.name,
        words=terms.words,
        market=terms.market,
        version=found.version,
        created_at=found.created_at,
        updated_at=found.updated_at,
    )


def audiences(caller: Caller) -> tuple[str, ...]:
    """Whose alerts the caller reads."""
    if caller.role in (Role.OFFICER, Role.ADMIN):
        return (caller.subject, STAFF_AUDIENCE)
    if caller.role is Role.COMPANY:
        return (caller.subject, f"company:{caller.company}")
    return (caller.subject,)


def _alerts(routes: Routes, house: House) -> None:
    @routes.get("/alerts", EVERYBODY)
    def list_alerts(caller: Who, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[AlertOut]:
        """Alerts for you, by id: demand that a search of yours or a package fits, stale facts, changed lists."""
        whose = audiences(caller)
        found = slice_of_records(
            lambda after, most: house.alerts.page(whose, after, most),
            lambda one: one.id,
            cursor,
            limit,
            ("alerts", whose),
        )
        return house.page(found.shown(lambda one: _alert(one, caller)))

    @routes.put("/alerts/{alert_id}/seen", EVERYBODY)
    def see_alert(alert_id: RecordId, caller: Who) -> One[AlertOut]:
        """Mark an alert as seen by you. Doing it again changes nothing, so it needs no If-Match."""
        return house.one(_alert(house.alerts.seen(alert_id, audiences(caller), caller.subject), caller))

    @routes.post("/alert-runs", STAFF, response_model=One[JobOut], responses=accepted(One[JobOut]))
    async def look_for_alerts(caller: Who, wait: Wait = DEFAULT_WAIT) -> Response:
        """Look for what is new now, instead of within the next minute."""
        return await job_answer(house, await done_or_job(house, LOOK, {}, caller.subject, wait))


def _alert(one: Alert, caller: Caller) -> AlertOut:
    return AlertOut(
        id=one.id,
        kind=one.kind,
        subject=one.subject,
        related=one.related,
        message=one.message,
        at=one.at,
        seen=caller.subject in one.seen_by,
    )
