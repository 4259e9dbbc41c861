"""Paging, ETags, idempotency, jobs, replay and audit as a client meets them."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.etags import PreconditionFailed, PreconditionRequired, expected_version, version_tag
from api.paging import decode_cursor, encode_cursor, slice_of
from graph.errors import BadInput
from service.access import Role

# --- paging ---


@given(
    st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=40),
    st.integers(1, 10),
    st.sets(st.integers(0, 39)),
)
def test_pages_give_each_kept_item_once_in_order(keys: list[str], limit: int, dropped: set[int]) -> None:
    ordered = sorted(keys)
    out = {key for place, key in enumerate(ordered) if place in dropped}
    seen: list[str] = []
    cursor = None
    while True:
        page = slice_of(ordered, lambda key: key, lambda key: key not in out, cursor, limit, "q")
        seen += page.items
        assert page.total == len(ordered) - len(out)
        assert len(page.items) == limit or page.next_cursor is None
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [key for key in ordered if key not in out]


@given(st.lists(st.text(min_size=1, max_size=3), unique=True, min_size=1), st.data())
def test_what_comes_or_goes_between_pages_repeats_and_skips_nothing_else(keys: list[str], data: st.DataObject) -> None:
    before = sorted(keys)
    first = slice_of(before, lambda key: key, lambda _: True, None, max(len(before) // 2, 1), "q")
    gone = data.draw(st.sets(st.sampled_from(before)))
    new = data.draw(st.sets(st.text(min_size=1, max_size=3)))
    after = sorted((set(before) - gone) | new)
    if first.next_cursor is None:
        return
    rest = slice_of(after, lambda key: key, lambda _: True, first.next_cursor, 1000, "q")
    assert list(rest.items) == [key for key in after if key > first.items[-1]]


@given(st.text(max_size=200))
def test_any_text_as_a_cursor_is_an_error_or_a_cursor(text: str) -> None:
    with contextlib.suppress(BadInput):  # which is a 422; nothing else may come out
        decode_cursor(text, "q")


def test_a_cursor_belongs_to_its_question() -> None:
    cursor = encode_cursor("a", ("companies", "KE"))
    assert decode_cursor(cursor, ("companies", "KE")) == "a"
    with pytest.raises(BadInput):
        decode_cursor(cursor, ("companies", "VN"))


def test_pages_over_http_say_whether_they_were_cut(world: Any) -> None:
    url, seen, cursor = "/v1/markets?limit=100", [], ""
    while True:
        page = world.client.get(url + cursor, headers=world.headers()).json()
        seen += [one["id"] for one in page["items"]]
        assert page["truncated"] == (page["next_cursor"] is not None)
        if not page["truncated"]:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == page["total"] == len(set(seen))
    assert seen == sorted(seen)


# --- ETags ---


def test_a_write_names_the_version_that_it_is_based_on() -> None:
    assert expected_version(version_tag(3), 3) == 3
    assert expected_version("*", 3) == 3
    assert expected_version(f'"v1", {version_tag(3)}', 3) == 3
    with pytest.raises(PreconditionRequired):
        expected_version(None, 3)
    for stale in (version_tag(2), '"v33"', "v3", "", "garbage"):
        with pytest.raises(PreconditionFailed):
            expected_version(stale, 3)


def test_a_saved_search_through_its_life(world: Any) -> None:
    client, headers = world.client, world.headers(Role.READER)
    made = client.post("/v1/saved-searches", headers=headers, json={"name": "Health", "market": "Kenya"})
    assert made.status_code == 201
    where, tag = made.headers["location"], made.headers["etag"]
    assert client.get(where, headers={**headers, "If-None-Match": tag}).status_code == 304
    body = {"name": "Health", "words": "hospital"}
    assert client.put(where, headers=headers, json=body).status_code == 428
    changed = client.put(where, headers={**headers, "If-Match": tag}, json=body)
    assert (changed.status_code, changed.json()["data"]["words"]) == (200, "hospital")
    assert client.put(where, headers={**headers, "If-Match": tag}, json=body).status_code == 412
    assert client.get(where, headers=world.headers(Role.OFFICER)).status_code == 404  # somebody else's
    assert client.get(f"{where}/opportunities", headers=headers).status_code == 200
    assert client.delete(where, headers={**headers, "If-Match": tag}).status_code == 412
    assert client.delete(where, headers={**headers, "If-Match": changed.headers["etag"]}).status_code == 200
    assert client.get(where, headers=headers).status_code == 404


def test_two_writers_on_one_version_do_not_both_win(world: Any) -> None:
    client, headers = world.client, world.headers(Role.READER)
    made = client.post("/v1/saved-searches", headers=headers, json={"name": "x"})
    codes: list[int] = []

    def write(number: int) -> None:
        tagged = {**headers, "If-Match": made.headers["etag"]}
        codes.append(client.put(made.headers["location"], headers=tagged, json={"name": f"n{number}"}).status_code)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200] + [412] * 7


# --- idempotency ---


def test_the_same_post_twice_makes_one_thing(world: Any) -> None:
    headers = {**world.headers(Role.READER), "Idempotency-Key": "embassy-1"}
    first = world.client.post("/v1/saved-searches", headers=headers, json={"name": "once"})
    second = world.client.post("/v1/saved-searches", headers=headers, json={"name": "once"})
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert (first.headers["location"], first.headers["etag"]) == (second.headers["location"], second.headers["etag"])
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    other = world.client.post("/v1/saved-searches", headers=headers, json={"name": "twice"})
    assert other.status_code == 422
    officer = {**world.headers(Role.OFFICER), "Idempotency-Key": "embassy-1"}
    assert world.client.post("/v1/saved-searches", headers=officer, json={"name": "mine"}).status_code == 201


@settings(max_examples=25, deadline=None)
@given(names=st.lists(st.sampled_from("abc"), min_size=1, max_size=8), data=st.data())
def test_any_order_of_repeats_makes_as_many_things_as_keys(world: Any, names: list[str], data: st.DataObject) -> None:
    run = data.draw(st.uuids()).hex
    before = len(list(world.records.scan("saved_search")))
    answers: dict[str, Any] = {}
    for name in names:
        headers = {**world.headers(Role.READER), "Idempotency-Key": f"{run}-{name}-{before}"}
        answer = world.client.post("/v1/saved-searches", headers=headers, json={"name": name}).json()
        assert answers.setdefault(name, answer) == answer
    assert len(list(world.records.scan("saved_search"))) == before + len(set(names))


def test_a_refused_request_is_not_kept(world: Any) -> None:
    headers = {**world.headers(Role.READER), "Idempotency-Key": "retry-me"}
    bad = world.client.post("/v1/saved-searches", headers=headers, json={"name": "x", "market": "Atlantis"})
    assert bad.status_code == 404
    good = world.client.post("/v1/saved-searches", headers=headers, json={"name": "x", "market": "Kenya"})
    assert good.status_code == 201


def test_a_key_is_never_answered_twice(world: Any) -> None:
    headers = {**world.headers(), "Idempotency-Key": "new-key"}
    first = world.client.post("/v1/keys", headers=headers, json={"role": "reader"})
    second = world.client.post("/v1/keys", headers=headers, json={"role": "reader"})
    assert (first.status_code, second.status_code) == (201, 409)
    key = first.json()["data"]["key"]
    assert all(key not in json.dumps(dict(record.body)) for record in world.records.scan("idempotency"))


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é"])
def test_an_unusable_idempotency_key_is_an_error(world: Any, key: str) -> None:
    headers = [*world.headers().items(), ("Idempotency-Key", key.encode("latin-1"))]
    answer = world.client.post("/v1/saved-searches", headers=headers, json={"name": "x"})
    assert answer.status_code == 422, answer.text


def test_an_upload_sent_again_is_the_same_upload_though_its_boundary_is_another(world: Any) -> None:
    headers = {**world.headers(Role.OFFICER), "Idempotency-Key": "upload-1"}
    template = b"company,product,layer\nAcme Example Inc.,Acme Suite,E\n"
    answers = [
        world.client.post("/v1/ingest-runs?dry_run=true&wait=30", headers=headers, files={"file": ("a.csv", template)})
        for _ in range(2)
    ]
    assert answers[0].request.headers["content-type"] != answers[1].request.headers["content-type"]
    assert [a.status_code for a in answers] == [200, 200], answers[0].text
    assert answers[0].json() == answers[1].json()
    other = world.client.post("/v1/ingest-runs?dry_run=true", headers=headers, files={"file": ("a.csv", b"else")})
    assert other.status_code == 422


def test_an_unusable_upload_says_why_and_not_where_it_was_kept(world: Any) -> None:
    answer = world.client.post(
        "/v1/ingest-runs?wait=30", headers=world.headers(Role.OFFICER), files={"file": ("a.csv", b"x,y\n1,2\n")}
    )
    assert answer.status_code == 422
    assert "a.csv" in answer.json()["title"]
    assert "uploads" not in answer.text


# --- jobs ---


def test_a_job_over_http(world: Any) -> None:
    headers = world.headers(Role.OFFICER)
    accepted = world.client.post("/v1/alert-runs?wait=0", headers=headers)
    assert accepted.status_code in (200, 202)
    where = accepted.headers["location"]
    deadline = time.monotonic() + 20
    while (job := world.client.get(where, headers=headers).json()["data"])["status"] not in ("done", "failed"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert job["status"] == "done", job
    assert "params" not in job
    listed = world.client.get("/v1/jobs?limit=200", headers=headers).json()["items"]
    assert job["id"] in [one["id"] for one in listed]
    assert world.client.get(where, headers=world.headers(Role.READER)).status_code == 404
    assert world.client.delete(where, headers=headers).json()["data"]["status"] == "done"


def test_waiting_long_enough_gives_the_result_itself(world: Any) -> None:
    answer = world.client.post("/v1/identity-runs?wait=30", headers=world.headers(Role.OFFICER))
    assert answer.status_code == 200
    assert answer.json()["data"]["result"]["companies"] > 0


def test_a_job_that_fails_while_one_waits_is_the_answer(world: Any) -> None:
    answer = world.client.post("/v1/screening-runs?wait=30", headers=world.headers(Role.OFFICER))
    assert answer.status_code == 404  # there is no list, and screening against nothing would look like a good result
    assert answer.json()["code"] == "not_found"


# --- replay and audit ---


def test_every_answer_names_what_it_rests_on(world: Any) -> None:
    for path in ("/v1/layers", "/v1/markets/KE", "/v1/rulebook", "/v1/me", "/v1/companies?limit=1"):
        replay = world.client.get(path, headers=world.headers()).json()["replay"]
        assert set(replay) == {"catalogue_version", "rulebook_version", "models", "as_of", "seed"}
        assert replay["rulebook_version"]


def test_the_rulebook_as_of_a_day(world: Any) -> None:
    now = world.client.get("/v1/rulebook?as_of=2026-06-15", headers=world.headers()).json()
    assert now["replay"]["as_of"] == now["data"]["as_of"] == "2026-06-15"
    before = world.client.get("/v1/rulebook?as_of=2020-01-01", headers=world.headers()).json()
    assert len(before["data"]["rules"]) < len(now["data"]["rules"])


def test_a_scenario_is_answered_and_a_wrong_one_named(world: Any) -> None:
    document = world.made.openapi()["paths"]["/v1/scenarios"]["post"]["requestBody"]["content"]["application/json"]
    scenario = document["schema"].get("examples", document.get("examples"))[0]
    answer = world.client.post("/v1/scenarios", headers=world.headers(), json=scenario)
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["teams"][0]["standing"]
    wrong = world.client.post("/v1/scenarios", headers=world.headers(), json=scenario | {"market": {"kind": "moon"}})
    assert wrong.status_code == 422
    assert "market.kind" in wrong.json()["title"]


def test_the_audit_log_tells_who_read_and_changed_what(make_world: Any) -> None:
    world = make_world()
    world.client.get("/v1/markets/KE", headers=world.headers(Role.READER))
    world.client.post("/v1/saved-searches", headers=world.headers(Role.OFFICER), json={"name": "x"})
    world.client.get("/v1/keys", headers=world.headers(Role.READER))
    world.client.post("/v1/scenarios", headers=world.headers(Role.READER), json={})
    exported = world.client.get("/v1/audit/export", headers=world.headers())
    assert exported.headers["content-type"].startswith("application/x-ndjson")
    lines = [json.loads(line) for line in exported.text.splitlines()]
    told = [(one["method"], one["path"], one["role"], one["status"], one["change"]) for one in lines]
    assert told == [
        ("GET", "/v1/markets/KE", "reader", 200, False),
        ("POST", "/v1/saved-searches", "officer", 201, True),
        ("GET", "/v1/keys", "reader", 403, False),
        ("POST", "/v1/scenarios", "reader", 422, False),  # a question, whatever its method
    ]
    assert all(one["subject"] and one["request_id"] and one["at"] for one in lines)
    page = world.client.get("/v1/audit?limit=2", headers=world.headers()).json()
    assert page["truncated"]
    assert page["items"][0]["path"] == "/v1/markets/KE"
