"""Every error as a problem document (RFC 9457): one shape for validation, authorisation, absence and faults alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from graph.errors import AlliedstackError

MEDIA_TYPE = "application/problem+json"
_TYPE_PREFIX = "urn:alliedstack:problem:"  # a URN: nothing to fetch, stable whatever host serves the API
_HTTP_CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    412: "precondition_failed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "bad_input",
    428: "precondition_required",
    429: "rate_limited",
    503: "unavailable",
    504: "timeout",
}
_PLAIN = {  # the framework's own errors, which name no reason
    400: ("The body cannot be read.", "Send JSON in UTF-8, or the form that the document describes."),
    404: ("There is nothing at this address.", "See /v1/openapi.json for the addresses."),
    405: ("This address does not take that method.", "The header Allow names those it takes."),
}


class FieldError(BaseModel):
    """One offending field: ``where`` is the path to it (``body.market``), ``message`` what is wrong."""

    model_config = ConfigDict(extra="forbid")

    where: str
    message: str


class Problem(BaseModel):
    """RFC 9457 problem details, with ``code`` to branch on, ``hint`` to act on and the request's id."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(examples=["urn:alliedstack:problem:not_found"])
    title: str = Field(examples=["There is no company 'acme'."])
    status: int = Field(ge=400, le=599, examples=[404])
    code: str = Field(examples=["not_found"])
    detail: str = ""
    hint: str = ""
    instance: str = Field("", description="path of the request")
    request_id: str = ""
    errors: list[FieldError] = Field(default_factory=list)


def problem_response(
    request: Request,
    status: int,
    title: str,
    *,
    code: str = "",
    hint: str = "",
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer to a request that failed."""
    code = code or _HTTP_CODES.get(status, "error")
    body = Problem(
        type=_TYPE_PREFIX + code,
        title=title,
        status=status,
        code=code,
        hint=hint,
        instance=request.url.path,
        request_id=getattr(request.state, "request_id", ""),
        errors=list(errors),
    )
    return JSONResponse(body.model_dump(), status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def _known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AlliedstackError)
    headers = {"WWW-Authenticate": "Bearer"} if error.http_status == 401 else {}
    return problem_response(
        request, error.http_status, error.message, code=error.code, hint=error.hint, headers=headers
    )


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title, hint = _PLAIN.get(error.status_code, (str(error.detail), "Send less, or split it."))
    return problem_response(request, error.status_code, title, hint=hint, headers=error.headers)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = [_field(item) for item in error.errors()]
    names = ", ".join(dict.fromkeys(field.where for field in fields))
    return problem_response(
        request, 422, f"The request is not valid: {names}.", errors=fields, hint="See errors, and /v1/openapi.json."
    )


def _field(item: Mapping[str, Any]) -> FieldError:
    return FieldError(where=".".join(str(part) for part in item["loc"]), message=str(item["msg"]))


def _fault(request: Request, error: Exception) -> JSONResponse:
    """A fault of ours: the log has the trace, the caller gets the request's id and nothing of the inside."""
    structlog.get_logger("api").error("fault", path=request.url.path, exc_info=error)
    return problem_response(
        request, 500, "The service failed.", code="fault", hint="Report the request_id to the operator."
    )


def answer_to(request: Request, error: Exception) -> JSONResponse:
    """The answer to an error that is the caller's, or known to us."""
    if isinstance(error, AlliedstackError):
        return _known(request, error)
    return _invalid(request, error) if isinstance(error, RequestValidationError) else _http(request, error)


def install_problem_handlers(app: FastAPI) -> None:
    """Make ``app`` answer every error as a problem document."""
    app.add_exception_handler(AlliedstackError, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _fault)
