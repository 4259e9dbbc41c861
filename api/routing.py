"""How a route is declared: method, path, the roles that it serves, and what it answers with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request

from api.deprecation import EXTRA, Deprecated
from api.gate import QUESTION, ROLES, SECRET_ANSWER
from service.access import Caller, Role

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

EVERYBODY = (Role.READER, Role.OFFICER, Role.COMPANY, Role.ADMIN)
INSIDERS = (Role.READER, Role.OFFICER, Role.ADMIN)  # not companies, which must not look into each other's things
STAFF = (Role.OFFICER, Role.ADMIN)
ADMINS = (Role.ADMIN,)
STAFF_AND_COMPANY = (Role.OFFICER, Role.COMPANY, Role.ADMIN)

CONDITIONAL = "x-conditional"  # a write that needs If-Match


async def _caller(request: Request) -> Caller:  # async, so that no thread is asked for what is at hand
    caller: Caller = request.state.caller
    return caller


Who = Annotated[Caller, Depends(_caller)]


class Routes:
    """Adds routes of one noun to a router. ``deprecated=Deprecated(...)`` marks one that is on its way out."""

    def __init__(self, router: APIRouter, tag: str) -> None:
        self._router = router
        self._tag = tag

    def get(self, path: str, roles: Iterable[Role], **options: Any) -> Callable[[Endpoint], Endpoint]:
        """A read."""
        return self._route("GET", path, roles, options)

    def post(self, path: str, roles: Iterable[Role], **options: Any) -> Callable[[Endpoint], Endpoint]:
        """Something new, or a question with a body. ``secret``: the answer holds a secret and is never kept."""
        return self._route("POST", path, roles, options)

    def question(self, path: str, roles: Iterable[Role], **options: Any) -> Callable[[Endpoint], Endpoint]:
        """A POST that changes nothing: its body is a question too long for an address."""
        return self._route("POST", path, roles, {**options, "question": True})

    def put(self, path: str, roles: Iterable[Role], **options: Any) -> Callable[[Endpoint], Endpoint]:
        """A replacement, which needs If-Match when there is something to replace."""
        return self._route("PUT", path, roles, options)

    def delete(self, path: str, roles: Iterable[Role], **options: Any) -> Callable[[Endpoint], Endpoint]:
        """A removal."""
        return self._route("DELETE", path, roles, options)

    def _route(
        self, method: str, path: str, roles: Iterable[Role], options: dict[str, Any]
    ) -> Callable[[Endpoint], Endpoint]:
        extra = {ROLES: sorted(role.value for role in roles), **options.pop("openapi_extra", {})}
        if options.pop("secret", False):
            extra[SECRET_ANSWER] = True
        if options.pop("question", False):
            extra[QUESTION] = True
        deprecated: Deprecated | None = options.pop("deprecated", None)
        if deprecated is not None:
            extra[EXTRA] = deprecated.as_extra()

        def add(endpoint: Endpoint) -> Endpoint:
            name = endpoint.__name__
            self._router.add_api_route(
                "/v1" + path,
                endpoint,
                methods=[method],
                tags=[self._tag],
                operation_id=name,
                summary=options.pop("summary", None) or _first_line(endpoint),
                description=_rest(endpoint),
                openapi_extra=extra,
                deprecated=True if deprecated is not None else None,
                **options,
            )
            return endpoint

        return add


def _first_line(endpoint: Callable[..., Any]) -> str:
    return (endpoint.__doc__ or "").strip().partition("\n")[0].rstrip(".")


def _rest(endpoint: Callable[..., Any]) -> str:
    lines = (endpoint.__doc__ or "").strip().partition("\n")[2].splitlines()
    return "\n".join(line.strip() for line in lines).strip()
