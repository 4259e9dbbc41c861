"""Whoever waits and whoever comes back for it get the same: for every kind of job."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from api.work import works
from service.access import Role
from service.jobs import Status

TEXT = "We need servers with eight GPUs each for our data centre."
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "requirements": ("/v1/requirements", {"text": TEXT, "propose": True, "translate": True}),
    "teams": ("/v1/teams", {"text": TEXT, "market": "Kenya", "teams": 1, "advice": True, "why_not": ["GitLab"]}),
    "partners": ("/v1/partners", {"company": "Microsoft", "market": "Kenya", "limit": 2, "examples": 1}),
    "demand": ("/v1/demand", {}),
    "overview": ("/v1/overview", {"demand": False}),
}
CHANGES: dict[str, tuple[str, bytes]] = {
    "find-doubles": ("/v1/identity-runs", b""),
    "screen-all": ("/v1/screening-runs", b""),
    "look-for-alerts": ("/v1/alert-runs", b""),
    "ingest": ("/v1/ingest-runs?dry_run=true", b"company,product,layer\nAcme Example Inc.,Acme Suite,E\n"),
}
MOST_SECONDS = 120.0  # for one job on a busy machine


def ended(live: Any, where: str) -> dict[str, Any]:
    """The job once it has ended."""
    deadline = time.monotonic() + MOST_SECONDS
    while True:
        job: dict[str, Any] = live.client.get(where, headers=live.headers(Role.OFFICER)).json()["data"]
        if Status(job["status"]).final:
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.05)


def test_every_kind_of_job_is_looked_at_here() -> None:
    nothing: Any = None
    assert set(works(nothing, nothing, nothing)) == {*QUESTIONS, *CHANGES}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_a_questions_result_is_the_answer_itself(live: Any, standing_endpoint: Any, kind: str) -> None:
    standing_endpoint.translation, standing_endpoint.answer, standing_endpoint.status = "In English.", None, 200
    standing_endpoint.proposals, standing_endpoint.pause = json.dumps({"requirements": []}), 0.0
    path, body = QUESTIONS[kind]
    accepted = live.client.post(f"{path}?wait=0", headers=live.headers(Role.OFFICER), json=body)
    assert accepted.status_code == 202, accepted.text
    job = ended(live, accepted.headers["location"])
    assert (job["kind"], job["status"]) == (kind, "done"), job
    direct = live.client.post(f"{path}?wait=30", headers=live.headers(Role.OFFICER), json=body)
    assert direct.status_code == 200, direct.text
    assert job["result"] == direct.json()
    assert set(job["result"]["replay"]) == {"catalogue_version", "rulebook_version", "models", "as_of", "seed"}


@pytest.mark.parametrize("kind", CHANGES)
def test_work_that_changes_something_answers_with_its_job(live: Any, kind: str) -> None:
    path, content = CHANGES[kind]
    files = {"file": ("a.csv", content)} if content else None
    mark = "&" if "?" in path else "?"
    accepted = live.client.post(f"{path}{mark}wait=0", headers=live.headers(Role.OFFICER), files=files)
    assert accepted.status_code == 202, accepted.text
    job = ended(live, accepted.headers["location"])
    assert job["kind"] == kind
    direct = live.client.post(f"{path}{mark}wait=30", headers=live.headers(Role.OFFICER), files=files)
    if kind == "screen-all":  # there is no list
        assert (direct.status_code, direct.json()["code"]) == (404, job["error"]["code"])
        assert direct.json()["title"] == job["error"]["message"]
        return
    assert direct.status_code == 200, direct.text
    again = live.client.get(direct.headers["location"], headers=live.headers(Role.OFFICER)).json()["data"]
    assert direct.json()["data"] == again
    assert set(again["result"]) == set(job["result"])
