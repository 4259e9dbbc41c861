"""Pages of other origins: none is let in, unless the operator names it."""

from __future__ import annotations

from typing import Any

import pytest

from graph.errors import BadInput
from service.access import Role
from service.serving import ServeSettings

TOOL = "https://tools.example.gov"
ASKED = {
    "Origin": TOOL,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "if-match, x-api-key",
}


def allowed(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control")}


def test_a_named_origin_may_ask_and_read(make_world: Any) -> None:
    world = make_world(api_cors_origins=f"{TOOL}/, http://localhost:3000")
    before = world.client.options("/v1/saved-searches/x", headers=ASKED)
    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == TOOL
    assert "PUT" in before.headers["access-control-allow-methods"]
    assert before.headers["x-request-id"]
    answer = world.client.get("/v1/me", headers=world.headers(Role.READER) | {"Origin": TOOL})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == TOOL
    assert {"ETag", "Location", "X-Request-ID"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    assert "access-control-allow-credentials" not in answer.headers, "a key has to be brought, a cookie never counts"
    refused = world.client.get("/v1/me", headers={"Origin": TOOL})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, TOOL)


def test_any_other_origin_stays_out(make_world: Any) -> None:
    world = make_world(api_cors_origins=TOOL)
    for origin in ("https://evil.example", f"{TOOL}.evil.example", "null", "http://tools.example.gov"):
        answer = world.client.get("/v1/me", headers=world.headers() | {"Origin": origin})
        assert "access-control-allow-origin" not in allowed(answer)
        assert world.client.options("/v1/me", headers=ASKED | {"Origin": origin}).status_code == 400


@pytest.mark.parametrize(
    "origins", ["*", "tools.example.gov", "https://a.example/path", "https://a.example,*", "ftp://a"]
)
def test_what_is_no_origin_or_stands_for_any_is_refused_at_the_start(origins: str) -> None:
    with pytest.raises(BadInput, match="ALLIEDSTACK_API_CORS_ORIGINS"):
        ServeSettings(api_cors_origins=origins).cors_origins()


def test_none_is_named_by_default() -> None:
    assert ServeSettings().cors_origins() == ()
