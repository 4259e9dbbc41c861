"""An answer now if it is ready soon, otherwise 202 with the address of the job that is at it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from fastapi import Query, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.house import House, replay_of
from api.schemas.base import One
from api.schemas.operation import JobOut
from graph.errors import AlliedstackError
from service.jobs import Job, Status

T = TypeVar("T", bound=BaseModel)

DEFAULT_WAIT = 10.0  # seconds: about as long as a person looks at an unmoving page
MOST_WAIT = 30.0
_FIRST_LOOK, _SLOWEST_LOOK = 0.02, 0.25

Wait = Annotated[
    float, Query(ge=0, le=MOST_WAIT, description="seconds to wait for the answer itself; 0: a job at once")
]

_STATUS_OF = {
    "bad_input": 422,
    "not_found": 404,
    "conflict": 409,
    "forbidden": 403,
    "cancelled": 409,
    "no_language_model": 409,
    "language_model_failed": 502,
    "language_model_slow": 504,
}


class JobFailed(AlliedstackError):
    """A job's error as the answer to whoever waited for it."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.code = code  # type: ignore[misc]
        self.http_status = _STATUS_OF.get(code, 503 if code.endswith("unavailable") else 500)  # type: ignore[misc]


def accepted(model: Any) -> dict[int | str, dict[str, Any]]:
    """``responses`` of a route that may hand its work to a job."""
    location = {"description": "address of the job", "schema": {"type": "string"}}
    return {202: {"model": model, "description": "A job is at it", "headers": {"Location": location}}}


async def done_or_job(house: House, kind: str, params: Mapping[str, Any], owner: str, wait: float) -> Job:
    """Submit a job and wait for it.

    Raises:
        JobFailed: it failed within the time.
    """
    job = await run_in_threadpool(house.jobs.submit, kind, params, owner)
    deadline, pause = time.monotonic() + wait, _FIRST_LOOK
    while not job.status.final and time.monotonic() < deadline:
        await asyncio.sleep(min(pause, max(deadline - time.monotonic(), 0.0)))
        pause = min(pause * 1.5, _SLOWEST_LOOK)
        job = await run_in_threadpool(house.jobs.get, job.id)
    if job.status is Status.FAILED:
        error = job.error or {}
        raise JobFailed(error.get("code", "fault"), error.get("message", "The job failed."), error.get("hint", ""))
    if job.status is Status.CANCELLED:
        raise JobFailed("cancelled", "The job was cancelled.", "Submit it anew.")
    return job


async def answer_or_job(
    house: House, kind: str, params: Mapping[str, Any], owner: str, wait: float, schema: type[T]
) -> One[T] | Response:
    """The answer to a question within the time, else 202 and where the job is. ``schema`` is that of its data."""
    job = await done_or_job(house, kind, params, owner, wait)
    if job.status is not Status.DONE or job.result is None:
        return await location_of(house, job)
    return One(data=schema.model_validate(job.result["data"]), replay=replay_of(job.result["replay"]))


async def location_of(house: House, job: Job) -> Response:
    """202 for a job that is still at it."""
    return await _job_response(house, job, 202)


async def job_answer(house: House, job: Job) -> Response:
    """The job itself as the answer: 200 when it has ended, 202 while it is at it."""
    return await _job_response(house, job, 200 if job.status.final else 202)


async def _job_response(house: House, job: Job, status: int) -> Response:
    body = await run_in_threadpool(lambda: house.one(JobOut.model_validate(job)).model_dump_json())
    return Response(body, status, {"Location": f"/v1/jobs/{job.id}"}, "application/json")
