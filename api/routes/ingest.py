"""Bringing files into the graph, and the runs that did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from api.document import etag_header
from api.etags import content_tag
from api.house import House
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of
from api.routing import INSIDERS, STAFF, Routes, Who
from api.schemas.base import Id, One, Page
from api.schemas.ingest import RunOut
from api.schemas.operation import JobOut
from api.waiting import DEFAULT_WAIT, Wait, accepted, done_or_job, job_answer
from api.work import INGEST
from graph.errors import NotFound
from graph.model import IngestRun
from service.uploads import Uploads

_CHUNK = 1024 * 1024


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    routes = Routes(router, "ingest runs")

    @routes.get("/ingest-runs", INSIDERS)
    def list_ingest_runs(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[RunOut]:
        """Every run over a file, by id (which begins with its time)."""
        held = {run.id: run for run in house.stores.ingest.sink.runs()}
        found = slice_of(sorted(held), held.__getitem__, lambda _: True, cursor, limit, "runs")
        return house.page(found.shown(_run))

    @routes.get("/ingest-runs/{run_id:path}", INSIDERS, responses=etag_header())
    def get_ingest_run(run_id: Id, response: Response) -> One[RunOut]:
        """One run."""
        found = next((run for run in house.stores.ingest.sink.runs() if run.id == run_id), None)
        if found is None:
            raise NotFound(f"There is no ingest run {run_id!r}.", "List them: GET /v1/ingest-runs")
        shown = _run(found)
        response.headers["ETag"] = content_tag(shown)
        return house.one(shown)

    @routes.post("/ingest-runs", STAFF, response_model=One[JobOut], responses=accepted(One[JobOut]))
    async def ingest_file(
        caller: Who,
        file: Annotated[UploadFile, File(description="a file in any format that the ingest reads")],
        dry_run: Annotated[bool, Query(description="say what would change; write nothing")] = False,
        format: Annotated[str | None, Query(max_length=50, description="insist on a format")] = None,
        complete: Annotated[
            bool | None, Query(description="whether the file is all of its dataset, so that what it lacks ended")
        ] = None,
        wait: Wait = DEFAULT_WAIT,
    ) -> Response:
        """Read a file into the graph, or with `dry_run` say what that would change.

        Records that cannot be used are listed with field and reason; the rest is written. Repeating it changes nothing.
        """
        path = await _keep(house, file)
        params = {"path": path, "dry_run": dry_run, "format": format, "complete": complete}
        return await job_answer(house, await done_or_job(house, INGEST, params, caller.subject, wait))


def _run(run: IngestRun) -> RunOut:
    """The run, with the file's name and not its place on this machine."""
    return RunOut.model_validate(replace(run, file=PurePath(run.file).name))


async def _keep(house: House, file: UploadFile) -> str:
    """Write the upload where a job finds it."""
    path = await run_in_threadpool(Uploads(house.app.settings.data_dir).place, file.filename or "")
    with path.open("wb") as out:
        while chunk := await file.read(_CHUNK):
            await run_in_threadpool(out.write, chunk)
    return str(path)
