"""The OpenAPI document is pinned, valid, complete, and its examples are true."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from typing import Any

import pytest
from pydantic import BaseModel

import api.schemas
from api.problems import MEDIA_TYPE
from api.publish import DOCUMENT, document, text_of
from api.schemas.base import In


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return json.loads(json.dumps(document()))


def test_the_published_document_is_the_one_that_is_served(made: dict[str, Any]) -> None:
    """When this fails, clients are affected: read the policy in docs/api.md, then `python -m api.publish`."""
    assert DOCUMENT.read_text(encoding="utf-8") == text_of(made)


def test_it_is_served_without_a_key_and_is_openapi_3_1(world: Any, made: dict[str, Any]) -> None:
    served = world.client.get("/v1/openapi.json")
    assert served.status_code == 200
    assert served.json() == made
    assert made["openapi"].startswith("3.1")


def operations(found: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in found["paths"].items() for method, one in methods.items()]


def test_every_operation_tells_what_it_is_whom_it_serves_and_how_it_fails(made: dict[str, Any]) -> None:
    ids = set()
    for path, method, one in operations(made):
        where = f"{method} {path}"
        assert one["summary"], where
        assert one["x-roles"], where
        assert one["security"] == [{"bearer": []}, {"key": []}], where
        ids.add(one["operationId"])
        for status in ("401", "403", "422", "429", "500", "503", "504"):
            assert one["responses"][status] == {"$ref": f"#/components/responses/{status}"}, (where, status)
            content = made["components"]["responses"][status]["content"]
            assert content == {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}, (where, status)
        if "{" in path:
            assert "404" in one["responses"], where
    assert len(ids) == len(operations(made))


def test_every_object_that_is_taken_refuses_unknown_fields(made: dict[str, Any]) -> None:
    schemas = made["components"]["schemas"]
    for name, schema in schemas.items():
        if name.endswith("In"):
            assert schema["additionalProperties"] is False, name


def models() -> list[type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    for info in pkgutil.iter_modules(api.schemas.__path__, "api.schemas."):
        module = importlib.import_module(info.name)
        classes = inspect.getmembers(module, inspect.isclass)
        found |= {n: one for n, one in classes if issubclass(one, BaseModel) and one.__module__ == info.name}
    return list(found.values())


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_examples_are_valid(model: type[BaseModel]) -> None:
    extra = model.model_config.get("json_schema_extra") or {}
    assert isinstance(extra, dict)
    for example in extra.get("examples", []):
        model.model_validate(example)
    for name, field in model.model_fields.items():
        for example in field.examples or []:
            model.__pydantic_validator__.validate_assignment(model.model_construct(), name, example)


def test_every_body_has_an_example(made: dict[str, Any]) -> None:
    for path, method, one in operations(made):
        body = one.get("requestBody", {}).get("content", {}).get("application/json")
        if body is None:
            continue
        reference = body["schema"].get("$ref", "")
        schema = made["components"]["schemas"].get(reference.rsplit("/", 1)[-1], body["schema"])
        assert schema.get("examples") or body.get("examples"), f"{method} {path}"


def test_bodies_that_are_taken_are_of_the_kind_that_forbids_extras() -> None:
    taken = [model for model in models() if model.__name__.endswith("In")]
    assert len(taken) > 10
    assert all(issubclass(model, In) for model in taken)


def test_schemas_have_names_that_generators_can_use(made: dict[str, Any]) -> None:
    schemas = made["components"]["schemas"]
    assert [name for name in schemas if "__" in name] == []
    titles = [schema.get("title", name) for name, schema in schemas.items()]
    assert len(titles) == len(set(titles))
