"""Several processes answer as one: they count together, and any of them tells of all."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

ASKED = 40
LIMIT = 60


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, process: Any) -> Iterator[Any]:
    server = process.Server(
        tmp_path_factory.mktemp("pair"), "--workers", "2", ALLIEDSTACK_API_RATE_PER_MINUTE=str(LIMIT)
    )
    try:
        server.wait_ready()
        yield server
    finally:
        server.stop()


def ask_anew(server: Any, path: str, key: str = "") -> httpx.Response:
    """Over a connection of its own, which either of the workers may take."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.get(server.url + path, headers=headers, timeout=60.0, trust_env=False)


def number(text: str, name: str) -> float:
    """The sum of a metric's samples."""
    return sum(float(found[1]) for found in re.finditer(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE))


def test_both_are_measured_and_their_answers_added_up_whoever_is_asked(pair: Any) -> None:
    asked = 'alliedstack_requests_total{method="GET",route="/v1/layers",status="401"}'
    for _ in range(ASKED):
        assert ask_anew(pair, "/v1/layers").status_code == 401
    told = {ask_anew(pair, "/metrics").text for _ in range(6)}
    assert {number(text, re.escape(asked)) for text in told} == {ASKED}
    assert {number(text, "alliedstack_workers") for text in told} == {2}


def test_a_key_has_one_limit_over_all_of_them(pair: Any) -> None:
    started = time.monotonic()
    answers = [ask_anew(pair, "/v1/me", pair.first_key) for _ in range(LIMIT + 10)]
    assert {answer.headers["ratelimit-limit"] for answer in answers} == {str(LIMIT)}
    allowed = sum(answer.status_code == 200 for answer in answers)
    seconds = time.monotonic() - started
    assert LIMIT <= allowed <= LIMIT + seconds * LIMIT / 60 + 1  # what flowed in meanwhile
