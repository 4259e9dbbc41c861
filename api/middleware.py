"""What happens around every request: an id, limits on size and time, security headers, one log line, metrics."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import Callable

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import problem_response

REQUEST_ID_HEADER = "X-Request-ID"
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")  # a caller's own id is kept when it cannot break a log line
_SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"strict-transport-security", b"max-age=31536000"),
)
_NO_STORE = (b"cache-control", b"no-store")


class RequestContext:
    """Outermost: gives the request its id, adds the headers, logs and counts the answer.

    ``route_name`` maps a scope to the route's template, so that metrics do not grow with the number of ids.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics, route_name: Callable[[Scope], str]) -> None:
        self.app = app
        self._route_name = route_name
        self._log = structlog.get_logger("api")
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Request(scope).headers.get(REQUEST_ID_HEADER, "")
        request_id = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                extra = [*_SECURITY_HEADERS, _NO_STORE, (REQUEST_ID_HEADER.lower().encode(), request_id.encode())]
                headers += [(name, value) for name, value in extra if name not in present]
                message["headers"] = headers
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_headers)
            finally:
                seconds = time.perf_counter() - started
                route = self._route_name(scope)
                self._metrics.answered(scope["method"], route, status, seconds)
                took = round(seconds, 4)
                self._log.info("answered", method=scope["method"], route=route, status=status, seconds=took)


class BodyLimit:
    """Refuses a body over ``most`` bytes, announced or streamed; ``larger``: path prefixes with their own limits."""

    def __init__(self, app: ASGIApp, *, most: int, larger: dict[str, int] | None = None) -> None:
        self.app = app
        self._most = most
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        limit = next((n for prefix, n in self._larger.items() if scope["path"].startswith(prefix)), self._most)
        announced = request.headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > limit:
            await self._refuse(request, limit)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    raise HTTPException(413, _too_large(limit))
            return message

        await self.app(scope, counted, send)

    @staticmethod
    def _refuse(request: Request, limit: int) -> ASGIApp:
        return problem_response(request, 413, _too_large(limit), hint="Send less, or split it.")


def _too_large(limit: int) -> str:
    return f"The body is larger than {limit:,} bytes."


class TimeLimit:
    """Answers 504 when a request takes longer than ``seconds``, sending its body included."""

    def __init__(self, app: ASGIApp, *, seconds: float) -> None:
        self.app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noticed(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            async with asyncio.timeout(self._seconds):
                await self.app(scope, receive, noticed)
        except TimeoutError:
            if begun:  # too late for a status: the connection breaks off, which the client notices
                raise
            title = f"No answer within {self._seconds:g} seconds."
            hint = "Ask for less, or as a job with wait=0."
            await problem_response(Request(scope), 504, title, hint=hint)(scope, receive, send)
