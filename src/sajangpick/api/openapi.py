"""The API's own description: what FastAPI finds out by itself, with our errors in place of its own."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from sajangpick.api.problem import INVALID, KINDS, MALFORMED, Problem, documented
from sajangpick.api.schema import EXAMPLE_ID
from sajangpick.domain.json import JsonObject
from sajangpick.errors import TooLarge

TITLE = "사장픽 Sajangpick"
DESCRIPTION = """
A food photo, a menu name and a price become a finished 9:16 short.

**Sign in** with a browser's session (`POST /api/sign-in`; what changes something then needs `X-CSRF-Token`, which
`GET /api/account` answers), or send `Authorization: Bearer sjp_…`, a token made in the settings.

**A short:** send the photo to `POST /api/assets?kind=photo&name=…`, its id to `POST /api/shorts` with an
`Idempotency-Key`, follow `/api/events` (a WebSocket, or by asking again), then `GET /api/assets/{videoId}/link`.

**The studio:** `POST /api/prompts` writes a prompt from an idea, `POST /api/images` makes a picture of it,
`POST /api/videos` a clip; each result names the one before as `parentId`, and `/api/creations` has them all.

**Errors** are `application/problem+json`: `detail` says what happened, `hint` what to do, `code` is for programs.

**Lists** answer `items` and `next`, which is `after` of the next page, null on the last one.
"""
_LOCATION: JsonObject = {"description": "Where it is.", "schema": {"type": "string"}}


def describe(app: FastAPI) -> None:
    """Have `app` describe itself so; the document is made once, when it is first asked for."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document


def _document(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=TITLE, version=version("sajangpick"), description=DESCRIPTION, routes=app.routes)
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    for schema in schemas.values():
        _show_ids(schema)
    for operation in _operations(found):
        _mend(operation)
    return found


def _show_ids(schema: dict[str, Any]) -> None:
    """Ids all look alike, so their fields need not say each how."""
    for name, part in schema.get("properties", {}).items():
        if name in ("id", "next") or name.endswith("Id"):
            part.setdefault("examples", [EXAMPLE_ID])


def _operations(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in found["paths"].values():
        yield from (each for method, each in path.items() if method != "parameters")


def _mend(operation: dict[str, Any]) -> None:
    """Say of each operation how a request is refused that is not as documented."""
    answers = operation["responses"]
    validated = "HTTPValidationError" in str(answers.get("422", ""))
    if validated:
        del answers["422"]
    if validated or "requestBody" in operation:
        _add(answers, documented(INVALID))
    if "requestBody" in operation:
        _add(answers, documented(MALFORMED, KINDS[TooLarge]))
    if "201" in answers:
        answers["201"].setdefault("headers", {})["Location"] = _LOCATION


def _add(answers: dict[str, Any], more: dict[int | str, dict[str, Any]]) -> None:
    for status, answer in more.items():
        if str(status) not in answers:
            answers[str(status)] = answer
            continue
        for media_type, content in answer["content"].items():
            there = answers[str(status)].setdefault("content", {}).setdefault(media_type, {"schema": content["schema"]})
            there.setdefault("examples", {}).update(content["examples"])
