"""Each kind of alert over HTTP, out of files that are uploaded: new demand, facts too old to count, a changed list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "ingest"
WORDS = "E-mail security: protection of mailboxes against phishing and business e-mail compromise, as a cloud service."


def look(api: httpx.Client) -> list[dict[str, Any]]:
    """What is told beyond what was told before."""
    before = {one["id"] for one in all_alerts(api)}
    ran = api.post("/v1/alert-runs?wait=30")
    assert ran.status_code == 200, ran.text
    return [one for one in all_alerts(api) if one["id"] not in before]


def all_alerts(api: httpx.Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    params: dict[str, Any] = {"limit": 200}
    while True:
        page = api.get("/v1/alerts", params=params).json()
        items += page["items"]
        if not page["truncated"]:
            return items
        params["cursor"] = page["next_cursor"]


@pytest.fixture(scope="module")
def settled(admin: httpx.Client) -> httpx.Client:
    """What is there now is no news."""
    look(admin)
    return admin


def notice(process: Any, number: int, title: str, words: str) -> bytes:
    """A published notice with other words, as a test needs it."""
    made = json.loads(process.sample_of_notices().splitlines()[0])
    made |= {"ocid": f"ocds-test-{number}", "id": f"test-{number}"}
    made["tender"] |= {"title": title, "description": words}
    return json.dumps(made).encode()


def test_a_new_opportunity_that_a_package_fits(server: Any, settled: httpx.Client, process: Any) -> None:
    asked = {"text": WORDS, "market": "GB"}
    found = settled.post("/v1/matches", json=asked)
    assert found.status_code == 200, found.text
    best = found.json()["data"]["whole"]["matches"][0]
    body = {"title": "Safe mail", "anchor": best["product"]["company"], "products": [best["product"]["id"]]}
    made = settled.post("/v1/packages", json=body | {"markets": ["GB"]})
    assert made.status_code == 201, made.text
    step, tag = {"step": "propose", "why": "Complete."}, {"If-Match": made.headers["etag"]}
    assert settled.post(f"{made.headers['location']}/steps", json=step, headers=tag).status_code == 200
    process.upload(settled, "other.jsonl", notice(process, 1, "Road works", "Resurfacing of roads and pavements."))
    assert not [one for one in look(settled) if one["kind"] == "package_fits"], "it does not fit every notice"
    process.upload(settled, "mail.jsonl", notice(process, 2, "E-mail security", WORDS))
    (alert,) = [one for one in look(settled) if one["kind"] == "package_fits"]
    assert alert["related"] == made.json()["data"]["id"]
    assert "Safe mail" in alert["message"]
    assert best["product"]["name"] in alert["message"]
    key = settled.post("/v1/keys", json={"role": "company", "company": body["anchor"]}).json()["data"]["key"]
    with process.client(server, key) as company:
        told = [one for one in all_alerts(company) if one["kind"] == "package_fits"]
        assert [one["subject"] for one in told] == [alert["subject"]]


def test_a_list_that_changed_and_facts_that_went_stale(settled: httpx.Client, process: Any) -> None:
    process.upload(settled, "sdn.xml", (FIXTURES / "csl-sdn.xml").read_bytes())
    told = look(settled)
    assert {one["kind"] for one in told} >= {"list_changed", "facts_stale"}
    assert look(settled) == []
