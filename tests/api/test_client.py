"""The typed client, and one that a generator makes out of the published document."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.client import Client, ProblemError
from api.publish import DOCUMENT
from api.schemas.packages import PackageIn, StepIn
from service.access import Role
from service.packages.lifecycle import Step


@pytest.fixture
def client(world: Any) -> Iterator[Client]:
    """The client over the application in memory: requests and answers are those of HTTP."""

    def through(request: httpx.Request) -> httpx.Response:
        answer = world.client.request(
            request.method, str(request.url), headers=dict(request.headers), content=request.read()
        )
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)

    with Client("http://testserver", world.texts[Role.ADMIN], httpx.MockTransport(through)) as made:
        yield made


def test_reads_are_typed_and_pages_followed(client: Client, world: Any) -> None:
    assert client.me().role is Role.ADMIN
    companies = list(client.companies(limit=100))
    assert len(companies) == len({one.id for one in companies}) > 200
    product = next(client.products(limit=1))
    assert client.product(product.id) == product
    assert client.rulebook("2026-06-15").as_of.isoformat() == "2026-06-15"


def test_a_refusal_is_an_exception_with_the_problem(client: Client) -> None:
    with pytest.raises(ProblemError) as caught:
        client.product("no/such product")
    assert caught.value.problem.code == "not_found"
    assert caught.value.problem.hint


def test_a_package_is_made_and_moved_along_by_version(client: Client) -> None:
    product = next(client.products(limit=1))
    asked = PackageIn(title="Pilot", anchor=product.company, products=[product.id], markets=["Kenya"])
    made = client.create_package(asked)
    moved = client.take_step(made, StepIn(step=Step.PROPOSE, why="Complete."))
    assert moved.status == "proposed"
    with pytest.raises(ProblemError) as caught:
        client.take_step(made, StepIn(step=Step.WITHDRAW, why="Old version."))
    assert caught.value.problem.code == "precondition_failed"


def test_a_refused_rate_is_waited_for(make_world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world, pauses = make_world(api_rate_per_minute=1), []
    monkeypatch.setattr("api.client.client.time.sleep", pauses.append)

    def through(request: httpx.Request) -> httpx.Response:
        answer = world.client.request(request.method, str(request.url), headers=dict(request.headers))
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)

    with Client("http://testserver", world.texts[Role.READER], httpx.MockTransport(through)) as made:
        assert made.me().role is Role.READER
        with pytest.raises(ProblemError):
            made.me()
    assert len(pauses) == 4
    assert all(1 <= pause <= 60 for pause in pauses)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openapi-python-client") is None, reason="openapi-python-client is not installed")
def test_a_generated_client_works(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``openapi-python-client generate`` accepts the whole document, and what it makes reads the API."""
    made = subprocess.run(
        [shutil.which("openapi-python-client") or "", "generate", "--path", str(DOCUMENT), "--meta", "none",
         "--output-path", str(tmp_path / "generated")],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    told = made.stdout + made.stderr
    left_out = [line for line in told.splitlines() if line.startswith(("WARNING parsing", "Unable to"))]
    assert left_out == ["WARNING parsing GET /v1/audit/export within audit."], told  # JSON Lines are no JSON
    monkeypatch.syspath_prepend(str(tmp_path))
    generated = importlib.import_module("generated")
    get_market = importlib.import_module("generated.api.markets.get_market")

    def through(request: httpx.Request) -> httpx.Response:
        answer = world.client.request(request.method, str(request.url), headers=dict(request.headers))
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)

    client = generated.AuthenticatedClient(
        "http://testserver", token=world.texts[Role.READER], httpx_args={"transport": httpx.MockTransport(through)}
    )
    answer = get_market.sync_detailed("KE", client=client)
    assert answer.status_code == 200
    assert answer.parsed.data.name == "Kenya"
    assert sys.modules.pop("generated")
