"""The API describes itself wholly: a route that leaves something out fails here."""

import ast
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sajangpick import api
from sajangpick.api.problem import MEDIA_TYPE
from sajangpick.app import create_app
from sajangpick.settings import Settings

HTTP_METHODS = {"get", "put", "post", "delete", "patch", "head"}
FOLDER = Path(api.__file__).parent
WEB = Path(__file__).parents[2] / "web"


@cache
def document() -> dict[str, Any]:
    return create_app(Settings(_env_file=None)).openapi()


OPERATIONS = [
    (method, path, operation)
    for path, methods in document()["paths"].items()
    for method, operation in methods.items()
    if method in HTTP_METHODS
]
each_operation = pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[f"{method} {path}" for method, path, _ in OPERATIONS]
)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return document()["components"]["schemas"][name] if name else schema


def json_of(answer: dict[str, Any]) -> dict[str, Any]:
    return answer.get("content", {}).get("application/json", {})


@each_operation
def test_a_route_says_what_it_is(method: str, path: str, operation: dict[str, Any]) -> None:
    assert re.fullmatch("[a-z]+[A-Za-z]+", operation["operationId"])
    assert "__" not in operation["operationId"]
    assert operation["summary"]
    assert operation["description"]
    assert len(operation["tags"]) == 1


def test_no_two_routes_have_one_name() -> None:
    names = Counter(operation["operationId"] for _, _, operation in OPERATIONS)
    assert not {name for name, count in names.items() if count > 1}


@each_operation
def test_a_route_says_what_it_answers(method: str, path: str, operation: dict[str, Any]) -> None:
    good = {status: answer for status, answer in operation["responses"].items() if status.startswith(("2", "3"))}
    assert good
    for status, answer in good.items():
        assert answer["description"]
        if status in ("202", "204", "303", "304", "307") or method == "head" or not json_of(answer):
            continue
        assert json_of(answer)["schema"], f"{status} has no model"


@each_operation
def test_a_route_says_how_it_refuses(method: str, path: str, operation: dict[str, Any]) -> None:
    refusals = {status: answer for status, answer in operation["responses"].items() if status.startswith(("4", "5"))}
    for status, answer in refusals.items():
        if path == "/readyz":
            continue
        content = answer["content"]
        assert set(content) == {MEDIA_TYPE}, f"{status} is no problem"
        assert content[MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}
        for example in content[MEDIA_TYPE]["examples"].values():
            assert example["value"]["status"] == int(status)
    if operation.get("security"):
        assert {"401", "403"} <= set(refusals)
    if "requestBody" in operation:
        assert {"400", "413", "422"} <= set(refusals)
    if operation.get("parameters"):
        assert "422" in refusals


@each_operation
def test_a_route_shows_what_to_send(method: str, path: str, operation: dict[str, Any]) -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = resolved(content["schema"])
        for name in schema.get("required", ()):
            part = schema["properties"][name]
            shown = {"examples", "enum", "const", "default"} & {*part, *resolved(part)}
            assert shown or part.get("format") == "password", f"{name} has no example"


def test_every_model_that_is_named_is_there() -> None:
    text = json.dumps(document())
    schemas = document()["components"]["schemas"]
    assert set(re.findall(r"#/components/schemas/([^\"]+)", text)) <= set(schemas)
    assert not {"HTTPValidationError", "ValidationError"} & set(schemas)


@each_operation
def test_a_route_says_what_its_parameters_are(method: str, path: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        name = parameter["name"]
        assert parameter.get("description"), f"{name} is not described"
        if parameter["in"] == "query":
            assert re.fullmatch("[a-z][A-Za-z0-9]*", name)


def test_every_value_is_shown() -> None:
    """By an example, or by a type that leaves no question."""
    clear = re.compile('"(examples|enum|const|[$]ref|default|format|boolean)"')
    for name, schema in document()["components"]["schemas"].items():
        assert "__" not in name, "two models have one name"
        assert schema.get("description") or name == "JsonValue", name
        for field, part in schema.get("properties", {}).items():
            assert clear.search(json.dumps(part)), f"{name}.{field} has no example"


def test_names_are_in_camel_case() -> None:
    for name, schema in document()["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert re.fullmatch("[a-z][A-Za-z0-9]*", field), f"{name}.{field}"


def test_the_page_knows_the_api_as_it_is() -> None:
    known = json.loads((WEB / "openapi.json").read_text(encoding="utf-8"))
    assert known == json.loads(json.dumps(document())), "make schema"


def test_every_resource_is_listed() -> None:
    with_router = {
        path.stem
        for path in FOLDER.glob("*.py")
        if any(
            isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "router"
            for node in ast.parse(path.read_text(encoding="utf-8")).body
        )
    }
    assert with_router == {module.__name__.rpartition(".")[2] for module in api.RESOURCES}


def test_an_endpoint_stays_short() -> None:
    for path in FOLDER.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef) and any("router" in ast.unparse(d) for d in node.decorator_list):
                lines = (node.end_lineno or 0) - node.body[0].lineno
                assert lines <= 15, f"{path.name}: {node.name} has {lines} lines"
