"""A route that refuses what it does not know: a misspelt parameter is an error, never silently ignored."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute


def query_fields(dependant: Dependant) -> dict[str, str]:
    """Name to annotation of every query parameter of a route, those of its dependencies included."""
    own = {field.alias: str(field.field_info.annotation) for field in dependant.query_params}
    for inner in dependant.dependencies:
        own |= query_fields(inner)
    return own


class StrictRoute(APIRoute):
    """Checks the query's names against the declared ones before anything else runs. A name given twice is refused
    unless the parameter is declared as a list."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        declared = query_fields(self.dependant)
        known = set(declared)
        lists = {name for name, annotation in declared.items() if "list" in annotation.lower()}

        async def strict(request: Request) -> Response:
            names = [name for name, _ in request.query_params.multi_items()]
            problems = [
                {"loc": ("query", name), "msg": f"unknown parameter; known: {', '.join(sorted(known)) or 'none'}"}
                for name in dict.fromkeys(names)
                if name not in known
            ]
            problems += [
                {"loc": ("query", name), "msg": "given more than once"}
                for name in dict.fromkeys(names)
                if name in known and name not in lists and names.count(name) > 1
            ]
            if problems:
                raise RequestValidationError(problems)
            return await handle(request)

        return strict
