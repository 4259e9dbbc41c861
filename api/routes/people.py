"""Who is who, and who must not be dealt with: identity reviews and screenings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.document import etag_header
from api.etags import content_tag
from api.house import House, own_or_staff
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of
from api.routing import EVERYBODY, INSIDERS, STAFF, Routes, Who
from api.schemas.base import Id, One, Page
from api.schemas.operation import JobOut
from api.schemas.people import (
    IdentityDecidedOut,
    IdentityDecisionIn,
    IdentitySplitIn,
    JudgeIn,
    JudgementOut,
    MergeRecordOut,
    ReviewOut,
    ScreenIn,
    ScreeningOut,
)
from api.waiting import DEFAULT_WAIT, Wait, accepted, done_or_job, job_answer
from api.work import FIND_DOUBLES, SCREEN_ALL
from graph.errors import NotFound
from ingest.identity.model import Decided
from matching.rules.screening.outcome import Outcome, ScreeningResult
from service.identity import decide, split
from service.screening import judge, screen_name


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    _identity(Routes(router, "identity reviews"), house)
    _screenings(Routes(router, "screenings"), house)
    _screening_work(Routes(router, "screenings"), house)


def _identity(routes: Routes, house: House) -> None:
    @routes.get("/identity-reviews", STAFF)
    def list_identity_reviews(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[ReviewOut]:
        """Pairs that may be one company, by id, with both values."""
        held = {review.id: review for review in house.stores.identity.reviews()}
        found = slice_of(sorted(held), held.__getitem__, lambda _: True, cursor, limit, "reviews")
        return house.page(found.shown(ReviewOut.model_validate))

    @routes.get("/identity-merges", STAFF)
    def list_identity_merges(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[MergeRecordOut]:
        """Merges that were carried out, those taken back included."""
        held = {f"{r.merge.merged}|{r.merge.into}|{r.at}": r for r in house.stores.identity.merges()}
        found = slice_of(sorted(held), held.__getitem__, lambda _: True, cursor, limit, "merges")
        return house.page(found.shown(MergeRecordOut.model_validate))

    @routes.post("/identity-decisions", STAFF)
    def decide_identity(asked: IdentityDecisionIn, caller: Who) -> One[IdentityDecidedOut]:
        """Say that two companies are one, or are not; the pair leaves the queue."""
        decided = Decided(asked.left, asked.right, asked.decision, caller.subject, house.now(), asked.why)
        record = decide(house.stores.identity, decided)
        house.app.changed()
        shown = MergeRecordOut.model_validate(record) if record is not None else None
        return house.one(IdentityDecidedOut(record=shown))

    @routes.post("/identity-splits", STAFF)
    def split_identity(asked: IdentitySplitIn, caller: Who) -> One[MergeRecordOut]:
        """Take a merge back; both companies are again what their sources say."""
        record = split(house.stores.identity, asked.merged, caller.subject, house.now(), asked.why)
        house.app.changed()
        return house.one(MergeRecordOut.model_validate(record))

    @routes.post("/identity-runs", STAFF, response_model=One[JobOut], responses=accepted(One[JobOut]))
    async def find_identity_doubles(caller: Who, wait: Wait = DEFAULT_WAIT) -> Response:
        """Merge the clear cases, and put the doubtful ones into the queue."""
        return await job_answer(house, await done_or_job(house, FIND_DOUBLES, {}, caller.subject, wait))


def _screenings(routes: Routes, house: House) -> None:
    @routes.get("/screenings", INSIDERS)
    def list_screenings(
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        outcome: Annotated[Outcome | None, Query()] = None,
    ) -> Page[ScreeningOut]:
        """The last result of every subject, by its id."""
        held = house.stores.screening.results()

        def keep(one: ScreeningResult) -> bool:
            return outcome is None or one.outcome is outcome

        found = slice_of(sorted(held), held.__getitem__, keep, cursor, limit, ("screenings", outcome))
        return house.page(found.shown(ScreeningOut.model_validate))

    @routes.get("/screenings/{subject:path}", EVERYBODY, responses=etag_header())
    def get_screening(subject: Id, caller: Who, response: Response) -> One[ScreeningOut]:
        """The last result of one subject.

        A company sees its own.
        """
        own_or_staff(caller, subject)
        found = house.stores.screening.results().get(subject)
        if found is None:
            raise NotFound(f"{subject!r} was not screened.", "Screen everybody: POST /v1/screening-runs")
        shown = ScreeningOut.model_validate(found)
        response.headers["ETag"] = content_tag(shown)
        return house.one(shown)


def _screening_work(routes: Routes, house: House) -> None:
    @routes.post("/screenings", INSIDERS)
    def screen_one_name(asked: ScreenIn) -> One[ScreeningOut]:
        """Screen a name, which need not be in the graph; nothing is kept. No list match is not a clearance."""
        found = screen_name(house.stores.screening, asked.name, house.app.today(), asked.kind, asked.address)
        return house.one(ScreeningOut.model_validate(found))

    @routes.post("/screening-runs", STAFF, response_model=One[JobOut], responses=accepted(One[JobOut]))
    async def screen_all(caller: Who, wait: Wait = DEFAULT_WAIT) -> Response:
        """Screen every company against every list, and keep the results."""
        return await job_answer(house, await done_or_job(house, SCREEN_ALL, {}, caller.subject, wait))

    @routes.post("/screening-judgements", STAFF)
    def judge_hit(asked: JudgeIn, caller: Who) -> One[JudgementOut]:
        """Say what a hit is. It holds for new copies of the list as long as both names stay."""
        kept = judge(
            house.stores.screening,
            asked.subject,
            asked.list_id,
            asked.entry,
            asked.verdict,
            caller.subject,
            house.now(),
            asked.why,
        )
        return house.one(JudgementOut.model_validate(kept))
