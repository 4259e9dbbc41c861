"""Every error has one shape, every answer its id and headers, and nothing unknown or too large gets in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.problems import MEDIA_TYPE, Problem
from service.access import Role


def problem(answer: Any, status: int, code: str) -> Problem:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    found = Problem.model_validate(answer.json())
    assert (found.status, found.code, found.type) == (status, code, f"urn:alliedstack:problem:{code}")
    assert found.request_id == answer.headers["x-request-id"]
    assert found.hint
    return found


def test_nothing_at_an_address(world: Any) -> None:
    problem(world.client.get("/v1/nothing", headers=world.headers()), 404, "not_found")
    problem(world.client.get("/nothing"), 404, "not_found")


def test_a_method_that_an_address_does_not_take_is_named_with_those_it_does(world: Any) -> None:
    answer = world.client.delete("/v1/layers", headers=world.headers())
    problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"


def test_an_unknown_parameter_is_an_error_that_names_the_known_ones(world: Any) -> None:
    found = problem(world.client.get("/v1/companies?limti=3", headers=world.headers()), 422, "bad_input")
    assert found.errors[0].where == "query.limti"
    assert "limit" in found.errors[0].message


def test_a_parameter_given_twice_is_an_error(world: Any) -> None:
    found = problem(world.client.get("/v1/companies?limit=3&limit=4", headers=world.headers()), 422, "bad_input")
    assert "more than once" in found.errors[0].message


@pytest.mark.parametrize("limit", ["0", "201", "x", "-1"])
def test_a_limit_out_of_bounds_is_an_error(world: Any, limit: str) -> None:
    problem(world.client.get(f"/v1/companies?limit={limit}", headers=world.headers()), 422, "bad_input")


def test_an_unknown_thing_is_named(world: Any) -> None:
    found = problem(world.client.get("/v1/companies/acme", headers=world.headers()), 404, "not_found")
    assert "acme" in found.title


def test_the_callers_request_id_is_kept_when_it_is_harmless(world: Any) -> None:
    given = world.client.get("/health", headers={"X-Request-ID": "embassy-42-abc"})
    assert given.headers["x-request-id"] == "embassy-42-abc"
    evil = world.client.get("/health", headers={"X-Request-ID": 'x" injected="1'})
    assert evil.headers["x-request-id"] != 'x" injected="1'


def test_security_headers_are_on_every_answer_and_no_origin_is_let_in(world: Any) -> None:
    for path in ("/health", "/v1/layers", "/v1/nothing", "/metrics", "/v1/openapi.json"):
        answer = world.client.get(path, headers={**world.headers(), "Origin": "https://evil.example"})
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_body_over_the_limit_is_refused_announced_or_streamed(make_world: Any) -> None:
    world = make_world(api_body_bytes=1_000)
    problem(world.client.post("/v1/scenarios", headers=world.headers(), content=b"x" * 1_001), 413, "too_large")

    def streamed() -> Any:
        for _ in range(11):
            yield b'"' * 100

    headers = {**world.headers(), "Content-Type": "application/json"}
    problem(world.client.post("/v1/scenarios", headers=headers, content=streamed()), 413, "too_large")


def test_an_answer_that_takes_too_long_is_cut(make_world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    world = make_world(api_seconds=0.2)
    real = type(world.records).list
    monkeypatch.setattr(type(world.records), "list", lambda *a, **k: (time.sleep(1), real(*a, **k))[1])
    problem(world.client.get("/v1/audit", headers=world.headers()), 504, "timeout")


def test_a_fault_of_ours_shows_nothing_of_the_inside(make_world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("password=hunter2 at /srv/secret.py")

    monkeypatch.setattr(type(world.records), "list", broken)
    answer = world.client.get("/v1/audit", headers=world.headers())
    problem(answer, 500, "fault")
    assert "hunter2" not in answer.text
    assert "secret.py" not in answer.text
    assert "Traceback" not in answer.text


def test_logs_are_json_with_the_request_id_and_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    import structlog

    from api.logs import configure_logs

    old = structlog.get_config()
    key = "ask_0123456789_" + "s" * 43
    try:
        configure_logs("INFO")
        with structlog.contextvars.bound_contextvars(request_id="abc"):
            structlog.get_logger("x").info(
                "said", text=f"Bearer {key} is bad", api_key="k", nested={"password": "p", "ok": [f"{key}"]}
            )
            structlog.get_logger("x").info("uri", where="bolt://neo4j:geheim@host:7687", debug=1)
            structlog.get_logger("x").debug("not shown")
    finally:
        structlog.configure(**old)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["said", "uri"]
    assert all(line["request_id"] == "abc" for line in lines)
    assert key not in json.dumps(lines)
    assert "geheim" not in json.dumps(lines)
    assert lines[0]["api_key"] == lines[0]["nested"]["password"] == "[hidden]"


def test_metrics_count_by_route_template_not_by_id(world: Any) -> None:
    for market in ("KE", "VN", "BR"):
        world.client.get(f"/v1/markets/{market}", headers=world.headers(Role.READER))
    text = world.client.get("/metrics").text
    assert 'route="/v1/markets/{market:path}"' in text
    assert "/v1/markets/KE" not in text


def test_ready_asks_the_graph(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.errors import GraphUnavailable

    assert world.client.get("/ready").json()["status"] == "ready"

    def gone(*_: object) -> None:
        raise GraphUnavailable("The graph does not answer.", "Start it.")

    monkeypatch.setattr(type(world.records), "get", gone)
    problem(world.client.get("/ready"), 503, "not_ready")
    assert world.client.get("/health").status_code == 200
