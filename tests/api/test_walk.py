"""Each promise of the contract, held on every operation of the document: nothing is forgotten when a route is added."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from api.paging import encode_cursor
from api.problems import MEDIA_TYPE, Problem
from api.publish import DOCUMENT
from service.access import Role

REPLAY = {"catalogue_version", "rulebook_version", "models", "as_of", "seed"}
# Changes of one thing that need no If-Match, and why.
UNCONDITIONAL = {
    "see_alert": "doing it again changes nothing",
    "cancel_job": "a job that has ended stays as it is",
    "revoke_key": "a key must be ended at once, whatever somebody else did to it",
    "rotate_key": "it ends the key that it names, which is possible once",
}
# Questions that the small world of these tests cannot answer with 2xx, and what it says.
REFUSED = {
    "decide_identity": 404,  # the companies of the example are not there
    "split_identity": 404,  # nothing was merged
    "judge_hit": 404,  # there is no screening list
    "screen_all": 404,
    "screen_one_name": 404,
}


TO_SIGN: dict[str, Any] = {"open_weight": True, "unit_value": 1_000, "eccn": "5A992"}  # facts with a value for each


def signing(attestation_id: str) -> dict[str, Any]:
    return {"value": TO_SIGN[attestation_id.rpartition("|")[2]], "signed_by": "Ada Example"}


@dataclass(frozen=True)
class Operation:
    """One method of one path of the published document."""

    method: str
    path: str
    told: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.told["operationId"])

    @property
    def parameters(self) -> set[str]:
        return {one["name"] for one in self.told.get("parameters", [])}

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = self.told.get("requestBody", {}).get("content", {})
        return found

    @property
    def schema(self) -> str:
        """The name of what it answers with."""
        content = self.told["responses"].get("200", {}).get("content", {}).get("application/json", {})
        return str(content.get("schema", {}).get("$ref", "")).rsplit("/", 1)[-1]

    @property
    def examples(self) -> list[Any]:
        """Those of its body."""
        body = self.content.get("application/json", {"schema": {}, "examples": [None]})
        schema = PUBLISHED["components"]["schemas"].get(body["schema"].get("$ref", "").rsplit("/", 1)[-1], {})
        return list(schema.get("examples") or body["schema"].get("examples") or body["examples"])


PUBLISHED = json.loads(DOCUMENT.read_text(encoding="utf-8"))
OPERATIONS = [Operation(m, p, one) for p, methods in PUBLISHED["paths"].items() for m, one in methods.items()]


def those(**wanted: Any) -> Any:
    """A test for each operation of these methods for which ``only`` holds."""
    methods, only = wanted.get("methods", ("get", "post", "put", "delete")), wanted.get("only", lambda _: True)
    chosen = [one for one in OPERATIONS if one.method in methods and only(one)]
    assert chosen
    return pytest.mark.parametrize("operation", chosen, ids=lambda one: one.name)


@dataclass(frozen=True)
class Things:
    """Real ids for the places in paths, and bodies that are true where an example cannot be."""

    live: Any
    ids: dict[str, str]

    def url(self, operation: Operation) -> str:
        return re.sub(r"{(\w+)}", lambda found: self.ids[found[1]], operation.path)

    def headers(self, operation: Operation, **more: str) -> dict[str, str]:
        roles = operation.told["x-roles"]
        found: dict[str, str] = self.live.headers(Role.ADMIN if "admin" in roles else Role(roles[0]), **more)
        return found

    def send(self, operation: Operation, query: str = "", body: Any = None, **headers: str) -> Any:
        """The operation with real ids and its example, or ``body``."""
        options: dict[str, Any] = {}
        if "application/json" in operation.content:
            options["json"] = operation.examples[0] if body is None else body
        elif "multipart/form-data" in operation.content:
            options["files"] = {"file": ("a.csv", b"company,product,layer\nAcme Example Inc.,Acme Suite,E\n")}
        if "wait" in operation.parameters:
            query = f"{query}&wait=30".removeprefix("&")
        if operation.name == "ingest_file":
            query = f"{query}&dry_run=true"
        if operation.name == "get_neighbourhood":
            query = f"{query}&node=KE".removeprefix("&")
        where = f"{self.url(operation)}?{query}" if query else self.url(operation)
        return self.live.client.request(
            operation.method.upper(), where, headers=self.headers(operation, **headers), **options
        )


@pytest.fixture(scope="module")
def things(live: Any) -> Iterator[Things]:
    """One of each thing that a path may name."""
    client, headers = live.client, live.headers()

    def first(path: str) -> dict[str, Any]:
        found: dict[str, Any] = client.get(path, headers=headers).json()["items"][0]
        return found

    own = client.get("/v1/products?illustrative=true", headers=live.headers(Role.COMPANY)).json()["items"]
    subject = next(f"{one['id']}|{fact}" for one in own for fact in TO_SIGN if one[fact] is None)
    product = first("/v1/products")
    body = {"title": "Walked", "anchor": product["company"], "products": [product["id"]], "markets": ["Kenya"]}
    package = client.post("/v1/packages", headers=headers, json=body)
    search = client.post("/v1/saved-searches", headers=headers, json={"name": "Walked"})
    attested = client.put(
        f"/v1/attestations/{subject}",
        headers=live.headers(Role.COMPANY),
        json=signing(subject),
    )
    key = client.post("/v1/keys", headers=headers, json={"role": "reader"})
    job = client.post("/v1/alert-runs?wait=30", headers=headers)
    assert [one.status_code for one in (package, search, attested, key, job)] == [201, 201, 200, 201, 200], (
        attested.text
    )
    ids = {
        "company_id": product["company"],
        "product_id": product["id"],
        "package_id": package.json()["data"]["id"],
        "search_id": search.json()["data"]["id"],
        "attestation_id": subject,
        "prefix": key.json()["data"]["record"]["prefix"],
        "job_id": job.json()["data"]["id"],
        "alert_id": "0" * 32,
        "code": "A",
        "market": "KE",
        "subject": "nobody",
        "capability_id": first("/v1/capabilities")["id"],
        "opportunity_id": first("/v1/opportunities")["id"],
        "source_id": first("/v1/sources")["id"],
        "run_id": first("/v1/ingest-runs")["id"],
    }
    yield Things(live, ids)
    where = f"/v1/packages/{ids['package_id']}/steps"
    client.post(where, headers=live.headers(If_Match="*"), json={"step": "withdraw", "why": "Only for a test."})
    client.delete(f"/v1/attestations/{subject}", headers=live.headers(Role.COMPANY, If_Match="*"))


def problem(answer: Any, status: int) -> Problem:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    found = Problem.model_validate(answer.json())
    assert (found.status, found.request_id) == (status, answer.headers["x-request-id"])
    assert all((found.code, found.title, found.hint))
    return found


@those()
def test_an_unknown_parameter_is_an_error(operation: Operation, things: Things) -> None:
    told = problem(things.send(operation, "limti=3"), 422)
    assert "query.limti" in [one.where for one in told.errors]


@those()
def test_another_role_and_nobody_get_a_problem_of_the_same_shape(operation: Operation, things: Things) -> None:
    client, url = things.live.client, things.url(operation)
    assert problem(client.request(operation.method.upper(), url), 401).code == "unauthenticated"
    for role in set(Role) - {Role(name) for name in operation.told["x-roles"]}:
        refused = client.request(operation.method.upper(), url, headers=things.live.headers(role))
        assert problem(refused, 403).code == "forbidden"


@those(only=lambda one: "application/json" in one.content)
def test_an_unknown_field_is_an_error_that_names_it(operation: Operation, things: Things) -> None:
    body = operation.examples[0] | {"nosuch": 1}
    told = problem(things.send(operation, body=body, If_Match="*"), 422)
    assert "body.nosuch" in [one.where for one in told.errors] or "nosuch" in told.title


@those(only=lambda one: one.content)
def test_a_body_that_is_none_is_a_problem(operation: Operation, things: Things) -> None:
    where, headers = things.url(operation), things.headers(operation, Content_Type="application/json", If_Match="*")
    answer = things.live.client.request(operation.method.upper(), where, headers=headers, content=b'{"text": ')
    problem(answer, answer.status_code)
    assert answer.status_code in (400, 422)


@those(methods=("get",), only=lambda one: one.schema.startswith("Page_"))
def test_every_list_is_paged_by_cursor_in_a_stable_order(operation: Operation, things: Things) -> None:
    assert {"limit", "cursor"} <= operation.parameters
    whole = things.send(operation, "limit=3").json()
    assert whole["truncated"] is (whole["next_cursor"] is not None)
    assert set(whole["replay"]) == REPLAY
    items, cursor = [], ""
    while len(items) < len(whole["items"]):
        page = things.send(operation, f"limit=1{cursor}")
        assert page.status_code == 200, page.text
        told = page.json()
        assert len(told["items"]) == 1
        items += told["items"]
        assert told["truncated"] is (told["next_cursor"] is not None)
        cursor = f"&cursor={told['next_cursor']}"
    grows = operation.name == "list_audit"  # each look at it is written into it, at its end
    assert items == whole["items"] or grows
    for wrong in ("nonsense", encode_cursor("a", "another question")):
        problem(things.send(operation, f"cursor={wrong}"), 422)
    for bound in ("0", "201", "x"):
        problem(things.send(operation, f"limit={bound}"), 422)


def test_every_get_is_a_list_or_one_thing_or_a_file() -> None:
    others = [one.name for one in OPERATIONS if one.method == "get" and not one.schema.startswith(("Page_", "One_"))]
    assert others == ["export_audit"]


@those(methods=("get",), only=lambda one: one.schema.startswith("One_"))
def test_every_one_thing_has_an_etag(operation: Operation, things: Things) -> None:
    assert "ETag" in operation.told["responses"]["200"]["headers"]
    assert "If-None-Match" in operation.parameters
    answer = things.send(operation)
    if operation.name == "get_screening":
        assert problem(answer, 404)  # nobody was screened
        return
    assert answer.status_code == 200, answer.text
    assert set(answer.json()["replay"]) == REPLAY
    again = things.send(operation, If_None_Match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert things.send(operation, If_None_Match='"other"').status_code == 200


def changes_one(operation: Operation) -> bool:
    return "{" in operation.path and operation.method != "get"


@those(only=changes_one)
def test_every_change_of_one_thing_names_the_version_that_it_is_based_on(operation: Operation, things: Things) -> None:
    if operation.name in UNCONDITIONAL:
        assert "If-Match" not in operation.parameters
        return
    body = signing(things.ids["attestation_id"]) if operation.name == "attest" else None
    assert problem(things.send(operation, body=body), 428).code == "precondition_required"
    assert problem(things.send(operation, body=body, If_Match='"v999"'), 412).code == "precondition_failed"


def test_the_changes_that_need_no_version_are_known() -> None:
    known = {one.name for one in OPERATIONS if changes_one(one) and "If-Match" not in one.parameters}
    assert known == set(UNCONDITIONAL)


@those(methods=("post",))
def test_every_post_takes_an_idempotency_key_and_refuses_an_unusable_one(operation: Operation, things: Things) -> None:
    assert "Idempotency-Key" in operation.parameters
    problem(things.send(operation, Idempotency_Key="a b"), 422)


@those(methods=("post",), only=lambda one: not changes_one(one))
def test_every_post_does_its_work_once_and_its_example_is_true(operation: Operation, things: Things) -> None:
    for number, example in enumerate(operation.examples):
        key = f"walk-{operation.name}-{number}"
        first, second = (things.send(operation, body=example, Idempotency_Key=key) for _ in range(2))
        once(operation, first, second)


def once(operation: Operation, first: Any, second: Any) -> None:
    """``second`` is the answer to the same request as ``first``."""
    if operation.name in REFUSED:
        assert problem(first, REFUSED[operation.name]).code == problem(second, REFUSED[operation.name]).code
        return
    assert first.status_code in ((200, 201, 202) if "wait" in operation.parameters else (200, 201)), first.text
    assert "idempotent-replayed" not in first.headers
    if operation.name in ("create_key", "rotate_key"):
        assert problem(second, 409).code == "conflict"
        return
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["idempotent-replayed"] == "true"
    if operation.name != "write_dossier":
        assert set(first.json()["replay"]) == REPLAY
