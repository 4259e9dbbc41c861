"""A small OpenID Connect issuer on a free loopback port: discovery, keys, a page of consent, tokens, sign-out.

It checks what a real one checks: the client and its secret, the redirect address, the code (once) and its verifier.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "alliedstack-pages", "a secret of the pages"
_KEY_ID = "one"
Query = dict[str, str]


class Issuer:
    """``token_seconds``: how long access tokens are good. ``claims``: what they say besides the usual."""

    def __init__(self, confidential: bool = True) -> None:
        self.confidential = confidential
        self.token_seconds = 300
        self.refreshes = True
        self.lies_about_nonce = False
        self.claims: dict[str, Any] = {"sub": "u1", "name": "Ada Officer", "role": "officer"}
        self.pages = ""
        self.seen: list[Query] = []
        self.renewals = 0
        self.exits: list[Query] = []
        self._key = rsa.generate_private_key(65537, 2048)
        self._names = ""
        self._codes: dict[str, Query] = {}
        self._refresh: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        # Another host than the pages', so that the browser takes it for the other site that it stands for.
        self.url = f"http://localhost:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def speaks_for(self, other: Issuer) -> None:
        """Sign access tokens as the other issuer does: one organisation with two clients."""
        self._key, self._names = other._key, other.url

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "end_session_endpoint": f"{self.url}/exit",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def jwks(self) -> dict[str, Any]:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": _KEY_ID, "use": "sig"}]}

    def consent(self, asked: Query) -> str:
        """The page that a person answers."""
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == f"{self.pages}/session/oidc"
        assert asked["code_challenge_method"] == "S256"
        assert asked["nonce"]
        self.seen.append(asked)
        code = secrets.token_urlsafe()
        self._codes[code] = asked
        yes = html.escape(asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]}))
        no = html.escape(asked["redirect_uri"] + "?" + urlencode({"error": "access_denied", "state": asked["state"]}))
        return f"<title>Issuer</title><h1>Issuer</h1><a href='{yes}'>Allow</a> <a href='{no}'>Refuse</a>"

    def exchange(self, form: Query, authorization: str) -> dict[str, Any] | None:
        """Tokens for a code or a refresh token; None: refused."""
        if self.confidential:
            expected = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
            plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            if authorization not in (f"Basic {expected}", f"Basic {plain}"):
                return None
        elif form.get("client_id") != CLIENT or authorization:
            return None
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self._refresh:
                return None
            self._refresh.remove(form["refresh_token"])
            self.renewals += 1
            return self._tokens(None)
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        made = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        return self._tokens(asked["nonce"]) if made == asked["code_challenge"] else None

    def access_token(self, **claims: Any) -> str:
        """A token for the API without anybody at a browser."""
        until = int(time.time()) + 300
        return self._sign({"iss": self.url, "aud": "alliedstack", "sub": "a program", "exp": until, **claims})

    def _tokens(self, nonce: str | None) -> dict[str, Any]:
        now = int(time.time())
        common = {"iss": self.url, "iat": now, "exp": now + self.token_seconds, **self.claims}
        identity = common | {"aud": CLIENT} | ({"nonce": nonce} if nonce else {})
        if self.lies_about_nonce:
            identity["nonce"] = "another"
        found = {
            "token_type": "Bearer",
            "expires_in": self.token_seconds,
            "access_token": self._sign(common | {"iss": self._names or self.url, "aud": "alliedstack"}),
            "id_token": self._sign(identity),
        }
        if self.refreshes:
            found["refresh_token"] = secrets.token_urlsafe()
            self._refresh.add(found["refresh_token"])
        return found

    def _sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._key, "RS256", headers={"kid": _KEY_ID})


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self._send(200, issuer.consent(asked), "text/html")
            elif parts.path == "/exit":
                issuer.exits.append(asked)
                self.send_response(302)
                self.send_header("Location", asked["post_logout_redirect_uri"])
                self.end_headers()
            else:
                found = {"/jwks": issuer.jwks, "/.well-known/openid-configuration": issuer.discovery}.get(parts.path)
                self._send(200, json.dumps(found())) if found is not None else self._send(404, "{}")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            found = issuer.exchange(form, self.headers.get("Authorization", ""))
            self._send(200 if found else 400, json.dumps(found or {"error": "invalid_grant"}))

        def _send(self, status: int, body: str, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None: ...

    return Handler
