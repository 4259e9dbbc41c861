"""Who may do what: every route says whom it serves, and serves nobody else."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import APIRouter

from api.gate import ROLES, GuardedRoute
from service.access import Keys, Role

OPEN_PATHS = {"/health", "/ready", "/metrics", "/v1/openapi.json"}


def guarded(made: Any) -> list[GuardedRoute]:
    return [route for route in made.routes if isinstance(route, GuardedRoute)]


def test_every_route_declares_its_roles_but_the_few_that_are_open(world: Any) -> None:
    unguarded = {route.path for route in world.made.routes if not isinstance(route, GuardedRoute)}
    assert unguarded == OPEN_PATHS
    routes = guarded(world.made)
    assert len(routes) > 50
    assert all(route.roles and route.roles <= set(Role) for route in routes)


def test_a_route_without_roles_cannot_be_made() -> None:
    router = APIRouter(route_class=GuardedRoute)
    with pytest.raises(TypeError, match="which roles"):
        router.add_api_route("/v1/x", lambda: None)


def test_the_document_publishes_the_same_roles(world: Any) -> None:
    document = world.client.get("/v1/openapi.json").json()
    for route in guarded(world.made):
        method = next(iter(route.methods)).lower()
        path = re.sub(r":path}", "}", route.path)
        assert document["paths"][path][method][ROLES] == sorted(route.roles)


def test_matrix_of_roles_and_routes(world: Any) -> None:
    """A role that a route does not name gets 403 before anything of the request is looked at; the others never do
    for their role."""
    for route in guarded(world.made):
        path = re.sub(r"{[^}]*}", "nothing-of-this-name", route.path)
        for role in Role:
            method = next(iter(route.methods))
            answer = world.client.request(method, path, headers=world.headers(role), content=b"")
            refused = answer.status_code == 403 and f"The role {role.value}" in answer.json()["title"]
            assert refused == (role not in route.roles), (method, path, role, answer.text)


def test_no_key_no_answer_on_any_route(world: Any) -> None:
    for route in guarded(world.made):
        path = re.sub(r"{[^}]*}", "x", route.path)
        answer = world.client.request(next(iter(route.methods)), path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["code"] == "unauthenticated"


def test_x_api_key_serves_like_bearer_but_not_both(world: Any) -> None:
    key = world.texts[Role.READER]
    assert world.client.get("/v1/me", headers={"X-API-Key": key}).json()["data"]["role"] == "reader"
    both = {"X-API-Key": key, "Authorization": f"Bearer {key}"}
    assert world.client.get("/v1/me", headers=both).status_code == 401


@pytest.mark.parametrize("text", ["", "x", "ask_", "ask_0123456789_wrong", "Basic eA==", "ask_0123456789_" + "é" * 9])
def test_a_wrong_key_is_refused_without_saying_what_is_wrong(make_world: Any, text: str) -> None:
    world = make_world(api_failures_per_minute=1000)
    answer = world.client.get("/v1/me", headers={"Authorization": f"Bearer {text}".encode("latin-1")})
    assert answer.status_code == 401
    assert "argon" not in answer.text.lower()


def test_a_revoked_key_ends_at_once_where_it_was_revoked(make_world: Any) -> None:
    world = make_world()
    made = world.client.post("/v1/keys", headers=world.headers(), json={"role": "officer"}).json()["data"]
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert world.client.get("/v1/me", headers=headers).status_code == 200
    assert world.client.delete(f"/v1/keys/{made['record']['prefix']}", headers=world.headers()).status_code == 200
    assert world.client.get("/v1/me", headers=headers).status_code == 401


def test_a_rotated_key_gives_way_to_its_successor(make_world: Any) -> None:
    world = make_world()
    made = world.client.post("/v1/keys", headers=world.headers(), json={"role": "reader"}).json()["data"]
    path = f"/v1/keys/{made['record']['prefix']}/rotation"
    successor = world.client.post(path, headers=world.headers()).json()["data"]
    assert world.client.get("/v1/me", headers={"X-API-Key": made["key"]}).status_code == 401
    assert world.client.get("/v1/me", headers={"X-API-Key": successor["key"]}).json()["data"]["role"] == "reader"


def test_a_key_that_many_bring_at_once_is_hashed_once(make_world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    asked: list[str] = []
    matches = Keys._matches

    def slowly(keys: Keys, text: str, key: Any, secret: str) -> bool:
        asked.append(text)
        time.sleep(0.3)
        return matches(keys, text, key, secret)

    monkeypatch.setattr(Keys, "_matches", slowly)
    with ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(lambda _: world.client.get("/v1/me", headers=world.headers()), range(12)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(asked) == 1


def test_an_expired_key_is_refused(make_world: Any) -> None:
    world = make_world()
    text, _ = world.keys.create(Role.READER, days=1)
    later = Keys(world.keys._store, clock=lambda: datetime.now(UTC) + timedelta(days=2))
    world.made.state.gate.keys.__dict__.update(later.__dict__)
    assert world.client.get("/v1/me", headers={"X-API-Key": text}).status_code == 401


def test_no_listing_ever_shows_a_key_or_its_hash(make_world: Any) -> None:
    world = make_world()
    made = world.client.post("/v1/keys", headers=world.headers(), json={"role": "reader"}).json()["data"]
    listed = world.client.get("/v1/keys", headers=world.headers())
    assert made["key"] not in listed.text
    assert "argon2" not in listed.text
    assert made["record"]["prefix"] in listed.text


def test_a_company_key_names_its_company_and_only_it(world: Any) -> None:
    for wanted in ({"role": "company"}, {"role": "reader", "company": world.company}):
        answer = world.client.post("/v1/keys", headers=world.headers(), json=wanted)
        assert answer.status_code == 422, answer.text
    unknown = world.client.post("/v1/keys", headers=world.headers(), json={"role": "company", "company": "nobody"})
    assert unknown.status_code == 404


def test_wrong_keys_from_one_address_are_bounded(make_world: Any) -> None:
    world = make_world(api_failures_per_minute=3)
    wrong = {"Authorization": "Bearer ask_0123456789_wrong"}
    codes = [world.client.get("/v1/me", headers=wrong).status_code for _ in range(5)]
    assert codes == [401, 401, 401, 429, 429]
    assert world.client.get("/v1/me", headers=world.headers()).status_code == 429  # not verified yet, same address


def test_requests_of_a_key_are_bounded_and_told(make_world: Any) -> None:
    world = make_world(api_rate_per_minute=3)
    answers = [world.client.get("/v1/me", headers=world.headers(Role.READER)) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert [a.headers["ratelimit-remaining"] for a in answers] == ["2", "1", "0", "0"]
    assert all(a.headers["ratelimit-limit"] == "3" for a in answers)
    assert 1 <= int(answers[3].headers["retry-after"]) <= 20
    assert answers[3].json()["code"] == "rate_limited"
    assert world.client.get("/v1/me", headers=world.headers(Role.OFFICER)).status_code == 200  # each key by itself


def test_company_sees_only_its_own(world: Any) -> None:
    headers = world.headers(Role.COMPANY)
    listed = world.client.get("/v1/companies?illustrative=true", headers=headers).json()
    assert [one["id"] for one in listed["items"]] == [world.company]
    products = world.client.get("/v1/products?illustrative=true", headers=headers).json()
    assert {one["company"] for one in products["items"]} == {world.company}
    catalogue = world.client.get("/v1/companies?limit=200", headers=world.headers()).json()["items"]
    other = next(one["id"] for one in catalogue if one["id"] != world.company)
    assert world.client.get(f"/v1/companies/{other}", headers=headers).status_code == 403
    assert world.client.get(f"/v1/products?company={other}", headers=headers).status_code == 403
    other_product = world.client.get(f"/v1/products?company={other}", headers=world.headers()).json()["items"]
    if other_product:
        assert world.client.get(f"/v1/products/{other_product[0]['id']}", headers=headers).status_code == 403
