"""One process's share in working off the queue: takes jobs up, says that it lives, ends them, hands them back."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from graph.errors import AlliedstackError, Conflict, NotFound
from service.jobs.alive import is_dead, own_name
from service.jobs.model import Cancelled, Job, Status, Step, Work, now
from service.jobs.queue import Queue

ATTEMPTS = 3  # a job that kills its process would kill every process in turn
HEARTBEAT_SECONDS = 5.0
LOOK_SECONDS = 1.0  # how often a process looks for work that others left


class Worker:
    """``works``: kind of job to its function; ``threads``: jobs at a time."""

    def __init__(self, queue: Queue, works: Mapping[str, Work], threads: int) -> None:
        self.name = own_name()
        self._queue = queue
        self._works = dict(works)
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._lock = threading.Lock()
        self._running: dict[str, threading.Event] = {}
        self._progress: dict[str, tuple[float, str]] = {}
        self._ended = threading.Condition(self._lock)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def knows(self, kind: str) -> bool:
        return kind in self._works

    @property
    def kinds(self) -> list[str]:
        return sorted(self._works)

    @property
    def running(self) -> int:
        """How many jobs this process runs now."""
        return len(self._running)

    def wake(self) -> None:
        """There is work: look now instead of in a second."""
        self._wake.set()

    def tell_cancelled(self, job_id: str) -> None:
        """Let the job know, if it runs here, and whoever waits."""
        with self._lock:
            event = self._running.get(job_id)
            if event is not None:
                event.set()
            self._ended.notify_all()

    def wait_for_an_end(self, seconds: float) -> None:
        """Until some job ends here, or ``seconds`` have passed."""
        with self._lock:
            self._ended.wait(seconds)

    def start(self) -> None:
        """Take up work in the background until :meth:`stop`."""
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self, grace: float) -> int:
        """End: wait ``grace`` seconds for running jobs, then hand the rest back to the queue; how many."""
        self._stopping.set()
        self._wake.set()
        deadline = time.monotonic() + grace
        with self._lock:
            while self._running and (left := deadline - time.monotonic()) > 0:
                self._ended.wait(left)
            left_over = list(self._running)
        for job_id in left_over:
            self._hand_back(job_id)
        if self._thread is not None:
            self._thread.join(LOOK_SECONDS * 5)
        self._pool.shutdown(wait=False, cancel_futures=True)
        return len(left_over)

    def _hand_back(self, job_id: str) -> None:
        job, version = self._queue.read(job_id)
        if job.status is Status.RUNNING and job.worker == self.name:
            handed = replace(job, status=Status.QUEUED, worker="", message="handed back", attempts=job.attempts - 1)
            try:
                self._queue.put(handed, version)
            except Conflict:
                return  # it ended in this very moment

    def _run(self) -> None:
        import structlog

        log = structlog.get_logger("jobs")
        beaten = 0.0
        while not self._stopping.is_set():
            try:
                if time.monotonic() - beaten > HEARTBEAT_SECONDS:
                    self._beat()
                    beaten = time.monotonic()
                self._take_up()
            except Exception as error:  # the graph is away: try again in the next round
                log.warning("queue not read", error=str(error))
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()

    def _beat(self) -> None:
        with self._lock:
            mine = list(self._running)
        for job_id in mine:
            job, version = self._queue.read(job_id)
            if job.cancel:
                self.tell_cancelled(job_id)
            with self._lock:
                progress, message = self._progress.get(job_id, (job.progress, job.message))
            if job.status is Status.RUNNING and job.worker == self.name:
                try:
                    self._queue.put(replace(job, beat=now(), progress=progress, message=message), version)
                except Conflict:
                    continue  # it ended or was cancelled in this very moment

    def _take_up(self) -> None:
        for job, version in self._queue.open():
            with self._lock:
                free = len(self._running) < self._threads
                mine = job.id in self._running
            if not free or self._stopping.is_set():
                return
            waits = job.status is Status.QUEUED or (job.status is Status.RUNNING and is_dead(job, self.name))
            if mine or not waits:
                continue
            if job.attempts >= ATTEMPTS:
                self._queue.end(job, version, Status.FAILED, error=_interrupted(job))
                continue
            self._claim(job, version)

    def _claim(self, job: Job, version: int) -> None:
        claimed = replace(
            job,
            status=Status.RUNNING,
            worker=self.name,
            beat=now(),
            started_at=job.started_at or now(),
            attempts=job.attempts + 1,
        )
        try:
            self._queue.put(claimed, version)
        except Conflict:  # another process was faster
            return
        event = threading.Event()
        if claimed.cancel:
            event.set()
        with self._lock:
            self._running[job.id] = event
        self._pool.submit(self._carry_out, claimed, event)

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
                job, version = self._queue.read(job_id)
                if job.worker != self.name or job.status.final:
                    break  # handed back, or taken for dead and done elsewhere
                try:
                    self._queue.end(job, version, status, result, error)
                    break
                except Conflict:
                    continue  # a beat or a cancellation came between
        finally:
            with self._lock:
                self._running.pop(job_id, None)
                self._progress.pop(job_id, None)
                self._ended.notify_all()
            self._wake.set()


def _interrupted(job: Job) -> dict[str, str]:
    return {
        "code": "interrupted",
        "message": f"The job's process ended {job.attempts} times before the job did.",
        "hint": "Submit it anew with a smaller question, or ask the operator for the log.",
    }
