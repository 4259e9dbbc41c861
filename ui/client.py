"""The API as the pages see it: answers as dictionaries, errors with the API's own words and hint."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx

Json = dict[str, Any]
Tell = Callable[[float, str], None]  # how far a job is, within [0, 1], and what it is at
_TIMEOUT = httpx.Timeout(70.0, connect=5.0)  # a little more than the API's own limit for one answer
_POLL_SECONDS = 0.4  # between two looks at a job: often enough to look alive
_WAIT_SECONDS = 1  # for an answer without a job; beyond it, progress is shown
_FINAL = frozenset({"done", "failed", "cancelled"})
_PAGE = 200  # items a page when a whole list is wanted
MOST_ITEMS = 2_000  # of a list that a page shows whole; beyond it the page says that it was cut


@dataclass(eq=False)  # not frozen: an exception's traceback is set as it passes through a context manager
class ApiError(Exception):
    """A problem document (RFC 9457), or the want of an answer."""

    status: int
    code: str
    detail: str
    hint: str = ""
    request_id: str = ""

    def __str__(self) -> str:
        return f"{self.detail} {self.hint}".strip()


@dataclass(frozen=True)
class Listed:
    """A list read page by page. ``truncated``: there are more than ``items``."""

    items: list[Json]
    truncated: bool


class Api:
    """One signed-in user. ``key`` is an API key or an OIDC token."""

    def __init__(self, base: str, key: str = "", transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(
            base_url=base, headers=headers, timeout=_TIMEOUT, transport=transport or _shared_transport()
        )

    def get(self, path: str, **params: Any) -> Json:
        """One GET; None and empty parameters are left out."""
        return self._json(self._send("GET", path, params=_given(params)))

    def post(self, path: str, body: Mapping[str, Any] | None = None, **params: Any) -> Json:
        """One POST with a fresh idempotency key, so that a repeat after a lost answer does nothing twice."""
        return self._json(
            self._send("POST", path, json=body, params=_given(params), headers={"Idempotency-Key": uuid.uuid4().hex})
        )

    def put(self, path: str, body: Mapping[str, Any], etag: str = "") -> Json:
        return self._json(self._send("PUT", path, json=body, headers={"If-Match": etag} if etag else {}))

    def delete(self, path: str, etag: str = "") -> Json:
        return self._json(self._send("DELETE", path, headers={"If-Match": etag} if etag else {}))

    def content(self, method: str, path: str, body: Mapping[str, Any] | None = None, **params: Any) -> bytes:
        """A file's bytes."""
        headers = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        return self._send(method, path, json=body, params=_given(params), headers=headers).content

    def items(self, path: str, most: int = MOST_ITEMS, **params: Any) -> Listed:
        """A whole list, page by page, at most ``most`` items."""
        items: list[Json] = []
        cursor: str | None = None
        while True:
            page = self.get(path, limit=min(_PAGE, most - len(items)), cursor=cursor, **params)
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None or len(items) >= most:
                return Listed(items, cursor is not None)

    def job(self, path: str, body: Mapping[str, Any], tell: Tell) -> Json:
        """A question that may become a job: waited for, with progress. Whatever ends the wait ends the job, too.

        Raises:
            ApiError: the job failed or was cancelled.
        """
        answer = self._submit(path, json=body)
        return self._result(answer, tell) if answer.status_code == httpx.codes.ACCEPTED else self._json(answer)

    def work(self, path: str, tell: Tell, file: tuple[str, bytes] | None = None, **params: Any) -> Json:
        """Work that always is a job, with a file to work on where it needs one; its result.

        Raises:
            ApiError: the job failed or was cancelled.
        """
        files = {"file": file} if file is not None else None
        return self._result(self._submit(path, files=files, params=_given(params)), tell)

    def _submit(self, path: str, params: Mapping[str, Any] | None = None, **options: Any) -> httpx.Response:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        return self._send("POST", path, params={**(params or {}), "wait": _WAIT_SECONDS}, headers=headers, **options)

    def _result(self, answer: httpx.Response, tell: Tell) -> Json:
        where, job = answer.headers["Location"], self._json(answer)["data"]
        try:
            while job["status"] not in _FINAL:
                tell(float(job["progress"]), str(job["message"]))
                time.sleep(_POLL_SECONDS)
                job = self.get(where)["data"]
        except BaseException:  # also what ends a page's run from outside: nobody waits for the answer any more
            self._send("DELETE", where)
            raise
        if job["status"] == "done":
            return dict(job["result"])
        error = job["error"] or {}
        status = str(job["status"])
        raise ApiError(
            409, str(error.get("code", status)), str(error.get("message", status)), str(error.get("hint", ""))
        )

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **options)
        except httpx.TimeoutException as error:
            raise ApiError(504, "timeout", "The service did not answer in time.", "Try again.") from error
        except httpx.TransportError as error:
            raise ApiError(
                503, "unreachable", "The service cannot be reached.", "Start it: alliedstack serve"
            ) from error
        if answer.is_error:
            raise _problem(answer)
        return answer

    @staticmethod
    def _json(answer: httpx.Response) -> Json:
        return dict(answer.json()) if answer.content else {}


@cache
def _shared_transport() -> httpx.HTTPTransport:
    """One pool of connections for everybody: making one takes a tenth of a second, since it reads the certificates."""
    return httpx.HTTPTransport()


def part(text: str) -> str:
    """An id as one part of a path."""
    return quote(text, safe=":")


def _given(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None and value != ""}


def _problem(answer: httpx.Response) -> ApiError:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    return ApiError(
        answer.status_code,
        str(body.get("code", "error")),
        _detail(body) or f"The service answered {answer.status_code}.",
        str(body.get("hint", "")),
        answer.headers.get("X-Request-Id", ""),
    )


def _detail(body: Mapping[str, Any]) -> str:
    """What is wrong, and where, as far as the problem document says."""
    said = str(body.get("detail") or body.get("title") or "")
    places = [f"{one.get('where', '')}: {one.get('message', '')}" for one in body.get("errors") or []]
    return " ".join([said, *places]).strip()
