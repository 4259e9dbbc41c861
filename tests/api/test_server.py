"""The whole service as a user starts it: real process, real embedded graph, real data over real HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest


def test_an_officers_work_from_text_to_team(server: Any, process: Any, admin: httpx.Client) -> None:
    made = admin.post("/v1/keys", json={"role": "officer", "name": "Nairobi"}).json()["data"]
    with process.client(server, made["key"]) as officer:
        need = {"text": "We need a secure cloud platform to host our patient records, and monitoring of it."}
        read = officer.post("/v1/requirements", json=need)
        assert read.status_code == 200, read.text
        requirements = read.json()["data"]["requirements"]
        assert requirements
        kept = [{"id": one["id"], "layer": "A", "mandatory": False} for one in requirements]
        found = officer.post("/v1/matches", json=need | {"market": "Kenya", "requirements": kept})
        assert found.status_code == 200, found.text
        data = found.json()["data"]
        assert data["market"] == "KE"
        assert {one["layer"] for one in data["needs"]["requirements"]} == {"A"}
        assert data["whole"]["catalogue"] == process.PRODUCTS
        best = data["whole"]["matches"][0]["product"]
        why = officer.post("/v1/explanations", json=need | {"product": best["id"], "market": "Kenya"})
        assert why.status_code == 200, why.text
        composed = officer.post("/v1/teams", params={"wait": 30}, json=need | {"market": "Kenya", "teams": 1})
        assert composed.status_code == 200, composed.text
        teams = composed.json()["data"]
        assert teams["teams"] or teams["gaps"]
        checked = officer.post("/v1/eligibility-checks", json={"products": [best["id"]], "market": "Kenya"})
        assert checked.status_code == 200, checked.text
        team = checked.json()["data"]["teams"][0]
        assert team["standing"] == "incomplete"  # one product is no full stack
        assert {gap["kind"] for gap in team["gaps"]} >= {"layer"}
        assert found.json()["replay"]["catalogue_version"] == checked.json()["replay"]["catalogue_version"] > 0


def test_a_package_through_its_life(admin: httpx.Client) -> None:
    product = admin.get("/v1/products?limit=1").json()["items"][0]
    body = {"title": "Pilot", "anchor": product["company"], "products": [product["id"]], "markets": ["Kenya"]}
    made = admin.post("/v1/packages", json=body)
    assert made.status_code == 201, made.text
    where, tag = made.headers["location"], made.headers["etag"]
    step = {"step": "propose", "why": "Complete."}
    assert admin.post(f"{where}/steps", json=step).status_code == 428
    proposed = admin.post(f"{where}/steps", json=step, headers={"If-Match": tag})
    assert proposed.status_code == 200, proposed.text
    assert proposed.json()["data"]["status"] == "proposed"
    assert admin.post(f"{where}/steps", json=step, headers={"If-Match": tag}).status_code == 412
    again = admin.post(f"{where}/steps", json=step, headers={"If-Match": proposed.headers["etag"]})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    evaluation = admin.get(f"{where}/evaluation").json()["data"]
    assert evaluation["standing"] == "incomplete"
    assert evaluation["support"]
    found = admin.post("/v1/packages/search", json={"text": "A cloud platform", "market": "Kenya"})
    assert found.status_code == 200, found.text
    assert [one["package"]["title"] for one in found.json()["data"]["found"]] == ["Pilot"]
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")):
        dossier = admin.post("/v1/dossiers", params={"format": kind}, json={"package": where.rsplit("/", 1)[-1]})
        assert dossier.status_code == 200, dossier.text
        assert dossier.content.startswith(start)


def test_a_key_made_on_the_command_line_opens_the_running_server(
    server: Any, process: Any, admin: httpx.Client
) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "cli.main", "key", "create", "--role", "reader", "--name", "by hand"],
        env=os.environ | {"ALLIEDSTACK_DATA_DIR": str(server.folder / "data")},
        cwd=process.DATA.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    with process.client(server, made.stdout.strip()) as reader:
        assert reader.get("/v1/me").json()["data"]["name"] == "by hand"


def test_keys_are_listed_rotated_and_revoked_on_the_command_line(
    server: Any, process: Any, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from cli.key import app

    monkeypatch.setenv("ALLIEDSTACK_DATA_DIR", str(server.folder / "data"))
    company = admin.get("/v1/companies?limit=1").json()["items"][0]
    made = CliRunner().invoke(app, ["create", "--role", "company", "--company", company["name"], "--days", "3"])
    key = made.stdout.strip()
    prefix = key.split("_")[1]
    with process.client(server, key) as api:
        assert api.get("/v1/me").json()["data"]["company"] == company["id"]
    listed = CliRunner().invoke(app, ["list"]).stdout
    assert prefix in listed
    assert key not in listed
    successor = CliRunner().invoke(app, ["rotate", prefix]).stdout.strip()
    revoked = CliRunner().invoke(app, ["revoke", successor.split("_")[1]])
    assert revoked.exit_code == 0
    with process.client(server, successor) as api:
        assert api.get("/v1/me").status_code == 401
    assert successor.split("_")[1] in CliRunner().invoke(app, ["list"]).stdout


def test_a_company_key_sees_its_own_company_in_the_real_graph(server: Any, process: Any, admin: httpx.Client) -> None:
    companies = admin.get("/v1/companies").json()["items"]
    made = admin.post("/v1/keys", json={"role": "company", "company": companies[0]["id"]}).json()["data"]
    with process.client(server, made["key"]) as company:
        assert [one["id"] for one in company.get("/v1/companies").json()["items"]] == [companies[0]["id"]]
        assert company.get(f"/v1/companies/{companies[1]['id']}").status_code == 403
        refused = company.post("/v1/teams", json={"text": "A cloud platform", "market": "Kenya"})
        assert refused.status_code == 403


def test_what_a_company_signs_for_is_its_own_and_counts_at_once(server: Any, process: Any, admin: httpx.Client) -> None:
    product = admin.get("/v1/products?limit=2").json()["items"][1]
    keys = {role: admin.post("/v1/keys", json={"role": role}).json()["data"]["key"] for role in ("reader", "officer")}
    body = {"role": "company", "company": product["company"]}
    keys["company"] = admin.post("/v1/keys", json=body).json()["data"]["key"]
    where, read = f"/v1/attestations/{product['id']}|unit_value", f"/v1/products/{product['id']}"
    with process.client(server, keys["company"]) as company, process.client(server, keys["reader"]) as reader:
        before = company.get(read).json()["replay"]["catalogue_version"]
        asked = {"value": 1_000_000, "signed_by": "Ada Example"}
        made = company.put(where, json=asked)
        assert made.status_code == 200, made.text
        assert company.put(where, json=asked).status_code == 428
        own = company.get(read).json()
        assert (own["data"]["unit_value"], own["data"]["value_basis"]) == (1_000_000, "attested")
        assert own["replay"]["catalogue_version"] > before
        others = reader.get(read).json()["data"]
        assert (others["unit_value"], others["withheld"]) == (None, ["unit_value"])
        with process.client(server, keys["officer"]) as officer:
            assert officer.get(read).json()["data"]["unit_value"] == 1_000_000
            assert officer.put(where, json=asked, headers={"If-Match": "*"}).status_code == 403
        assert reader.get(where).status_code == 403
        other = next(one for one in admin.get("/v1/products").json()["items"] if one["company"] != product["company"])
        foreign = f"/v1/attestations/{other['id']}|unit_value"
        assert company.put(foreign, json=asked).status_code == 403
        assert company.delete(where, headers={"If-Match": made.headers["etag"]}).status_code == 200
        assert company.get(read).json()["data"]["unit_value"] is None


def test_a_new_notice_that_a_saved_search_asks_for_becomes_an_alert(
    server: Any, process: Any, admin: httpx.Client
) -> None:
    assert admin.post("/v1/alert-runs?wait=30").status_code == 200  # what is there now is no news
    saved = admin.post("/v1/saved-searches", json={"name": "All", "market": "GB"})
    assert saved.status_code == 201, saved.text
    lines = (process.DATA / "demand" / "ocds_uk_contracts_finder.jsonl").read_bytes().splitlines(keepends=True)
    process.upload(admin, "more.jsonl", b"".join(lines[process.NOTICES : process.NOTICES + 2]))
    told = admin.post("/v1/alert-runs?wait=30").json()["data"]["result"]["told"]
    assert told >= 1
    alerts = [one for one in admin.get("/v1/alerts").json()["items"] if one["kind"] == "new_opportunity"]
    assert {one["related"] for one in alerts} == {saved.json()["data"]["id"]}
    seen = admin.put(f"/v1/alerts/{alerts[0]['id']}/seen").json()["data"]
    assert seen["seen"]
    assert admin.post("/v1/alert-runs?wait=30").json()["data"]["result"]["told"] == 0  # nothing twice


def test_ready_metrics_and_document(server: Any, process: Any, admin: httpx.Client) -> None:
    ready = httpx.get(f"{server.url}/ready", trust_env=False).json()
    assert ready["status"] == "ready"
    assert "alliedstack_requests_total" in httpx.get(f"{server.url}/metrics", trust_env=False).text
    assert httpx.get(f"{server.url}/v1/openapi.json", trust_env=False).json()["openapi"] == "3.1.0"


def test_a_killed_server_loses_no_job(tmp_path: Path, process: Any) -> None:
    """kill -9 while a job runs; the next start finishes it, and says that it took two attempts."""
    first = process.Server(tmp_path)
    try:
        first.wait_ready()
        key = first.first_key
        assert key is not None
        with process.client(first, key) as api:
            for name in ("country-codes.csv", "blocs.yaml"):
                process.upload(api, name, (process.DATA / "markets" / name).read_bytes())
            ids = []
            for number in range(3):
                body = {"file": (f"fedramp{number}.json", process.sample_of_fedramp())}
                ids.append(api.post("/v1/ingest-runs?wait=0", files=body).json()["data"]["id"])
            while all(api.get(f"/v1/jobs/{one}").json()["data"]["status"] == "queued" for one in ids):
                time.sleep(0.01)
    finally:
        first.process.kill()
        first.stop()
    second = process.Server(tmp_path)
    try:
        second.wait_ready()
        assert second.first_key is None  # an administrator's key is there
        with process.client(second, key) as api:
            deadline = time.monotonic() + process.START_SECONDS
            while time.monotonic() < deadline:
                jobs = [api.get(f"/v1/jobs/{one}").json()["data"] for one in ids]
                if all(job["status"] == "done" for job in jobs):
                    break
                time.sleep(0.2)
            assert {job["status"] for job in jobs} == {"done"}, jobs
            assert max(job["attempts"] for job in jobs) >= 2
            assert api.get("/v1/products").json()["total"] == process.PRODUCTS
    finally:
        assert second.stop(signal.SIGTERM) == 0


@pytest.mark.slow
def test_two_workers_share_one_graph_and_end_with_one_signal(tmp_path: Path, process: Any) -> None:
    server = process.Server(tmp_path, "--workers", "2")
    try:
        server.wait_ready()
        assert server.first_key is not None
        with process.client(server, server.first_key) as api:
            made = api.post("/v1/saved-searches", json={"name": "shared"})
            for _ in range(20):  # whichever worker answers
                with process.client(server, server.first_key) as fresh:
                    assert fresh.get(made.headers["location"]).status_code == 200
    finally:
        assert server.stop() == 0
