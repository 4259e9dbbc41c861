"""The API over the bundled real data, read by the real pipeline, with one key for each role."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from graph.catalogue import Catalogue
from graph.records import MemoryRecords
from service.access import Keys, Role
from service.key_store import RecordKeys
from service.served import open_served
from service.serving import ServeSettings


def _load(name: str) -> ModuleType:
    """A module beside this file; the test folders are no packages."""
    spec = importlib.util.spec_from_file_location(f"api_tests_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


fakes = _load("fakes")
_process = _load("process")


@dataclass
class World:
    """An application in memory, its client, and what it works with."""

    made: FastAPI
    client: TestClient
    keys: Keys
    records: Any
    texts: dict[Role, str]
    company: str
    stores: Any

    def headers(self, role: Role = Role.ADMIN, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.texts[role]}", **{k.replace("_", "-"): v for k, v in more.items()}}


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    found: Catalogue = fakes.bundled_catalogue()
    return found


MakeWorld = Callable[..., World]


@pytest.fixture(scope="session")
def make_world(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeWorld]:
    """Makes a world with settings of one's own."""
    open_clients: list[TestClient] = []

    def make(**settings: Any) -> World:
        folder = tmp_path_factory.mktemp("data")
        app = fakes.FakeApp(folder, catalogue)
        stores = fakes.MemoryStores(catalogue, folder)
        records = MemoryRecords()
        keys = Keys(RecordKeys(records), hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        company = next(iter(catalogue.companies))
        texts = {role: keys.create(role, company=company if role is Role.COMPANY else None)[0] for role in Role}
        given = {"api_rate_per_minute": 1_000_000, "api_grace_seconds": 1.0, "api_warm_up": False} | settings
        made = create_app(app, stores, keys, records, ServeSettings(**given))
        client = TestClient(made, raise_server_exceptions=False)
        client.__enter__()
        open_clients.append(client)
        return World(made, client, keys, records, texts, company, stores)

    yield make
    for client in open_clients:
        client.__exit__(None, None, None)


@pytest.fixture(scope="session")
def world(make_world: MakeWorld) -> World:
    return make_world()


@pytest.fixture(scope="session")
def live(program: Any, standing_endpoint: Any) -> Iterator[World]:
    """The whole program over a small real catalogue and its graph, with models, served in this process.

    Its company is one of the made-up examples, which has signed for what it states.
    """
    model = {"llm_url": standing_endpoint.url, "llm_model": "tiny", "llm_seconds": 2.0}
    with open_served(program.app.settings.model_copy(update=model)) as served:
        keys = Keys(RecordKeys(served.records), hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        companies = served.app.snapshot(illustrative=True).catalogue.companies
        company = next(key for key, one in companies.items() if one.name.startswith("Example Silicon Systems"))
        texts = {role: keys.create(role, company=company if role is Role.COMPANY else None)[0] for role in Role}
        settings = ServeSettings(api_rate_per_minute=1_000_000, api_grace_seconds=1.0, api_warm_up=False)
        made = create_app(served.app, served.stores, keys, served.records, settings)
        with TestClient(made, raise_server_exceptions=False) as client:
            yield World(made, client, keys, served.records, texts, company, served.stores)


@pytest.fixture(scope="session")
def process() -> ModuleType:
    """What starts and fills a server process."""
    return _process


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One running service, empty at first."""
    started = _process.Server(tmp_path_factory.mktemp("served"))
    try:
        started.wait_ready()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
def admin(server: Any) -> Iterator[httpx.Client]:
    """Its administrator, after the markets, some products and some notices were uploaded."""
    assert server.first_key is not None
    with _process.client(server, server.first_key) as api:
        for name in ("country-codes.csv", "blocs.yaml"):
            _process.upload(api, name, (_process.DATA / "markets" / name).read_bytes())
        dry = _process.upload(api, "fedramp.json", _process.sample_of_fedramp(), dry_run=True)
        assert dry["dry_run"]
        assert dry["new"] > 0
        assert api.get("/v1/products").json()["total"] == 0
        _process.upload(api, "fedramp.json", _process.sample_of_fedramp())
        _process.upload(api, "notices.jsonl", _process.sample_of_notices())
        yield api
