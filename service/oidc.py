"""Bearer tokens of an OpenID Connect issuer: signature by its published keys, then issuer, audience, time, role."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from graph.errors import AlliedstackError, BadInput
from service.access import Caller, Role, Unauthenticated

ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)  # no shared secrets
LEEWAY_SECONDS = 60  # clocks differ; the usual allowance
REFETCH_SECONDS = 30.0  # least time between two fetches, so that made-up key ids cannot make us hammer the issuer
KEYS_LIVE_SECONDS = 3600.0  # a withdrawn signing key is honoured no longer than this
FETCH_SECONDS = 5.0
_MOST_BYTES = 1_000_000  # no key set is that large
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class IssuerUnavailable(AlliedstackError):
    """The issuer's keys could not be fetched, so no token can be judged."""

    code = "issuer_unavailable"
    http_status = 503


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """``issuer`` and ``audience`` must equal the token's. ``jwks_url`` "": found through the issuer's discovery
    document. ``role_claim`` may be a path ("realm_access.roles") to a text or a list; ``roles`` maps its values to
    ours (a value that is a role's own name needs no entry). ``company_claim``: the company of a company role."""

    issuer: str
    audience: str
    jwks_url: str = ""
    role_claim: str = "role"
    company_claim: str = "company"
    roles: tuple[tuple[str, Role], ...] = ()

    def __post_init__(self) -> None:
        if not self.audience:
            raise BadInput("An issuer is set, but no audience.", "Set ALLIEDSTACK_OIDC_AUDIENCE.")
        for url in filter(None, (self.issuer, self.jwks_url)):
            _need_safe(url)


def _need_safe(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise BadInput(f"{url!r} is not fetched over TLS.", "Use https; plain http is for this machine only.")


class TokenVerifier:
    """Judges tokens. Keys are fetched when first needed, kept for an hour, and fetched anew for an unknown key id."""

    def __init__(self, settings: OidcSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, Any] = {}
        self._fetched: float | None = None

    def check(self, token: str) -> Caller:
        """The caller whom the token names.

        Raises:
            Unauthenticated: malformed, wrong signature, issuer, audience or time, or no role of ours in it.
            IssuerUnavailable: the issuer's keys cannot be fetched.
        """
        import jwt

        settings = self._settings
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise Unauthenticated("The token's algorithm is not accepted.", f"One of: {', '.join(ALGORITHMS)}.")
            claims = jwt.decode(
                token,
                self._key(str(header.get("kid", ""))),
                algorithms=list(ALGORITHMS),
                audience=settings.audience,
                issuer=settings.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise Unauthenticated("The token has expired.", "Sign in again.") from error
        except jwt.PyJWTError as error:
            raise Unauthenticated("The token is not valid.", "Sign in again.") from error
        return self._caller(claims)

    def _caller(self, claims: dict[str, Any]) -> Caller:
        role = self._role(_at(claims, self._settings.role_claim))
        company = _at(claims, self._settings.company_claim)
        if role is None or (role is Role.COMPANY and not isinstance(company, str)):
            raise Unauthenticated(
                "The token names no role that is known here.", f"Map the claim {self._settings.role_claim!r} to a role."
            )
        name = claims.get("name")
        return Caller(
            subject=f"oidc:{claims['sub']}",
            role=role,
            company=str(company) if role is Role.COMPANY else None,
            name=name if isinstance(name, str) else "",
        )

    def _role(self, value: object) -> Role | None:
        """The first listed value that is a role."""
        known = {role.value: role for role in Role} | dict(self._settings.roles)
        values = value if isinstance(value, list) else [value]
        return next((known[one] for one in values if isinstance(one, str) and one in known), None)

    def _key(self, kid: str) -> Any:
        with self._lock:
            now = self._clock()
            age = None if self._fetched is None else now - self._fetched
            stale = age is None or age > KEYS_LIVE_SECONDS
            if stale or (kid not in self._keys and age is not None and age > REFETCH_SECONDS):
                self._keys = self._fetch()
                self._fetched = now
            key = self._keys.get(kid)
            if key is None and not kid and len(self._keys) == 1:
                return next(iter(self._keys.values()))  # a token may leave the key id out when there is one key
        if key is None:
            raise Unauthenticated("The token is signed with a key that its issuer does not publish.", "Sign in again.")
        return key

    def _fetch(self) -> dict[str, Any]:
        import jwt

        url = self._settings.jwks_url or self._discover()
        try:
            found = jwt.PyJWKSet.from_dict(self._get(url))
        except jwt.PyJWTError as error:
            raise IssuerUnavailable("The issuer publishes no usable keys.", f"See {url}.") from error
        return {key.key_id or "": key for key in found.keys}

    def _discover(self) -> str:
        url = self._settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = self._get(url).get("jwks_uri")
        if not isinstance(found, str):
            raise IssuerUnavailable("The issuer's discovery document names no jwks_uri.", f"See {url}.")
        _need_safe(found)
        return found

    @staticmethod
    def _get(url: str) -> dict[str, Any]:
        import httpx

        try:
            answer = httpx.get(url, timeout=FETCH_SECONDS, follow_redirects=False)
            answer.raise_for_status()
            if len(answer.content) > _MOST_BYTES:
                raise ValueError("too large")
            found = json.loads(answer.content)
        except (httpx.HTTPError, ValueError) as error:
            raise IssuerUnavailable("The issuer cannot be reached.", f"Is {url} reachable from here?") from error
        if not isinstance(found, dict):
            raise IssuerUnavailable("The issuer's answer is no JSON object.", f"See {url}.")
        return found


def _at(claims: dict[str, Any], path: str) -> object:
    value: object = claims
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
