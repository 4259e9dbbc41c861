"""One signed-in user of the API: pages are followed, jobs waited for, repetitions made safe, problems raised."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from api.problems import Problem
from api.schemas.base import One, Page
from api.schemas.catalogue import CompanyOut, OpportunityOut, ProductOut
from api.schemas.matching import MatchesOut, MatchIn
from api.schemas.menu import PackagesFoundOut, SearchPackagesIn
from api.schemas.needs import ReadNeedsIn, RequirementsOut
from api.schemas.operation import CallerOut, JobOut
from api.schemas.packages import PackageIn, PackageOut, StepIn
from api.schemas.rules import RulebookOut
from api.schemas.teams import CheckIn, TeamsIn, TeamsOut

T = TypeVar("T", bound=BaseModel)

_TIMEOUT = httpx.Timeout(90.0, connect=5.0)  # above the API's own limit for an answer
_RETRIES = 4  # of a request that was refused for its rate, or whose connection broke before an answer
_LONGEST_PAUSE = 60.0
_POLL_SECONDS = 0.3
_FINAL = frozenset({"done", "failed", "cancelled"})


class ProblemError(Exception):
    """The API's problem document; branch on ``problem.code``."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.title} {problem.hint}".strip())
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list is asked for: query parameters; None is left out."""

    parameters: Mapping[str, str | int | bool | None]


class Client:
    """``key`` is an API key or a token. Use as a context manager, or call :meth:`close`."""

    def __init__(self, base_url: str, key: str, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=_TIMEOUT, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    # --- nouns ---

    def me(self) -> CallerOut:
        """Who the key is for."""
        return self.get("/v1/me", CallerOut)

    def companies(self, **parameters: str | int | bool | None) -> Iterator[CompanyOut]:
        return self.pages("/v1/companies", CompanyOut, Listed(parameters))

    def products(self, **parameters: str | int | bool | None) -> Iterator[ProductOut]:
        return self.pages("/v1/products", ProductOut, Listed(parameters))

    def product(self, product_id: str) -> ProductOut:
        return self.get(f"/v1/products/{quote(product_id)}", ProductOut)

    def opportunities(self, **parameters: str | int | bool | None) -> Iterator[OpportunityOut]:
        return self.pages("/v1/opportunities", OpportunityOut, Listed(parameters))

    def rulebook(self, as_of: str | None = None) -> RulebookOut:
        return self.get("/v1/rulebook", RulebookOut, as_of=as_of)

    def requirements(self, asked: ReadNeedsIn, told: Callable[[JobOut], None] | None = None) -> RequirementsOut:
        """Requirements out of a text, to correct; a language model that is asked as well is waited for."""
        return self.post("/v1/requirements", asked, RequirementsOut, told)

    def matches(self, asked: MatchIn) -> MatchesOut:
        return self.post("/v1/matches", asked, MatchesOut)

    def teams(self, asked: TeamsIn, told: Callable[[JobOut], None] | None = None) -> TeamsOut:
        """Teams, waited for however long they take; ``told`` hears of the progress."""
        return self.post("/v1/teams", asked, TeamsOut, told)

    def check(self, asked: CheckIn) -> TeamsOut:
        return self.post("/v1/eligibility-checks", asked, TeamsOut)

    def find_packages(self, asked: SearchPackagesIn) -> PackagesFoundOut:
        return self.post("/v1/packages/search", asked, PackagesFoundOut)

    def create_package(self, asked: PackageIn) -> PackageOut:
        return self.post("/v1/packages", asked, PackageOut)

    def take_step(self, package: PackageOut, step: StepIn) -> PackageOut:
        """Move a package along, if nobody changed it since it was read."""
        where = f"/v1/packages/{package.id}/steps"
        return self.post(where, step, PackageOut, headers={"If-Match": f'"v{package.version}"'})

    # --- the contract ---

    def get(self, path: str, schema: type[T], **parameters: str | int | bool | None) -> T:
        """One thing.

        Raises:
            ProblemError: the API refused.
        """
        answer = self._send("GET", path, params=_given(parameters))
        return One[schema].model_validate_json(answer.content).data  # type: ignore[valid-type]

    def pages(self, path: str, schema: type[T], listed: Listed) -> Iterator[T]:
        """Every item of a list, page after page."""
        cursor: str | None = None
        while True:
            answer = self._send("GET", path, params=_given({**listed.parameters, "cursor": cursor}))
            page = Page[schema].model_validate_json(answer.content)  # type: ignore[valid-type]
            yield from page.items
            cursor = page.next_cursor
            if cursor is None:
                return

    def post(
        self,
        path: str,
        body: BaseModel,
        schema: type[T],
        told: Callable[[JobOut], None] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """A POST that does its work once however often it has to be sent; a job is waited for."""
        sent = {"Idempotency-Key": uuid.uuid4().hex, **(headers or {})}
        answer = self._send("POST", path, json=body.model_dump(mode="json", exclude_unset=True), headers=sent)
        if answer.status_code == httpx.codes.ACCEPTED:
            return schema.model_validate(self._wait(answer.headers["Location"], told)["data"])
        return One[schema].model_validate_json(answer.content).data  # type: ignore[valid-type]

    def _wait(self, where: str, told: Callable[[JobOut], None] | None) -> Mapping[str, Any]:
        while True:
            job = self.get(where, JobOut)
            if told is not None:
                told(job)
            if job.status in _FINAL:
                break
            time.sleep(_POLL_SECONDS)
        if job.result is not None:
            return job.result
        error = job.error
        code, title = (error.code, error.message) if error is not None else (job.status.value, "The job was cancelled.")
        raise ProblemError(
            Problem(
                type=f"urn:alliedstack:problem:{code}",
                title=title,
                status=409,
                code=code,
                hint=error.hint if error is not None else "",
            )
        )

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        for attempt in range(_RETRIES + 1):
            try:
                answer = self._http.request(method, path, **options)
            except httpx.TransportError:
                if attempt == _RETRIES:
                    raise
                time.sleep(2.0**attempt * 0.1)
                continue
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS and attempt < _RETRIES:
                time.sleep(min(float(answer.headers.get("Retry-After", "1")), _LONGEST_PAUSE))
                continue
            if answer.is_error:
                raise ProblemError(Problem.model_validate_json(answer.content))
            return answer
        raise AssertionError("the last attempt answers or raises")


def _given(parameters: Mapping[str, str | int | bool | None]) -> dict[str, str | int | bool]:
    return {name: value for name, value in parameters.items() if value is not None}
