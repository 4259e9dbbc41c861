"""Keys, jobs and the audit log as the API shows them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.base import Id, In, Out
from service.access import DEFAULT_DAYS, Role
from service.jobs import Status

_MOST_DAYS = 3650  # ten years: longer than anybody answers for a key


class CallerOut(Out):
    """Who you are to the API."""

    subject: str = Field(description="the key's prefix, or oidc: and the token's subject")
    role: Role
    company: str | None
    name: str


class KeyOut(Out):
    """A key's record; the key itself is shown once, when it is made."""

    prefix: str
    role: Role
    name: str
    company: str | None
    created_at: str
    expires_at: str
    revoked_at: str | None
    replaced_by: str | None


class NewKeyOut(Out):
    """A key, this once."""

    key: str
    record: KeyOut


class NewKeyIn(In):
    """What a key is to be. A company key, and only that, names its company."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "officer", "name": "Nairobi post", "days": 90}]})

    role: Role
    name: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    company: Id | None = None
    days: int = Field(DEFAULT_DAYS, ge=1, le=_MOST_DAYS)


class JobErrorOut(Out):
    code: str
    message: str
    hint: str


class JobOut(Out):
    """Work that outlives a request. `result` is there once `status` is done, `error` once it failed."""

    id: str
    kind: str
    owner: str
    status: Status
    progress: float = Field(ge=0, le=1)
    message: str
    created_at: str
    started_at: str
    finished_at: str
    attempts: int
    cancel: bool = Field(description="whether somebody asked it to end")
    result: dict[str, JsonValue] | None
    error: JobErrorOut | None


class EntryOut(Out):
    """One answered request: who read or changed what."""

    id: str
    at: str
    subject: str
    role: str
    company: str
    method: str
    route: str
    path: str
    status: int
    change: bool
    request_id: str
