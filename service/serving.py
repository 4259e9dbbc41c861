"""Settings of the HTTP service: environment variables with the prefix ``ALLIEDSTACK_``, read once at its start."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import BadInput
from service.access import Role
from service.buckets import FileBuckets
from service.oidc import OidcSettings
from service.rate_limit import RateLimiter

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")


class ServeSettings(BaseSettings):
    """What can be set of the service. Limits protect a shared machine; raise them where it has the room."""

    model_config = SettingsConfigDict(env_prefix="ALLIEDSTACK_", extra="ignore", frozen=True)

    api_rate_per_minute: int = Field(600, ge=1, description="requests a minute for each key, over all workers")
    api_failures_per_minute: int = Field(30, ge=1, description="wrong keys a minute from one address")
    api_body_bytes: int = Field(1_000_000, ge=1_000, description="largest body of a request")
    api_upload_bytes: int = Field(50_000_000, ge=1_000, description="largest file that is uploaded")
    api_seconds: float = Field(60.0, gt=0, description="longest time for one answer")
    api_workers: int = Field(1, ge=1, le=64, description="processes that share the limits; set by serve")
    api_shared_dir: Path | None = Field(None, description="folder where workers count together; set by serve")
    api_grace_seconds: float = Field(20.0, ge=0, description="how long a shutdown waits for requests and jobs")
    api_cors_origins: str = Field("", description="origins whose pages may call the API, with commas; empty: none")
    api_warm_up: bool = Field(True, description="load models and snapshot before the first match asks for them")
    oidc_issuer: str = Field("", description="issuer of OpenID Connect tokens; empty: only keys are accepted")
    oidc_audience: str = Field("", description="the audience that tokens must name")
    oidc_jwks_url: str = Field("", description="address of its keys; empty: found by discovery")
    oidc_role_claim: str = Field("role", description="claim that holds the role; a path such as realm_access.roles")
    oidc_company_claim: str = Field("company", description="claim that holds the company's id")
    oidc_roles: str = Field("", description='more names of roles, for example "trade-officer=officer,boss=admin"')

    def limiter(self, name: str, per_minute: int) -> RateLimiter:
        """A limit over all workers: counted together where they share a folder, else each has its part of it."""
        if self.api_shared_dir is None:
            return RateLimiter(max(per_minute // self.api_workers, 1))
        return RateLimiter(per_minute, buckets=FileBuckets(self.api_shared_dir / f"{name}.buckets"))

    def cors_origins(self) -> tuple[str, ...]:
        """The origins that are let in.

        Raises:
            BadInput: one of them is no origin, or stands for any.
        """
        origins = tuple(one.strip().rstrip("/") for one in self.api_cors_origins.split(",") if one.strip())
        wrong = next((one for one in origins if not _ORIGIN.fullmatch(one)), None)
        if wrong is not None:
            raise BadInput(
                f"ALLIEDSTACK_API_CORS_ORIGINS cannot be used: {wrong!r} is no origin.",
                "Name each: scheme, host and port, such as https://tools.example.gov",
            )
        return origins

    def oidc(self) -> OidcSettings | None:
        """The issuer, if one is set.

        Raises:
            BadInput: a part of it is missing or wrong.
        """
        if not self.oidc_issuer:
            return None
        return OidcSettings(
            issuer=self.oidc_issuer,
            audience=self.oidc_audience,
            jwks_url=self.oidc_jwks_url,
            role_claim=self.oidc_role_claim,
            company_claim=self.oidc_company_claim,
            roles=tuple(_role_pair(pair) for pair in self.oidc_roles.split(",") if pair.strip()),
        )


def _role_pair(pair: str) -> tuple[str, Role]:
    name, _, role = (part.strip() for part in pair.partition("="))
    try:
        return name, Role(role)
    except ValueError as error:
        roles = ", ".join(Role)
        raise BadInput(
            f"ALLIEDSTACK_OIDC_ROLES: {pair!r} names no role.", f"NAME=ROLE with one of: {roles}."
        ) from error


def read_serve_settings(**given: object) -> ServeSettings:
    """The environment, with ``given`` over it.

    Raises:
        BadInput: a variable holds a value that cannot be used; the message names it.
    """
    try:
        return ServeSettings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "ALLIEDSTACK_" + str(first["loc"][0]).upper().removeprefix("ALLIEDSTACK_")
        raise BadInput(f"{name} cannot be used: {first['msg']}.", "Correct or unset the variable.") from error
