"""ETags: of a record by its version, of anything else by its content; a write says which version it is based on."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel

from graph.errors import AlliedstackError, Conflict

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=200, description="ETag of the version that the change is based on, or `*`"),
]


class PreconditionRequired(AlliedstackError):
    """A change that does not say on which version it is based."""

    code = "precondition_required"
    http_status = 428


class PreconditionFailed(AlliedstackError):
    """A change that is based on a version which is no longer there."""

    code = "precondition_failed"
    http_status = 412


def version_tag(version: int) -> str:
    """The ETag of a record's version."""
    return f'"v{version}"'


def content_tag(data: BaseModel | dict[str, Any]) -> str:
    """The ETag of a value that has no version of its own."""
    text = data.model_dump_json() if isinstance(data, BaseModel) else repr(data)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def expected_version(if_match: str | None, version: int) -> int:
    """The version to hand to the store.

    Raises:
        PreconditionRequired: no If-Match. PreconditionFailed: it names another version.
    """
    if if_match is None:
        raise PreconditionRequired("A change needs the header If-Match.", "Send the ETag that you read.")
    if if_match.strip() != "*" and version_tag(version) not in _tags(if_match):
        raise PreconditionFailed(
            "It was changed since you read it.", "Read it again, and send the change with the new ETag."
        )
    return version


def matches(if_none_match: str, etag: str) -> bool:
    """Whether the caller has this version already."""
    return if_none_match.strip() == "*" or etag in _tags(if_none_match)


def _tags(header: str) -> list[str]:
    return [part.strip().removeprefix("W/") for part in header.split(",")]


def as_precondition(error: Conflict) -> PreconditionFailed:
    """A store's conflict as the answer to a conditional write that lost a race."""
    return PreconditionFailed(error.message, "Read it again, and send the change with the new ETag.")
