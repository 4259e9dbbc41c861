"""Work that outlives a request: kept in the graph, carried out by whichever process is free, resumed after a crash.

A job's function is named by its kind and gets plain JSON, so that any process can start it (again). It must be safe
to start again: a job whose process died is taken up by another one, up to :data:`ATTEMPTS` times, then reported.
"""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from graph.errors import AlliedstackError, Conflict, NotFound
from service.records import Records

if TYPE_CHECKING:
    from graph.records import Record

KIND = "job"
OPEN = "job_open"  # a pointer to each job that has not ended, so that looking for work does not read all that ever ran
ATTEMPTS = 3  # a job that kills its process would kill every process in turn
HEARTBEAT_SECONDS = 5.0
DEAD_SECONDS = 20.0  # four beats missed: the process is taken for dead
LOOK_SECONDS = 1.0  # how often a process looks for work that others left
KEPT_DAYS = 30  # how long an ended job's result can be fetched
THREADS = 2  # jobs at a time in one process; the solver itself uses more than one core


class Status(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        return self in (Status.DONE, Status.FAILED, Status.CANCELLED)


class Cancelled(AlliedstackError):
    """Raised inside of a job when somebody cancelled it."""

    code = "cancelled"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Job:
    """``progress`` in [0, 1]. ``worker`` is the process that runs it, ``beat`` when it was last heard of.

    ``result`` is the function's, once done; ``error`` (code, message, hint) why it failed. Times ISO 8601, UTC.
    """

    id: str
    kind: str
    owner: str
    params: Mapping[str, Any]
    status: Status = Status.QUEUED
    progress: float = 0.0
    message: str = ""
    created_at: str = ""
    started_at: str = ""
    finished_at: str = ""
    attempts: int = 0
    cancel: bool = False
    worker: str = ""
    beat: str = ""
    result: Mapping[str, Any] | None = None
    error: Mapping[str, str] | None = None


class Step:
    """What a running job's function is given: it says how far it is, and learns when it should stop."""

    def __init__(self, cancelled: threading.Event, said: Callable[[float, str], None]) -> None:
        self._cancelled = cancelled
        self._said = said

    def at(self, progress: float, message: str = "") -> None:
        """Report progress in [0, 1].

        Raises:
            Cancelled: somebody cancelled the job.
        """
        if self._cancelled.is_set():
            raise Cancelled("The job was cancelled.")
        self._said(progress, message)


Work = Callable[[Mapping[str, Any], Step], Mapping[str, Any]]


def _now() -> str:
    return datetime.now(UTC).isoformat()


class Jobs:
    """The queue, and this process's share in working it off. ``works``: kind of job to its function."""

    def __init__(self, records: Records, works: Mapping[str, Work], threads: int = THREADS) -> None:
        self._records = records
        self._works = dict(works)
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._host = socket.gethostname()
        self.worker = f"{self._host}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._lock = threading.Lock()
        self._running: dict[str, threading.Event] = {}
        self._progress: dict[str, tuple[float, str]] = {}
        self._ended = threading.Condition(self._lock)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    # --- asking ---

    def submit(self, kind: str, params: Mapping[str, Any], owner: str) -> Job:
        """Put a job into the queue. ``owner``: who may see it besides officers and admins."""
        if kind not in self._works:
            raise NotFound(f"There is no job {kind!r}.", f"One of: {', '.join(sorted(self._works))}.")
        job = Job(uuid.uuid4().hex, kind, owner, dict(params), created_at=_now())
        self._records.put(OPEN, job.id, {"at": job.created_at})  # first: a job without its pointer would never run
        self._put(job, 0)
        self._wake.set()
        return job

    def get(self, job_id: str) -> Job:
        """The job as it stands.

        Raises:
            NotFound: there is none.
        """
        return self._read(job_id)[0]

    def page(self, after: str | None, limit: int, owner: str | None = None) -> list[Job]:
        """Jobs by id."""
        return [_job(record) for record in self._records.list(KIND, after=after, limit=limit, owner=owner)]

    def cancel(self, job_id: str) -> Job:
        """Ask that the job ends; a queued one ends at once. One that has ended stays as it is."""
        job, version = self._read(job_id)
        while not job.status.final:
            changed = replace(job, cancel=True)
            if job.status is Status.QUEUED:
                changed = replace(changed, status=Status.CANCELLED, finished_at=_now())
            try:
                self._put(changed, version)
            except Conflict:  # it moved meanwhile: look again
                job, version = self._read(job_id)
                continue
            with self._lock:
                event = self._running.get(job_id)
                if event is not None:
                    event.set()
                self._ended.notify_all()
            return changed
        return job

    def wait(self, job_id: str, seconds: float) -> Job:
        """The job once it has ended, or as it is after ``seconds``."""
        deadline = datetime.now(UTC).timestamp() + seconds
        while True:
            job = self.get(job_id)
            left = deadline - datetime.now(UTC).timestamp()
            if job.status.final or left <= 0:
                return job
            with self._lock:
                self._ended.wait(min(left, LOOK_SECONDS))

    @property
    def running(self) -> int:
        """How many jobs this process runs now."""
        return len(self._running)

    def purge(self) -> int:
        """Delete jobs that ended more than :data:`KEPT_DAYS` days ago; how many."""
        before = (datetime.now(UTC) - timedelta(days=KEPT_DAYS)).isoformat()
        ended = (_job(record) for record in self._records.scan(KIND))
        gone = [job.id for job in ended if job.status.final and job.finished_at < before]
        for job_id in gone:
            self._records.delete(KIND, job_id)
        return len(gone)

    # --- working ---

    def start(self) -> None:
        """Take up work in the background until :meth:`stop`."""
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self, grace: float) -> int:
        """End: wait ``grace`` seconds for running jobs, then hand the rest back to the queue; how many."""
        self._stopping.set()
        self._wake.set()
        deadline = datetime.now(UTC).timestamp() + grace
        with self._lock:
            while self._running and (left := deadline - datetime.now(UTC).timestamp()) > 0:
                self._ended.wait(left)
            left_over = list(self._running)
        for job_id in left_over:
            self._hand_back(job_id)
        if self._thread is not None:
            self._thread.join(LOOK_SECONDS * 5)
        self._pool.shutdown(wait=False, cancel_futures=True)
        return len(left_over)

    def _hand_back(self, job_id: str) -> None:
        job, version = self._read(job_id)
        if job.status is Status.RUNNING and job.worker == self.worker:
            handed = replace(job, status=Status.QUEUED, worker="", message="handed back", attempts=job.attempts - 1)
            try:
                self._put(handed, version)
            except Conflict:
                return  # it ended in this very moment

    def _run(self) -> None:
        import structlog

        log = structlog.get_logger("jobs")
        beaten = 0.0
        while not self._stopping.is_set():
            try:
                now = datetime.now(UTC).timestamp()
                if now - beaten > HEARTBEAT_SECONDS:
                    self._beat()
                    beaten = now
                self._take_up()
            except Exception as error:  # the graph is away: try again in the next round
                log.warning("queue not read", error=str(error))
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()

    def _beat(self) -> None:
        with self._lock:
            mine = list(self._running)
        for job_id in mine:
            job, version = self._read(job_id)
            if job.cancel:
                with self._lock:
                    event = self._running.get(job_id)
                    if event is not None:
                        event.set()
            with self._lock:
                progress, message = self._progress.get(job_id, (job.progress, job.message))
            if job.status is Status.RUNNING and job.worker == self.worker:
                try:
                    self._put(replace(job, beat=_now(), progress=progress, message=message), version)
                except Conflict:
                    continue  # it ended or was cancelled in this very moment

    def _take_up(self) -> None:
        for pointer in list(self._records.scan(OPEN)):
            with self._lock:
                free = len(self._running) < self._threads
                mine = pointer.id in self._running
            if not free or self._stopping.is_set():
                return
            record = self._records.get(KIND, pointer.id)
            if record is None:
                self._drop_lost(pointer)
                continue
            job = _job(record)
            if job.status.final:
                self._records.delete(OPEN, job.id)
                continue
            if mine or not (job.status is Status.QUEUED or (job.status is Status.RUNNING and self._dead(job))):
                continue
            if job.attempts >= ATTEMPTS:
                self._end(job, record.version, Status.FAILED, error=_interrupted(job))
                continue
            claimed = replace(
                job,
                status=Status.RUNNING,
                worker=self.worker,
                beat=_now(),
                started_at=job.started_at or _now(),
                attempts=job.attempts + 1,
            )
            try:
                self._put(claimed, record.version)
            except Conflict:  # another process was faster
                continue
            event = threading.Event()
            if claimed.cancel:
                event.set()
            with self._lock:
                self._running[job.id] = event
            self._pool.submit(self._carry_out, claimed, event)

    def _drop_lost(self, pointer: Record) -> None:
        """A pointer whose job was never written: its process died in between."""
        age = datetime.now(UTC) - datetime.fromisoformat(str(pointer.body["at"]))
        if age.total_seconds() > DEAD_SECONDS:
            self._records.delete(OPEN, pointer.id)

    def _dead(self, job: Job) -> bool:
        """Whether the process that runs the job is gone: certain on this machine, presumed elsewhere."""
        if job.worker == self.worker:
            return False
        host, _, rest = job.worker.partition(":")
        pid = rest.partition(":")[0]
        if host == self._host and pid.isdecimal() and not _alive(int(pid)):
            return True
        return (datetime.now(UTC) - datetime.fromisoformat(job.beat)).total_seconds() > DEAD_SECONDS

    def _carry_out(self, job: Job, cancelled: threading.Event) -> None:
        import structlog

        def said(progress: float, message: str) -> None:
            with self._lock:
                self._progress[job.id] = (min(max(progress, 0.0), 1.0), message)

        status, result, error = Status.DONE, None, None
        try:
            work = self._works.get(job.kind)
            if work is None:
                raise NotFound(f"There is no job {job.kind!r} in this version of the program.", "Submit it anew.")
            step = Step(cancelled, said)
            step.at(0.0)
            result = dict(work(job.params, step))
            if cancelled.is_set():
                status, result = Status.CANCELLED, None
        except Cancelled:
            status = Status.CANCELLED
        except AlliedstackError as failure:
            status, error = Status.FAILED, {"code": failure.code, "message": failure.message, "hint": failure.hint}
        except Exception as failure:
            structlog.get_logger("jobs").error("job failed", job=job.id, kind=job.kind, exc_info=failure)
            hint = "Report the job's id to the operator."
            status, error = Status.FAILED, {"code": "fault", "message": "The job failed.", "hint": hint}
        self._finish(job.id, status, result, error)

    def _finish(
        self, job_id: str, status: Status, result: Mapping[str, Any] | None, error: Mapping[str, str] | None
    ) -> None:
        try:
            while True:
                job, version = self._read(job_id)
                if job.worker != self.worker or job.status.final:
                    break  # handed back, or taken for dead and done elsewhere
                try:
                    self._end(job, version, status, result, error)
                    break
                except Conflict:
                    continue  # a beat or a cancellation came between
        finally:
            with self._lock:
                self._running.pop(job_id, None)
                self._progress.pop(job_id, None)
                self._ended.notify_all()
            self._wake.set()

    def _end(
        self,
        job: Job,
        version: int,
        status: Status,
        result: Mapping[str, Any] | None = None,
        error: Mapping[str, str] | None = None,
    ) -> None:
        progress = 1.0 if status is Status.DONE else job.progress
        self._put(
            replace(job, status=status, progress=progress, message="", finished_at=_now(), result=result, error=error),
            version,
        )
        self._records.delete(OPEN, job.id)

    def _read(self, job_id: str) -> tuple[Job, int]:
        record = self._records.get(KIND, job_id)
        if record is None:
            raise NotFound(f"There is no job {job_id!r}.", "A job's address is in the Location of the 202 answer.")
        return _job(record), record.version

    def _put(self, job: Job, expected_version: int) -> None:
        body = {name: value for name, value in asdict(job).items() if name != "id"}
        body["status"] = job.status.value
        self._records.put(KIND, job.id, body, owner=job.owner, expected_version=expected_version)


def _job(record: Record) -> Job:
    body = dict(record.body)
    return Job(id=record.id, **{**body, "status": Status(body["status"])})


def _interrupted(job: Job) -> dict[str, str]:
    return {
        "code": "interrupted",
        "message": f"The job's process ended {job.attempts} times before the job did.",
        "hint": "Submit it anew with a smaller question, or ask the operator for the log.",
    }


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
