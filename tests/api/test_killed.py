"""A service that is killed leaves nothing behind: pages, workers and graph end with it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.work import works

TEXT = "We need a secure cloud platform to host our patient records, and monitoring of it."
JOBS: dict[str, tuple[str, dict[str, Any]]] = {
    "teams": ("/v1/teams", {"json": {"text": TEXT, "market": "Kenya"}}),
    "partners": ("/v1/partners", {"json": {"company": "whichever is there", "market": "Kenya", "examples": 1}}),
    "demand": ("/v1/demand", {"json": {}}),
    "overview": ("/v1/overview", {"json": {"demand": True}}),
    "find-doubles": ("/v1/identity-runs", {}),
    "screen-all": ("/v1/screening-runs", {}),
    "look-for-alerts": ("/v1/alert-runs", {}),
    "ingest": (
        "/v1/ingest-runs",
        {"files": {"file": ("more.csv", b"company,product,layer\nAcme Example Inc.,Acme,E\n")}},
    ),
}
END_SECONDS = 60.0  # a busy machine; a quiet one needs five
LOOK_SECONDS = 0.2


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(LOOK_SECONDS)
    return False


def processes_of(folder: Path) -> list[str]:
    """Commands of the processes that were started for this data folder and still run."""
    mark = f"ALLIEDSTACK_DATA_DIR={folder / 'data'}".encode()
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        try:
            environment, command = (process / "environ").read_bytes(), (process / "cmdline").read_bytes()
        except OSError:
            continue  # it ended meanwhile, or is another user's
        if mark in environment.split(b"\0") and command:
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes through /proc")
def test_a_killed_service_takes_its_pages_and_its_graph_along(tmp_path: Path, process: Any) -> None:
    server = process.Server(tmp_path, pages=True)
    server.wait_ready()
    assert within(END_SECONDS, lambda: process.listens(server.ui_port))
    assert any("streamlit" in command for command in processes_of(tmp_path))
    server.stop(signal.SIGKILL)
    assert within(END_SECONDS, lambda: not processes_of(tmp_path)), processes_of(tmp_path)
    assert not process.listens(server.ui_port)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes through /proc")
def test_a_killed_service_takes_its_workers_along(tmp_path: Path, process: Any) -> None:
    server = process.Server(tmp_path, "--workers", "2")
    server.wait_ready()
    server.stop(signal.SIGKILL)
    assert within(END_SECONDS, lambda: not processes_of(tmp_path)), processes_of(tmp_path)
    assert not process.listens(server.port)


def test_every_kind_of_job_that_a_killed_service_left_is_finished_or_reported(tmp_path: Path, process: Any) -> None:
    nothing: Any = None
    assert set(works(nothing, nothing, nothing)) == {*JOBS, "requirements"}  # which is a job with a language model only
    first = process.Server(tmp_path)
    try:
        first.wait_ready()
        key = first.first_key
        with process.client(first, key) as api:
            for name in ("country-codes.csv", "blocs.yaml"):
                process.upload(api, name, (process.DATA / "markets" / name).read_bytes())
            process.upload(api, "fedramp.json", process.sample_of_fedramp())
            process.upload(api, "notices.jsonl", process.sample_of_notices())
            JOBS["partners"][1]["json"]["company"] = api.get("/v1/companies?limit=1").json()["items"][0]["id"]
            accepted = {kind: api.post(path, params={"wait": 0}, **asked) for kind, (path, asked) in JOBS.items()}
            assert {kind: answer.status_code for kind, answer in accepted.items()} == dict.fromkeys(JOBS, 202)
            places = {kind: answer.headers["location"] for kind, answer in accepted.items()}
    finally:
        first.stop(signal.SIGKILL)
    second = process.Server(tmp_path)
    try:
        second.wait_ready()
        with process.client(second, key) as api:

            def jobs() -> dict[str, Any]:
                return {kind: api.get(where).json()["data"] for kind, where in places.items()}

            assert within(process.START_SECONDS, lambda: all(one["finished_at"] for one in jobs().values())), jobs()
            ended = jobs()
            assert {kind: one["status"] for kind, one in ended.items() if one["status"] != "done"} == {
                "screen-all": "failed"  # there is no list, which is what it says
            }
            assert ended["screen-all"]["error"]["code"] == "not_found"
            assert max(one["attempts"] for one in ended.values()) >= 2  # something was running when it was killed
            assert [one["name"] for one in api.get("/v1/products?words=Acme").json()["items"]] == ["Acme"]
    finally:
        second.stop()
