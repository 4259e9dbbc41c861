"""Talking to the OpenID Connect issuer: authorisation code flow with PKCE, state and nonce, through Authlib."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from ui.session.settings import SignInSettings, sign_in_settings
from ui.session.store import Credential, Session, sessions

CALLBACK = "/session/oidc"
_SECONDS = 10.0  # for one answer of the issuer
_EARLY_SECONDS = 30.0  # a token that is about to end is renewed before it is shown


@cache
def issuer_client() -> Any:
    """Authlib's client of the configured issuer, which keeps its discovery document."""
    from authlib.integrations.starlette_client import OAuth

    asked = sign_in_settings()
    return OAuth().register(
        "issuer",
        client_id=asked.oidc_client_id,
        client_secret=asked.oidc_client_secret or None,
        server_metadata_url=_discovery(asked),
        client_kwargs={"scope": asked.oidc_scope, "code_challenge_method": "S256", "timeout": _SECONDS},
    )


def claims_wanted(asked: SignInSettings) -> dict[str, Any]:
    """What an id token must say, whatever the discovery document claims."""
    return {
        "iss": {"essential": True, "values": [asked.oidc_issuer, asked.oidc_issuer.rstrip("/")]},
        "aud": {"essential": True, "value": asked.oidc_client_id},
    }


def credential_of(token: Mapping[str, Any], before: Credential | None = None) -> Credential:
    """What the issuer's token endpoint answered, as we keep it. ``before``: what a renewal left out stays as it was.

    Raises:
        KeyError: the token that the API is to be shown is not in it.
    """
    id_token = str(token.get("id_token") or (before.id_token if before is not None else ""))
    bearer = id_token if sign_in_settings().oidc_send == "id" else str(token["access_token"])
    if not bearer:
        raise KeyError("id_token")
    seconds = token.get("expires_in")
    expires = time.time() + float(seconds) if seconds is not None else None
    return Credential(bearer, expires, str(token.get("refresh_token") or (before.refresh if before else "")), id_token)


def fresh(session: Session) -> Session | None:
    """The session with a token that is good for a while; None: its time is over, and it was ended."""
    if not _ends_soon(session.credential):
        return session
    with sessions().renewing:
        found = sessions().find(session.name)  # another tab may have renewed it meanwhile
        if found is None or not _ends_soon(found.credential):
            return found
        renewed = _renewed(found.credential) if found.credential.refresh else None
        if renewed is not None:
            sessions().renew(found.name, renewed)
            return sessions().find(found.name)
    if found.credential.expires is not None and time.time() >= found.credential.expires:
        sessions().end(found.name)
        return None
    return found


def _ends_soon(kept: Credential) -> bool:
    return kept.expires is not None and time.time() >= kept.expires - _EARLY_SECONDS


def _renewed(kept: Credential) -> Credential | None:
    """None: the issuer does not renew it, or cannot be reached."""
    from authlib.integrations.base_client import OAuthError
    from authlib.integrations.httpx_client import OAuth2Client

    asked = sign_in_settings()
    try:
        found = httpx.get(_discovery(asked), timeout=_SECONDS).raise_for_status().json()
        with OAuth2Client(asked.oidc_client_id, asked.oidc_client_secret or None, timeout=_SECONDS) as client:
            token = client.refresh_token(found["token_endpoint"], refresh_token=kept.refresh)
            return credential_of(token, kept)
    except (OAuthError, httpx.HTTPError, KeyError, ValueError):
        return None


def _discovery(asked: SignInSettings) -> str:
    return asked.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
