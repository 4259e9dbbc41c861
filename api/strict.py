"""Refusing what a route does not know: a misspelt parameter is an error, never silently ignored."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError


def query_fields(dependant: Dependant) -> dict[str, str]:
    """Name to annotation of every query parameter of a route, those of its dependencies included."""
    own = {field.alias: str(field.field_info.annotation) for field in dependant.query_params}
    for inner in dependant.dependencies:
        own |= query_fields(inner)
    return own


def check_query(request: Request, declared: Mapping[str, str]) -> None:
    """Compare the query's names with the declared ones. A name given twice is refused unless declared as a list.

    Raises:
        RequestValidationError: an unknown or repeated name.
    """
    if not request.scope["query_string"]:
        return
    lists = {name for name, annotation in declared.items() if "list" in annotation.lower()}
    names = [name for name, _ in request.query_params.multi_items()]
    known = ", ".join(sorted(declared)) or "none"
    problems = [
        {"loc": ("query", name), "msg": f"unknown parameter; known: {known}"}
        for name in dict.fromkeys(names)
        if name not in declared
    ]
    problems += [
        {"loc": ("query", name), "msg": "given more than once"}
        for name in dict.fromkeys(names)
        if name in declared and name not in lists and names.count(name) > 1
    ]
    if problems:
        raise RequestValidationError(problems)
