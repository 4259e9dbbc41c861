"""Every operation of the published document, fed with made-up requests by every role: no fault, no surprise.

Schemathesis makes requests that follow the document and ones that break it; each answer must be one that the document
tells of, in status, media type, headers and schema. One real server with real keys answers all of them.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.publish import DOCUMENT
from service.access import Role

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
FEW, MANY = 2, 38  # cases an operation and mode: about 300 in all, and over 5,000
LEAST = 5_000  # cases of the long run
_CREDENTIALS = frozenset({"authorization", "x-api-key"})
OPERATIONS = [found.ok() for found in openapi.from_path(str(DOCUMENT)).get_all_operations()]


@pytest.fixture(scope="session")
def keys(admin: httpx.Client) -> dict[Role, str]:
    """One key for each role."""
    company = admin.get("/v1/companies?limit=1").json()["items"][0]["id"]
    made = {}
    for role in Role:
        body = {"role": role.value} | ({"company": company} if role is Role.COMPANY else {})
        made[role] = admin.post("/v1/keys", json=body).json()["data"]["key"]
    return made


def feed(operation: Any, server: Any, keys: dict[Role, str], cases: int) -> int:
    """Send ``cases`` requests of each mode; how many were sent."""
    sent = 0
    for mode in MODES:

        @settings(
            max_examples=cases,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
        )
        @given(case=operation.as_strategy(generation_mode=mode), role=st.sampled_from(list(Role)))
        def one(case: Any, role: Role) -> None:
            nonlocal sent
            case.headers = {k: v for k, v in (case.headers or {}).items() if k.lower() not in _CREDENTIALS}
            headers = {"Authorization": f"Bearer {keys[role]}"}
            answer = case.call(base_url=server.url, headers=headers, timeout=120)
            sent += 1
            case.validate_response(answer, checks=CHECKS)

        one()
    return sent


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_a_few_made_up_requests(operation: Any, server: Any, keys: dict[Role, str]) -> None:
    assert feed(operation, server, keys, FEW) > 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_made_up_requests(server: Any, keys: dict[Role, str]) -> None:
    sent = {operation.label: feed(operation, server, keys, MANY) for operation in OPERATIONS}
    assert min(sent.values()) > 0
    assert sum(sent.values()) >= LEAST, sent
