"""Jobs outlive requests and processes: nothing is lost, nothing runs for ever, and every end is reported."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest

from graph.errors import BadInput, NotFound
from graph.records import MemoryRecords
from service.jobs import ATTEMPTS, KIND, OPEN, Job, Jobs, Status, Step

Start = Callable[..., Jobs]


@pytest.fixture
def records() -> MemoryRecords:
    return MemoryRecords()


@pytest.fixture
def start(records: MemoryRecords) -> Iterator[Start]:
    """Starts a process's share of the work over the same records."""
    started: list[Jobs] = []

    def make(works: Mapping[str, Any], **options: Any) -> Jobs:
        jobs = Jobs(records, works, **options)
        jobs.start()
        started.append(jobs)
        return jobs

    yield make
    for jobs in started:
        jobs.stop(0.0)


def double(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
    step.at(0.5, "half")
    return {"n": params["n"] * 2}


def test_a_job_is_done_and_its_result_kept(start: Start, records: MemoryRecords) -> None:
    jobs = start({"double": double})
    job = jobs.submit("double", {"n": 21}, "me")
    done = jobs.wait(job.id, 10)
    assert (done.status, done.progress, done.result, done.attempts) == (Status.DONE, 1.0, {"n": 42}, 1)
    assert done.created_at <= done.started_at <= done.finished_at
    assert Jobs(records, {}).get(job.id) == done  # another process sees the same


def test_no_pointer_is_left_of_a_job_that_ended(start: Start, records: MemoryRecords) -> None:
    jobs = start({"double": double})
    jobs.wait(jobs.submit("double", {"n": 1}, "me").id, 10)
    assert list(records.scan(OPEN)) == []


def test_a_users_error_is_reported_in_his_words_and_a_fault_in_ours(start: Start) -> None:
    def bad(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        raise BadInput("No such thing.", "Name another.")

    def broken(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        raise RuntimeError("secret detail")

    jobs = start({"bad": bad, "broken": broken})
    failed = jobs.wait(jobs.submit("bad", {}, "me").id, 10)
    assert failed.error == {"code": "bad_input", "message": "No such thing.", "hint": "Name another."}
    fault = jobs.wait(jobs.submit("broken", {}, "me").id, 10)
    assert (fault.status, (fault.error or {})["code"]) == (Status.FAILED, "fault")
    assert "secret" not in str(fault.error)


def test_an_unknown_kind_is_refused_at_once(start: Start) -> None:
    with pytest.raises(NotFound):
        start({}).submit("nothing", {}, "me")


def test_a_running_job_learns_that_it_was_cancelled(start: Start) -> None:
    begun, let_go = threading.Event(), threading.Event()

    def slow(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        begun.set()
        let_go.wait(10)
        step.at(0.9)
        return {"never": True}

    jobs = start({"slow": slow})
    job = jobs.submit("slow", {}, "me")
    assert begun.wait(10)
    assert jobs.cancel(job.id).cancel
    let_go.set()
    ended = jobs.wait(job.id, 10)
    assert (ended.status, ended.result) == (Status.CANCELLED, None)
    assert jobs.cancel(job.id) == ended  # once ended it stays as it is


def test_a_queued_job_is_cancelled_at_once(records: MemoryRecords) -> None:
    jobs = Jobs(records, {"double": double})  # not started: nobody works
    job = jobs.submit("double", {"n": 1}, "me")
    assert jobs.cancel(job.id).status is Status.CANCELLED
    jobs.start()
    time.sleep(0.1)
    jobs.stop(1.0)
    assert jobs.get(job.id).attempts == 0


def dead(records: MemoryRecords, attempts: int = 1, worker: str = "") -> Job:
    """A job that runs in a process which is no longer there."""
    host = Jobs(records, {}).worker.split(":")[0]
    worker = worker or f"{host}:999999999:gone"  # above the largest process id
    now = datetime.now(UTC).isoformat()
    job = Job("a" * 32, "double", "me", {"n": 4}, Status.RUNNING, worker=worker, beat=now, attempts=attempts)
    body = {name: value for name, value in asdict(job).items() if name != "id"}
    records.put(OPEN, job.id, {"at": now})
    records.put(KIND, job.id, body, owner="me")
    return job


def test_a_job_of_a_killed_process_is_taken_up_at_once_on_the_same_machine(
    records: MemoryRecords, start: Start
) -> None:
    job = dead(records)
    done = start({"double": double}).wait(job.id, 10)
    assert (done.status, done.result, done.attempts) == (Status.DONE, {"n": 8}, 2)


def test_a_job_that_killed_every_process_is_reported_and_not_tried_again(records: MemoryRecords, start: Start) -> None:
    job = dead(records, attempts=ATTEMPTS)
    ended = start({"double": double}).wait(job.id, 10)
    assert (ended.status, (ended.error or {})["code"]) == (Status.FAILED, "interrupted")


def test_a_living_process_elsewhere_keeps_its_job(records: MemoryRecords, start: Start) -> None:
    job = dead(records, worker="other-machine:1:x")
    jobs = start({"double": double})
    assert jobs.wait(job.id, 1.5).status is Status.RUNNING
    record = records.get(KIND, job.id)
    assert record is not None
    records.put(KIND, job.id, {**record.body, "beat": "2020-01-01T00:00:00+00:00"})  # and now it has been silent long
    assert jobs.wait(job.id, 10).status is Status.DONE


def test_shutdown_waits_for_a_job_and_then_hands_it_back(records: MemoryRecords, start: Start) -> None:
    begun, let_go = threading.Event(), threading.Event()

    def slow(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        begun.set()
        let_go.wait(10)
        return {"by": "first"}

    first = start({"slow": slow})
    job = first.submit("slow", {}, "me")
    assert begun.wait(10)
    assert first.stop(0.1) == 1
    handed = first.get(job.id)
    assert (handed.status, handed.attempts) == (Status.QUEUED, 0)  # no attempt of its own fault
    second = start({"slow": lambda params, step: {"by": "second"}})
    assert second.wait(job.id, 10).result == {"by": "second"}
    let_go.set()  # what the first process still finds out comes too late
    time.sleep(0.1)
    assert second.get(job.id).result == {"by": "second"}


def test_several_processes_do_each_job_once(records: MemoryRecords, start: Start) -> None:
    counts: dict[int, int] = {}
    lock = threading.Lock()

    def count(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        with lock:
            counts[params["n"]] = counts.get(params["n"], 0) + 1
        return {}

    workers = [start({"count": count}) for _ in range(3)]
    ids = [workers[n % 3].submit("count", {"n": n}, "me").id for n in range(30)]
    assert all(workers[0].wait(one, 30).status is Status.DONE for one in ids)
    assert counts == dict.fromkeys(range(30), 1)


def test_a_job_of_an_older_program_is_reported(records: MemoryRecords, start: Start) -> None:
    job = Jobs(records, {"old": double}).submit("old", {}, "me")
    ended = start({"new": double}).wait(job.id, 10)
    assert (ended.status, (ended.error or {})["code"]) == (Status.FAILED, "not_found")


def test_progress_is_seen_by_others_with_the_next_beat(
    records: MemoryRecords, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.jobs.worker.HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr("service.jobs.worker.LOOK_SECONDS", 0.05)
    let_go = threading.Event()

    def slow(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        step.at(0.4, "nearly half")
        let_go.wait(10)
        return {}

    jobs = start({"slow": slow})
    job = jobs.submit("slow", {}, "me")
    deadline = time.monotonic() + 10
    while (seen := jobs.get(job.id)).progress == 0.0 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (seen.progress, seen.message) == (0.4, "nearly half")
    let_go.set()
    assert jobs.wait(job.id, 10).status is Status.DONE


def test_ended_jobs_are_kept_for_a_month(records: MemoryRecords, start: Start) -> None:
    jobs = start({"double": double})
    old, new = (jobs.submit("double", {"n": n}, "me").id for n in (1, 2))
    assert all(jobs.wait(one, 10).status is Status.DONE for one in (old, new))
    record = records.get(KIND, old)
    assert record is not None
    records.put(KIND, old, {**record.body, "finished_at": "2020-01-01T00:00:00+00:00"})
    assert jobs.purge() == 1
    assert jobs.get(new).result == {"n": 4}
    with pytest.raises(NotFound):
        jobs.get(old)
