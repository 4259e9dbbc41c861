"""The OpenAPI document: what FastAPI derives, and what the gate adds to every route, said once for all."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse
from starlette.routing import Route

from api.deprecation import documented
from api.gate import IDEMPOTENCY_HEADER, QUESTION, REPLAYED_HEADER, ROLES, SECRET_ANSWER
from api.problems import MEDIA_TYPE, Problem

DOCUMENT_PATH = "/v1/openapi.json"
_ABOUT = """\
From a foreign buyer's need to an eligible full-stack American AI team, with reasons.

Every answer under /v1 names what it rests on (`replay`), so that it can be given again. Every error is a problem
document (RFC 9457) with a stable `code` and a `hint`. Unknown query parameters and fields are errors. Lists are paged
by cursor, in a stable order, and say whether they were cut (`truncated`). `x-roles` names the roles of each route.
Nothing here is a determination by any government, and a screening answer is never a clearance.
"""
_EVERYWHERE = {
    401: "No key, or none that is valid",
    403: "The caller's role may not do this, or it is another company's",
    404: "Something that the request names does not exist, or is not for the caller to know of",
    422: "The request is not valid: errors names each field",
    429: "Too many requests: Retry-After says how long to wait",
    500: "The service failed; request_id finds it in the log",
    503: "The graph cannot be reached",
    504: "It took too long",
}
_WITH_BODY = {400: "The body cannot be read", 413: "The body is too large"}
_CHANGING = {
    409: "It contradicts the present state, or the same request is under way",
}
_CONDITIONAL = {412: "It was changed since it was read", 428: "If-Match is missing"}
_RENAMED = {  # two things of one name are told apart, for people and for generators of clients
    "matching__rules__findings__Outcome": "FindingOutcome",
    "matching__rules__screening__outcome__Outcome": "ScreeningOutcome",
}
_LIMITS = {
    "RateLimit-Limit": "requests a minute",
    "RateLimit-Remaining": "requests left now",
    "RateLimit-Reset": "seconds until all are back",
}


def add_document(made: FastAPI) -> None:
    """Serve the document at ``/v1/openapi.json``, to anybody."""

    def derive() -> dict[str, Any]:
        if made.openapi_schema is None:
            made.openapi_schema = complete(
                get_openapi(
                    title=made.title,
                    version=made.version,
                    openapi_version="3.1.0",
                    summary="Matchmaking for the American AI Exports Program",
                    description=_ABOUT,
                    routes=made.routes,
                    license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
                )
            )
        return made.openapi_schema

    def document(_: Request) -> Response:
        return JSONResponse(derive())

    made.openapi = derive  # type: ignore[method-assign]
    made.router.routes.append(Route(DOCUMENT_PATH, document, methods=["GET"]))


def _renamed(document: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(document)
    for old, new in _RENAMED.items():
        text = text.replace(f"#/components/schemas/{old}", f"#/components/schemas/{new}")
    found: dict[str, Any] = json.loads(text)
    schemas = found["components"]["schemas"]
    for old, new in _RENAMED.items():
        schemas[new] = schemas.pop(old) | {"title": new}
    return found


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """The document with keys, problems, limits and idempotency on every operation."""
    document = _renamed(document)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = problem
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "an API key, or a token of the OIDC issuer"},
        "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "an API key"},
    }
    components["headers"] = {
        name: {"description": text, "schema": {"type": "integer", "minimum": 0}} for name, text in _LIMITS.items()
    }
    components["headers"]["X-Request-ID"] = {
        "description": "finds the request in the log",
        "schema": {"type": "string"},
    }
    problem_content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        str(status): {"description": text, "content": problem_content, "headers": _headers()}
        for status, text in sorted((_EVERYWHERE | _WITH_BODY | _CONDITIONAL | _CHANGING).items())
    }
    for methods in document["paths"].values():
        for method, operation in methods.items():
            _complete_operation(method, operation)
    document["paths"] = dict(sorted(document["paths"].items()))
    return document


def _complete_operation(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    expected = dict(_EVERYWHERE)
    if method in ("post", "put", "patch"):
        expected |= _WITH_BODY
    if method != "get":
        expected |= _CHANGING
    conditional = any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", []))
    if conditional:
        expected |= _CONDITIONAL
    if any("ETag" in answer.get("headers", {}) for answer in responses.values()) and method == "get":
        responses["304"] = {"description": "The caller has this version already (If-None-Match)"}
        _add_header(operation, "If-None-Match", "ETag of the version that the caller has", 200)
    for answer in responses.values():
        answer["headers"] = {**answer.get("headers", {}), **_headers(), **documented(operation)}
    for status in expected:
        responses[str(status)] = {"$ref": f"#/components/responses/{status}"}
    if method == "post":
        operation.pop(QUESTION, None)
        secret = operation.pop(SECRET_ANSWER, False)
        told = "; its answer holds a secret, so a repetition is refused instead of answered again" if secret else ""
        _add_header(
            operation, IDEMPOTENCY_HEADER, f"the same key and body do the work once{told}", 255, "^[\\x21-\\x7e]+$"
        )
        for status, answer in responses.items():
            if status.startswith("2"):  # a problem is never kept
                answer["headers"][REPLAYED_HEADER] = {
                    "description": "`true` when this is the answer to an earlier request with the same key",
                    "schema": {"type": "string", "const": "true"},
                }
    operation["responses"] = dict(sorted(responses.items()))
    operation["security"] = [{"bearer": []}, {"key": []}]
    operation[ROLES] = sorted(operation[ROLES])


def _headers() -> dict[str, Any]:
    """Headers of every answer."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-ID", *_LIMITS)}


def _add_header(operation: dict[str, Any], name: str, text: str, longest: int, pattern: str = "") -> None:
    schema: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": longest}
    if pattern:
        schema["pattern"] = pattern
    operation.setdefault("parameters", []).append(
        {"name": name, "in": "header", "required": False, "description": text, "schema": schema}
    )


def etag_header() -> dict[int | str, dict[str, Any]]:
    """``responses`` of a route whose answer bears an ETag."""
    return {200: {"headers": {"ETag": {"description": "version of the answer", "schema": {"type": "string"}}}}}
