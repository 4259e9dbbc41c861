"""Settings of sign-in: environment variables with the prefix ``ALLIEDSTACK_``."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SignInSettings(BaseSettings):
    """The issuer's name for us, and our own address."""

    model_config = SettingsConfigDict(env_prefix="ALLIEDSTACK_", extra="ignore", frozen=True)

    pages_url: str = Field("http://127.0.0.1:8501", description="how browsers reach the pages; set by serve")
    oidc_issuer: str = Field("", description="issuer of OpenID Connect tokens; the API's setting, too")
    oidc_client_id: str = Field("", description="our name at the issuer; empty: no sign-in by redirect")
    oidc_client_secret: str = Field("", description="empty: a public client, which PKCE alone protects")
    oidc_scope: str = Field("openid profile", description="what is asked of the issuer")
    oidc_send: Literal["access", "id"] = Field("access", description="the token that the API is shown")

    @property
    def redirects(self) -> bool:
        """Whether the issuer can be signed in at."""
        return bool(self.oidc_issuer and self.oidc_client_id)

    @property
    def secure(self) -> bool:
        """Whether cookies may travel over TLS only."""
        return self.pages_url.startswith("https://")

    def address(self, path: str) -> str:
        """One of our addresses as the browser sees it."""
        return self.pages_url.rstrip("/") + path


@cache
def sign_in_settings() -> SignInSettings:
    """The environment, read once."""
    return SignInSettings()
