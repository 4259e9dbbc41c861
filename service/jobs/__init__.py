"""Work that outlives a request: kept in the graph, carried out by whichever process is free, resumed after a crash.

A job's function is named by its kind and gets plain JSON, so that any process can start it (again). It must be safe
to start again: a job whose process died is taken up by another one, up to :data:`ATTEMPTS` times, then reported.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

from graph.errors import NotFound
from service.jobs.model import Cancelled, Job, Status, Step, Work, now
from service.jobs.queue import KIND, OPEN, Queue
from service.jobs.worker import ATTEMPTS, LOOK_SECONDS, Worker
from service.records import Records

THREADS = 2  # jobs at a time in one process; the solver itself uses more than one core


class Jobs:
    """The queue, and this process's share in working it off. ``works``: kind of job to its function."""

    def __init__(self, records: Records, works: Mapping[str, Work], threads: int = THREADS) -> None:
        self._queue = Queue(records)
        self._worker = Worker(self._queue, works, threads)
        self.worker = self._worker.name
        self.start = self._worker.start
        self.stop = self._worker.stop
        self.purge = self._queue.purge

    def submit(self, kind: str, params: Mapping[str, Any], owner: str) -> Job:
        """Put a job into the queue. ``owner``: who may see it besides officers and admins."""
        if not self._worker.knows(kind):
            raise NotFound(f"There is no job {kind!r}.", f"One of: {', '.join(self._worker.kinds)}.")
        job = Job(uuid.uuid4().hex, kind, owner, dict(params), created_at=now())
        self._queue.add(job)
        self._worker.wake()
        return job

    def get(self, job_id: str) -> Job:
        """The job as it stands.

        Raises:
            NotFound: there is none.
        """
        return self._queue.read(job_id)[0]

    def page(self, after: str | None, limit: int, owner: str | None = None) -> list[Job]:
        """Jobs by id."""
        return self._queue.page(after, limit, owner)

    def cancel(self, job_id: str) -> Job:
        """Ask that the job ends; a queued one ends at once. One that has ended stays as it is."""
        job, changed = self._queue.cancel(job_id)
        if changed:
            self._worker.tell_cancelled(job_id)
        return job

    def wait(self, job_id: str, seconds: float) -> Job:
        """The job once it has ended, or as it is after ``seconds``."""
        deadline = time.monotonic() + seconds
        while True:
            job = self.get(job_id)
            left = deadline - time.monotonic()
            if job.status.final or left <= 0:
                return job
            self._worker.wait_for_an_end(min(left, LOOK_SECONDS))

    @property
    def running(self) -> int:
        """How many jobs this process runs now."""
        return self._worker.running


__all__ = ["ATTEMPTS", "KIND", "OPEN", "Cancelled", "Job", "Jobs", "Status", "Step", "Work"]
