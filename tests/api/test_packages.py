"""The standing menu over HTTP: what each role finds in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from service.access import Role

NEED = {"text": "We need a secure cloud platform.", "market": "Kenya", "limit": 100, "drafts": True}


def post(live: Any, path: str, body: dict[str, Any], role: Role = Role.OFFICER, **headers: str) -> Any:
    answer = live.client.post(path, headers=live.headers(role, **headers), json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer


def moved(live: Any, made: Any, *steps: dict[str, Any]) -> dict[str, Any]:
    where, answer = made.headers["location"], made
    for step in steps:
        answer = post(live, f"{where}/steps", step, If_Match=answer.headers["etag"])
    found: dict[str, Any] = answer.json()["data"]
    return found


PROPOSE = {"step": "propose", "why": "Complete."}
TAKE_UP = {"step": "take_up", "why": "Received."}
DECISION = {"status": "designated", "on": "2026-06-15", "offices": ["Commerce"], "grounds": "As in the letter."}
DECIDE = {"step": "decide", "why": "The letter came.", "decision": DECISION}
WITHDRAW = {"step": "withdraw", "why": "Only for a test."}


@pytest.fixture(scope="module")
def packages(live: Any) -> Iterator[dict[str, dict[str, Any]]]:
    """A draft, a proposed and a designated package of others, and a draft of the company's own."""
    products = live.client.get("/v1/products?limit=200", headers=live.headers()).json()["items"]
    cloud = next(one for one in products if one["name"] == "AWS GovCloud")
    own = live.client.get("/v1/products?illustrative=true", headers=live.headers(Role.COMPANY)).json()["items"][0]
    body = {"anchor": cloud["company"], "products": [cloud["id"]], "markets": ["Kenya"]}
    made = {
        name: post(live, "/v1/packages", body | {"title": name, "requirements": "In confidence."})
        for name in ("draft", "proposed", "designated")
    }
    mine = body | {"title": "mine", "anchor": live.company, "products": [own["id"]]}
    made["mine"] = post(live, "/v1/packages", mine, Role.COMPANY)
    moved(live, made["proposed"], PROPOSE)
    moved(live, made["designated"], PROPOSE, TAKE_UP, DECIDE)
    found = {name: one.json()["data"] for name, one in made.items()}
    yield found
    for one in found.values():  # others who use the same graph search packages, too
        where = f"/v1/packages/{one['id']}"
        tag = live.client.get(where, headers=live.headers()).headers["etag"]
        live.client.post(f"{where}/steps", headers=live.headers(If_Match=tag), json=WITHDRAW)


def found(live: Any, role: Role, packages: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    ids = {one["id"]: name for name, one in packages.items()}
    hits = post(live, "/v1/packages/search", NEED, role).json()["data"]["found"]
    return {ids[hit["package"]["id"]]: hit for hit in hits if hit["package"]["id"] in ids}


@pytest.mark.parametrize("role", [Role.READER, Role.OFFICER, Role.ADMIN])
def test_insiders_find_all_that_is_on_offer(live: Any, packages: Any, role: Role) -> None:
    assert set(found(live, role, packages)) == {"draft", "proposed", "designated", "mine"}


def test_a_company_finds_its_own_and_what_was_designated(live: Any, packages: Any) -> None:
    hits = found(live, Role.COMPANY, packages)
    assert set(hits) == {"designated", "mine"}
    assert hits["designated"]["served"]
    assert hits["designated"]["evaluation"]["findings"]
    listed = live.client.get("/v1/packages?limit=200", headers=live.headers(Role.COMPANY)).json()["items"]
    names = {one["id"]: name for name, one in packages.items()}
    assert {names[one["id"]] for one in listed if one["id"] in names} == {"designated", "mine"}


def test_a_company_sees_what_a_designated_package_is_and_not_who_wrote_what_of_it(live: Any, packages: Any) -> None:
    where = f"/v1/packages/{packages['designated']['id']}"
    outside = live.client.get(where, headers=live.headers(Role.COMPANY)).json()["data"]
    inside = live.client.get(where, headers=live.headers(Role.OFFICER)).json()["data"]
    same = ("title", "anchor", "members", "markets", "status", "valid_from", "version")
    assert {name: outside[name] for name in same} == {name: inside[name] for name in same}
    assert (outside["history"], outside["requirements"], outside["created_by"]) == ([], "", "")
    assert outside["decision"] == inside["decision"] | {"recorded_by": ""}
    assert set(outside["withheld"]) >= {"history", "requirements", "created_by", "decision.recorded_by"}
    assert inside["withheld"] == []
    assert inside["history"]
    assert "In confidence" not in str(outside)
    assert live.client.get(f"{where}/evaluation", headers=live.headers(Role.COMPANY)).status_code == 200
    own = live.client.get(f"/v1/packages/{packages['mine']['id']}", headers=live.headers(Role.COMPANY)).json()["data"]
    assert own["history"]


@pytest.mark.parametrize("name", ["draft", "proposed"])
def test_what_is_not_designated_does_not_exist_for_other_companies(live: Any, packages: Any, name: str) -> None:
    where = f"/v1/packages/{packages[name]['id']}"
    for path in (where, f"{where}/evaluation"):
        assert live.client.get(path, headers=live.headers(Role.COMPANY)).status_code == 404
    dossier = live.client.post(
        "/v1/dossiers", headers=live.headers(Role.COMPANY), json={"package": packages[name]["id"]}
    )
    assert dossier.status_code == 404


def test_a_company_changes_no_package_of_others(live: Any, packages: Any) -> None:
    where = f"/v1/packages/{packages['designated']['id']}/steps"
    answer = live.client.post(where, headers=live.headers(Role.COMPANY, If_Match="*"), json=WITHDRAW)
    assert answer.status_code == 403
