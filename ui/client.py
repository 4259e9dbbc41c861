"""The API as the pages see it: answers as dictionaries, errors with the API's own words and hint."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

Json = dict[str, Any]
_TIMEOUT = httpx.Timeout(70.0, connect=5.0)  # a little more than the API's own limit for one answer
_POLL_SECONDS = 0.4  # between two looks at a job: often enough to look alive
_PAGE = 200  # items a page when a whole list is wanted
MOST_ITEMS = 2_000  # of a list that a page shows whole; beyond it the page says that it was cut


@dataclass(frozen=True)
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
        self._http = httpx.Client(base_url=base, headers=headers, timeout=_TIMEOUT, transport=transport)

    def close(self) -> None:
        self._http.close()

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

    def upload(self, path: str, name: str, content: bytes, **params: Any) -> Json:
        """A file."""
        return self._json(
            self._send(
                "POST",
                path,
                files={"file": (name, content)},
                params=_given(params),
                headers={"Idempotency-Key": uuid.uuid4().hex},
            )
        )

    def with_etag(self, path: str) -> tuple[Json, str]:
        """One GET with the tag that a change of it must name."""
        answer = self._send("GET", path)
        return self._json(answer), answer.headers.get("ETag", "")

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

    def job(self, path: str, body: Mapping[str, Any], tell: Callable[[float, str], bool]) -> Json:
        """A POST that may become a job: waited for, with progress; ``tell`` returns False to cancel it.

        Raises:
            ApiError: the job failed or was cancelled.
        """
        answer = self._send("POST", path, json=body, params={"wait": 1}, headers={"Idempotency-Key": uuid.uuid4().hex})
        if answer.status_code != httpx.codes.ACCEPTED:
            return self._json(answer)
        where = answer.headers["Location"]
        for job in self._looks(where):
            if job["status"] in {"failed", "cancelled"}:
                error = job.get("error") or {}
                status = str(job["status"])
                raise ApiError(
                    409, str(error.get("code", status)), str(error.get("message", status)), str(error.get("hint", ""))
                )
            if job["status"] == "done":
                return dict(job["result"])
            if not tell(float(job.get("progress") or 0.0), str(job.get("message") or "")):
                self._send("DELETE", where)
        raise ApiError(500, "job_lost", "The job gave no answer.")

    def _looks(self, where: str) -> Iterator[Json]:
        while True:
            yield self.get(where)["data"]
            time.sleep(_POLL_SECONDS)

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
        str(body.get("detail") or body.get("title") or f"The service answered {answer.status_code}."),
        str(body.get("hint", "")),
        answer.headers.get("X-Request-Id", ""),
    )
