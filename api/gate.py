"""The one gate to every route: who asks, may they, not too often, with known parameters, and it is written down."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.deprecation import headers_of
from api.etags import matches
from api.problems import answer_to, problem_response
from api.shared import SharedWork
from api.strict import check_query, query_fields
from graph.errors import AlliedstackError, BadInput
from service.access import KEY_MARK, Caller, Forbidden, Keys, Role, Unauthenticated
from service.audit import AuditLog, Entry
from service.idempotency import Idempotency, Kept
from service.oidc import TokenVerifier
from service.rate_limit import Allowance, RateLimiter

ROLES = "x-roles"  # where a route declares whom it serves; published in the OpenAPI document
SECRET_ANSWER = "x-secret-answer"  # noqa: S105 - marks a route whose answer must not be kept for Idempotency-Key
QUESTION = "x-question"  # marks a POST that changes nothing: it may be repeated, and is written down like a read
IDEMPOTENCY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replayed"
_KEY = re.compile(r"^[\x21-\x7e]{1,255}$")
_BOUNDARY = re.compile(r'^multipart/form-data;.*boundary="?([^";,]+)', re.IGNORECASE)
_KEPT_HEADERS = ("location", "etag")
CHECKS_AT_ONCE = 4  # keys that are verified at the same time: each argon2 takes 64 MB and all cores that it gets
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class RateLimited(AlliedstackError):
    """Too many requests."""

    code = "rate_limited"
    http_status = 429


@dataclass(frozen=True)
class Gate:
    """What guards the routes. ``failures`` bounds attempts with wrong keys by address, since each costs an argon2.

    However many requests bring a key that is not known yet, it is verified once, and few keys at a time: argon2 for
    each of them would stop every answer for seconds.
    """

    keys: Keys
    tokens: TokenVerifier | None
    limiter: RateLimiter
    failures: RateLimiter
    audit: AuditLog
    idempotency: Idempotency
    _checks: SharedWork[Caller] = field(default_factory=SharedWork)
    _turns: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(CHECKS_AT_ONCE))

    async def caller(self, request: Request) -> Caller:
        """Who asks.

        Raises:
            Unauthenticated: nobody, or nobody who can be told. RateLimited: too many wrong keys from there.
        """
        text = presented(request)
        known = self.keys.remembered(text)
        if known is not None:
            return known
        address = request.client.host if request.client is not None else "unknown"
        if not self.failures.look(address).allowed:
            raise RateLimited("Too many wrong keys from this address.", "Wait a minute.")
        try:
            return await self._checks.do(text, lambda: run_sync(self._judge, text, limiter=self._turns))
        except Unauthenticated:
            self.failures.take(address)
            raise

    def _judge(self, text: str) -> Caller:
        if text.startswith(f"{KEY_MARK}_") or self.tokens is None:
            return self.keys.check(text)
        return self.tokens.check(text)


def presented(request: Request) -> str:
    """The key or token that the request carries.

    Raises:
        Unauthenticated: none, or two.
    """
    bearer, key = request.headers.get("authorization"), request.headers.get("x-api-key")
    if bearer is not None and key is not None:
        raise Unauthenticated("The request carries two credentials.", "Send Authorization or X-API-Key, not both.")
    if key is not None:
        return key.strip()
    scheme, _, text = (bearer or "").partition(" ")
    if scheme.casefold() != "bearer" or not text.strip():
        raise Unauthenticated("The request carries no key.", "Send the header: Authorization: Bearer KEY")
    return text.strip()


class GuardedRoute(APIRoute):
    """A route behind the gate. It cannot be made without saying which roles it serves."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        extra = options.get("openapi_extra") or {}
        if not extra.get(ROLES):
            raise TypeError(f"{path}: a route says which roles it serves ({ROLES}).")
        self.roles = frozenset(Role(name) for name in extra[ROLES])
        self.secret_answer = bool(extra.get(SECRET_ANSWER))
        self.question = bool(extra.get(QUESTION))
        self.deprecation = headers_of(extra)
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handle:
        handle = super().get_route_handler()
        declared = query_fields(self.dependant)

        async def admitted(request: Request) -> Response:
            caller: Caller = request.state.caller
            if caller.role not in self.roles:
                serves = ", ".join(sorted(self.roles))
                raise Forbidden(f"The role {caller.role} may not do this.", f"It is for: {serves}.")
            check_query(request, declared)
            if request.method == "POST" and IDEMPOTENCY_HEADER.lower() in request.headers:
                return await self._once(request, caller, handle)
            return await handle(request)

        async def told(request: Request) -> Response:
            response = await guarded(request)
            response.headers.update(self.deprecation)
            return response

        async def guarded(request: Request) -> Response:
            gate: Gate = request.app.state.gate
            try:
                caller = await gate.caller(request)
            except AlliedstackError as error:
                return answer_to(request, error)
            request.state.caller = caller
            structlog.contextvars.bind_contextvars(subject=caller.subject, role=caller.role.value)
            allowance = gate.limiter.take(caller.subject)
            if allowance.allowed:
                response = await _answered(request, admitted)
            else:
                response = answer_to(request, RateLimited("Too many requests.", "Wait as long as Retry-After says."))
                response.headers["Retry-After"] = str(allowance.retry_after)
            _say_limits(response, allowance)
            await self._write_down(request, caller, response.status_code)
            return _unless_known(request, response)

        return told if self.deprecation else guarded

    async def _once(self, request: Request, caller: Caller, handle: Handle) -> Response:
        key = request.headers[IDEMPOTENCY_HEADER]
        if not _KEY.match(key):
            raise BadInput(
                f"{IDEMPOTENCY_HEADER} is not usable.", "Send 1 to 255 printable ASCII characters, no space."
            )
        kept_answers: Idempotency = request.app.state.gate.idempotency
        body = _comparable(request, await request.body())
        place = kept_answers.place(caller.subject, request.method, request.url.path, key)
        kept = await run_in_threadpool(kept_answers.begin, place, body)
        if kept is not None:
            headers = {**kept.headers, REPLAYED_HEADER: "true"}
            return Response(kept.body, kept.status, headers, kept.media_type)
        try:
            response = await handle(request)
        except BaseException:
            await run_in_threadpool(kept_answers.release, place)
            raise
        if response.status_code >= 400 or not hasattr(response, "body"):
            await run_in_threadpool(kept_answers.release, place)
            return response
        answer = Kept(
            response.status_code,
            response.media_type or response.headers.get("content-type", "application/json"),
            {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers},
            bytes(response.body),
        )
        await run_in_threadpool(kept_answers.finish, place, body, answer, secret=self.secret_answer)
        return response

    async def _write_down(self, request: Request, caller: Caller, status: int) -> None:
        change = request.method in _CHANGES and not self.question
        entry = Entry(
            at=datetime.now(UTC).isoformat(),
            subject=caller.subject,
            role=caller.role.value,
            company=caller.company or "",
            method=request.method,
            route=self.path,
            path=request.url.path,
            status=status,
            change=change,
            request_id=request.state.request_id,
        )
        audit: AuditLog = request.app.state.gate.audit
        if not change:
            audit.note(entry)
            return
        try:
            await run_in_threadpool(audit.note, entry)
        except AlliedstackError as error:  # what was asked is done; the entry waits for the next round
            structlog.get_logger("audit").error("not written yet", error=error.message)


