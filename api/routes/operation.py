"""Jobs and the audit log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Response
from starlette.responses import StreamingResponse

from api.document import etag_header
from api.house import House
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of_records
from api.routing import ADMINS, EVERYBODY, Routes, Who
from api.schemas.base import One, Page
from api.schemas.operation import EntryOut, JobOut
from graph.errors import NotFound
from service.access import Caller, Role
from service.jobs import Job

JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
LINES = "application/x-ndjson"
_OVERSEERS = (Role.OFFICER, Role.ADMIN)


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    _jobs(Routes(router, "jobs"), house)
    _audit(Routes(router, "audit"), house)


def _own(house: House, job_id: str, caller: Caller) -> Job:
    """The job, when the caller may see it; otherwise it is as if it were not there."""
    job = house.jobs.get(job_id)
    if job.owner != caller.subject and caller.role not in _OVERSEERS:
        raise NotFound(f"There is no job {job_id!r}.", "A job's address is in the Location of the 202 answer.")
    return job


def _jobs(routes: Routes, house: House) -> None:
    @routes.get("/jobs", EVERYBODY)
    def list_jobs(caller: Who, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[JobOut]:
        """Your jobs by id; officers and administrators see everybody's."""
        owner = None if caller.role in _OVERSEERS else caller.subject
        found = slice_of_records(
            lambda after, most: house.jobs.page(after, most, owner), lambda job: job.id, cursor, limit, ("jobs", owner)
        )
        return house.page(found.shown(job_out))

    @routes.get("/jobs/{job_id}", EVERYBODY, responses=etag_header())
    def get_job(job_id: JobId, caller: Who, response: Response) -> One[JobOut]:
        """How far a job is, or what came of it."""
        return house.tagged(job_out(_own(house, job_id, caller)), response)

    @routes.delete("/jobs/{job_id}", EVERYBODY)
    def cancel_job(job_id: JobId, caller: Who) -> One[JobOut]:
        """Ask that a job ends. One that has ended stays as it is."""
        _own(house, job_id, caller)
        return house.one(job_out(house.jobs.cancel(job_id)))


def job_out(job: Job) -> JobOut:
    """The job as it is shown: without its parameters and the process that runs it."""
    return JobOut.model_validate(job)


def _audit(routes: Routes, house: House) -> None:
    @routes.get("/audit", ADMINS)
    def list_audit(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[EntryOut]:
        """Who read or changed what, oldest first."""
        found = slice_of_records(house.audit.page, lambda pair: pair[0], cursor, limit, "audit")
        return house.page(found.shown(lambda pair: EntryOut(id=pair[0], **asdict(pair[1]))))

    @routes.get(
        "/audit/export",
        ADMINS,
        response_class=StreamingResponse,
        responses={200: {"content": {LINES: {"schema": {"type": "string"}}}, "description": "one JSON object a line"}},
    )
    def export_audit() -> StreamingResponse:
        """The whole log as JSON Lines, oldest first."""
        house.audit.flush()

        def lines() -> Iterator[str]:
            for entry in house.audit.export():
                yield json.dumps(asdict(entry), ensure_ascii=False) + "\n"

        return StreamingResponse(lines(), media_type=LINES)
