"""Tokens are judged against an issuer that serves its discovery document and keys over real HTTP."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from graph.errors import BadInput
from service.access import Role, Unauthenticated
from service.oidc import IssuerUnavailable, OidcSettings, TokenVerifier


class Issuer:
    """A small issuer on a free loopback port."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {"one": rsa.generate_private_key(65537, 2048)}
        self.fetches = 0
        self.broken = False
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if issuer.broken:
                    self.send_error(500)
                    return
                body = {"/jwks": issuer.jwks, "/.well-known/openid-configuration": issuer.discovery}[self.path]()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def discovery(self) -> dict[str, str]:
        return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"}

    def jwks(self) -> dict[str, Any]:
        self.fetches += 1
        found = []
        for kid, key in self.keys.items():
            algorithm = (
                jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
            )
            found.append({**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"})
        return {"keys": found}

    def token(self, kid: str = "one", algorithm: str = "RS256", key: Any = None, **claims: Any) -> str:
        now = datetime.now(UTC)
        body = {
            "iss": self.url,
            "aud": "alliedstack",
            "sub": "u1",
            "exp": now + timedelta(minutes=5),
            "role": "officer",
        }
        body = {name: value for name, value in (body | claims).items() if value is not None}
        return jwt.encode(body, key or self.keys[kid], algorithm, headers={"kid": kid})

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    yield made
    made.close()


def verifier(issuer: Issuer, **more: Any) -> TokenVerifier:
    return TokenVerifier(OidcSettings(issuer.url, "alliedstack", **more))


def test_a_good_token_names_subject_and_role(issuer: Issuer) -> None:
    caller = verifier(issuer).check(issuer.token(name="Ada"))
    assert (caller.subject, caller.role, caller.name) == ("oidc:u1", Role.OFFICER, "Ada")


def test_a_company_token_names_its_company(issuer: Issuer) -> None:
    assert verifier(issuer).check(issuer.token(role="company", company="c1")).company == "c1"
    with pytest.raises(Unauthenticated):
        verifier(issuer).check(issuer.token(role="company"))


def test_roles_by_a_path_and_by_a_map(issuer: Issuer) -> None:
    mapped = verifier(issuer, role_claim="realm_access.roles", roles=(("trade-officer", Role.OFFICER),))
    token = issuer.token(role=None, realm_access={"roles": ["other", "trade-officer"]})
    assert mapped.check(token).role is Role.OFFICER


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "other"},
        {"exp": datetime.now(UTC) - timedelta(hours=5)},
        {"nbf": datetime.now(UTC) + timedelta(hours=5)},
        {"sub": None},
        {"exp": None},
        {"aud": None},
        {"role": "king"},
        {"role": None},
        {"role": ["nobody"]},
        {"role": {"a": 1}},
    ],
)
def test_what_a_token_must_not_say(issuer: Issuer, claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        verifier(issuer).check(issuer.token(**claims))


def test_forgeries_are_refused(issuer: Issuer) -> None:
    judge = verifier(issuer)
    good = issuer.token()
    head, body, signature = good.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged_body = base64.urlsafe_b64encode(json.dumps(claims | {"role": "admin"}).encode()).rstrip(b"=").decode()
    none = jwt.encode(claims, None, "none")
    shared = jwt.encode(claims, "a" * 64, "HS256", headers={"kid": "one"})
    other = issuer.token(key=rsa.generate_private_key(65537, 2048))
    for text in (f"{head}.{forged_body}.{signature}", none, shared, other, good[:-4], "a.b.c", "", "x"):
        with pytest.raises(Unauthenticated):
            judge.check(text)


def test_a_new_signing_key_is_fetched_and_made_up_ones_do_not_hammer_the_issuer(issuer: Issuer) -> None:
    now = [0.0]
    judge = TokenVerifier(OidcSettings(issuer.url, "alliedstack"), clock=lambda: now[0])
    judge.check(issuer.token())
    issuer.keys["two"] = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(Unauthenticated):
        judge.check(issuer.token("two", "ES256"))  # fetched a moment ago
    now[0] = 31.0
    assert judge.check(issuer.token("two", "ES256")).role is Role.OFFICER
    before = issuer.fetches
    stranger = rsa.generate_private_key(65537, 2048)
    for number in range(20):
        with pytest.raises(Unauthenticated):
            judge.check(issuer.token(f"made-up-{number}", key=stranger))
    assert issuer.fetches == before


def test_a_withdrawn_key_is_honoured_no_longer_than_an_hour(issuer: Issuer) -> None:
    now = [0.0]
    judge = TokenVerifier(OidcSettings(issuer.url, "alliedstack"), clock=lambda: now[0])
    token = issuer.token()
    judge.check(token)
    issuer.keys = {"new": rsa.generate_private_key(65537, 2048)}
    judge.check(token)
    now[0] = 3601.0
    with pytest.raises(Unauthenticated):
        judge.check(token)


def test_an_issuer_that_does_not_answer_is_said_and_is_not_the_callers_fault(issuer: Issuer) -> None:
    issuer.broken = True
    with pytest.raises(IssuerUnavailable):
        verifier(issuer).check(issuer.token())


def test_keys_are_fetched_over_tls_only_but_for_this_machine() -> None:
    with pytest.raises(BadInput):
        OidcSettings("http://login.example", "a")
    with pytest.raises(BadInput):
        OidcSettings("https://login.example", "a", jwks_url="http://10.0.0.1/jwks")
    with pytest.raises(BadInput):
        OidcSettings("https://login.example", "")