def _comparable(request: Request, body: bytes) -> bytes:
    """The body as it is compared between repetitions: a form's boundary is made anew each time it is sent."""
    found = _BOUNDARY.search(request.headers.get("content-type", ""))
    return body if found is None else body.replace(found[1].encode("latin-1"), b"boundary")


async def _answered(request: Request, handle: Callable[[Request], Awaitable[Response]]) -> Response:
    """The answer, also when it is a problem, so that it can be counted and written down."""
    try:
        return await handle(request)
    except (AlliedstackError, HTTPException, RequestValidationError) as error:
        return answer_to(request, error)
    except ClientDisconnect:
        return problem_response(request, 400, "The connection broke off.", hint="Send the request again.")
    except Exception as error:
        structlog.get_logger("api").error("fault", path=request.url.path, exc_info=error)
        return problem_response(
            request, 500, "The service failed.", code="fault", hint="Report the request_id to the operator."
        )


def _say_limits(response: Response, allowance: Allowance) -> None:
    response.headers["RateLimit-Limit"] = str(allowance.limit)
    response.headers["RateLimit-Remaining"] = str(allowance.remaining)
    response.headers["RateLimit-Reset"] = str(allowance.reset)


def _unless_known(request: Request, response: Response) -> Response:
    """304 when the caller has this very version."""
    wanted, etag = request.headers.get("if-none-match"), response.headers.get("etag")
    if request.method != "GET" or wanted is None or etag is None or not matches(wanted, etag):
        return response
    headers = {k: v for k, v in response.headers.items() if k not in ("content-length", "content-type")}
    return Response(status_code=304, headers=headers)
