"""A token of the configured issuer opens the API like a key does."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

_spec = importlib.util.spec_from_file_location("oidc_issuer", Path(__file__).parent.parent / "service" / "test_oidc.py")
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)


def test_a_token_opens_the_api_with_its_role(make_world: Any) -> None:
    issuer = _module.Issuer()
    try:
        world = make_world(oidc_issuer=issuer.url, oidc_audience="alliedstack", oidc_roles="boss=admin")
        me = world.client.get("/v1/me", headers={"Authorization": f"Bearer {issuer.token()}"})
        assert me.json()["data"] == {"subject": "oidc:u1", "role": "officer", "company": None, "name": ""}
        boss = {"Authorization": f"Bearer {issuer.token(role='boss')}"}
        assert world.client.get("/v1/keys", headers=boss).status_code == 200
        wrong = {"Authorization": f"Bearer {issuer.token(aud='other')}"}
        assert world.client.get("/v1/me", headers=wrong).status_code == 401
        assert world.client.get("/v1/me", headers=world.headers()).status_code == 200  # keys go on working
    finally:
        issuer.close()


def test_without_an_issuer_tokens_are_refused(world: Any) -> None:
    answer = world.client.get("/v1/me", headers={"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."})
    assert answer.status_code == 401
