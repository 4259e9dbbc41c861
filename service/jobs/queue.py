"""Jobs as they are kept in the graph: put in, read, changed by whoever saw them last, ended, and forgotten in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from graph.errors import Conflict, NotFound
from service.jobs.model import Job, Status, now
from service.records import Records

if TYPE_CHECKING:
    from graph.records import Record

KIND = "job"
OPEN = "job_open"  # a pointer to each job that has not ended, so that looking for work does not read all that ever ran
KEPT_DAYS = 30  # how long an ended job's result can be fetched
LOST_SECONDS = 20.0  # a pointer without its job for this long belongs to a process that died between the two


class Queue:
    """Every change names the version that it is based on, so that of two processes one is told that it came late."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def add(self, job: Job) -> None:
        """Put a job in."""
        self._records.put(OPEN, job.id, {"at": job.created_at})  # first: a job without its pointer would never run
        self.put(job, 0)

    def read(self, job_id: str) -> tuple[Job, int]:
        """The job and its version.

        Raises:
            NotFound: there is none.
        """
        record = self._records.get(KIND, job_id)
        if record is None:
            raise NotFound(f"There is no job {job_id!r}.", "A job's address is in the Location of the 202 answer.")
        return _job(record), record.version

    def put(self, job: Job, version: int) -> None:
        """Replace the job.

        Raises:
            Conflict: it has another version than ``version``.
        """
        body = {name: value for name, value in asdict(job).items() if name != "id"}
        body["status"] = job.status.value
        self._records.put(KIND, job.id, body, owner=job.owner, expected_version=version)

    def end(
        self,
        job: Job,
        version: int,
        status: Status,
        result: Mapping[str, Any] | None = None,
        error: Mapping[str, str] | None = None,
    ) -> None:
        """Replace the job by an ended one, and take it out of what is open.

        Raises:
            Conflict: it has another version than ``version``.
        """
        progress = 1.0 if status is Status.DONE else job.progress
        self.put(
            replace(job, status=status, progress=progress, message="", finished_at=now(), result=result, error=error),
            version,
        )
        self._records.delete(OPEN, job.id)

    def cancel(self, job_id: str) -> tuple[Job, bool]:
        """Mark that the job shall end; a queued one ends at once. The job, and whether this changed it.

        Raises:
            NotFound: there is none.
        """
        while True:
            job, version = self.read(job_id)
            if job.status.final:
                return job, False
            changed = replace(job, cancel=True)
            if job.status is Status.QUEUED:
                changed = replace(changed, status=Status.CANCELLED, finished_at=now())
            try:
                self.put(changed, version)
            except Conflict:  # it moved meanwhile: look again
                continue
            return changed, True

    def open(self) -> Iterator[tuple[Job, int]]:
        """Jobs that have not ended, with their versions; what is left of others is tidied away on the way."""
        for pointer in list(self._records.scan(OPEN)):
            record = self._records.get(KIND, pointer.id)
            if record is None:
                self._drop_lost(pointer)
                continue
            job = _job(record)
            if job.status.final:
                self._records.delete(OPEN, job.id)
                continue
            yield job, record.version

    def page(self, after: str | None, limit: int, owner: str | None) -> list[Job]:
        """Jobs by id, those after the id ``after``, of one owner or of all."""
        return [_job(record) for record in self._records.list(KIND, after=after, limit=limit, owner=owner)]

    def purge(self) -> int:
        """Delete jobs that ended more than :data:`KEPT_DAYS` days ago; how many."""
        before = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat()
        ended = (_job(record) for record in self._records.scan(KIND))
        gone = [job.id for job in ended if job.status.final and job.finished_at < before]
        for job_id in gone:
            self._records.delete(KIND, job_id)
        return len(gone)

    def _drop_lost(self, pointer: Record) -> None:
        """A pointer whose job was never written: its process died in between."""
        age = datetime.now(UTC) - datetime.fromisoformat(str(pointer.body["at"]))
        if age.total_seconds() > LOST_SECONDS:
            self._records.delete(OPEN, pointer.id)


def _job(record: Record) -> Job:
    body = dict(record.body)
    return Job(id=record.id, **{**body, "status": Status(body["status"])})
