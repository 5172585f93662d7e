"""What goes wrong, as HTTP says it: application/problem+json (RFC 9457) for every error there is.

    {"type": "urn:sajangpick:problem:not_found", "title": "There is no such thing", "status": 404, "code": "not_found",
     "detail": "그런 영상이 없어요.", "hint": "목록에서 다시 골라 주세요."}

`detail` says what happened, `hint` what to do next; programs go by `code`. A router documents them with `answers`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from sajangpick import errors
from sajangpick.api.schema import Resource
from sajangpick.domain.json import JsonObject

MEDIA_TYPE = "application/problem+json"

_BROKEN = "저희 쪽 문제로 처리하지 못했어요."
_BROKEN_HINT = "잠시 뒤 다시 시도해 주세요. 계속되면 알려 주세요."


class Slip(Resource):
    """One value of a request that cannot be used: where it stands, and why not."""

    path: str = Field(examples=["body.price"])
    message: str = Field(examples=["Field required"])


class Problem(Resource):
    """An error. `detail` is what happened, `hint` the next step, `code` is for programs."""

    type: str = Field(examples=["urn:sajangpick:problem:not_found"])
    title: str = Field(examples=["There is no such thing"])
    status: int = Field(examples=[404])
    code: str = Field(examples=["not_found"])
    detail: str = Field(examples=["영상을 찾을 수 없어요."])
    hint: str = ""
    errors: list[Slip] | None = Field(default=None, description="What of the request cannot be used, value by value.")
    rule: str | None = Field(default=None, description="The rule by which a photo was refused.")
    path: str | None = Field(default=None, description="The place in a RenderScript document.")
    retry_after: int | None = Field(default=None, description="Seconds to wait before the next try.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of errors: its status, its code, and what it is called."""

    status: int
    code: str
    title: str


KINDS: dict[type[errors.SajangpickError], Kind] = {
    errors.BadInput: Kind(422, "bad_input", "Something in the request cannot be used"),
    errors.PhotoRefused: Kind(422, "photo_refused", "The photo cannot become a short"),
    errors.ScriptError: Kind(422, "script_error", "A value of the document is wrong"),
    errors.SourceMissing: Kind(422, "source_missing", "A file that was named cannot be had"),
    errors.TextDoesNotFit: Kind(422, "text_does_not_fit", "A text is too long for its place"),
    errors.NotFound: Kind(404, "not_found", "There is no such thing"),
    errors.NotSignedIn: Kind(401, "not_signed_in", "Sign in first"),
    errors.Forbidden: Kind(403, "forbidden", "This account may not do that"),
    errors.Conflict: Kind(409, "conflict", "It contradicts what is there"),
    errors.NotEnoughCredits: Kind(402, "not_enough_credits", "The balance does not cover it"),
    errors.TooMany: Kind(429, "too_many", "Too often, or too much at once"),
    errors.TooLarge: Kind(413, "too_large", "More bytes than are taken"),
    errors.TooSlow: Kind(408, "too_slow", "The bytes stopped coming"),
    errors.EngineError: Kind(502, "engine_failed", "An engine did not deliver"),
    errors.Refused: Kind(422, "engine_refused", "The engine refused"),
    errors.Unavailable: Kind(503, "engine_unavailable", "Not at the moment"),
    errors.Unreachable: Kind(503, "engine_unreachable", "The engine does not say how the work goes"),
    errors.Unanswered: Kind(503, "needs_review", "Whether the engine took it is being looked into"),
    errors.Misconfigured: Kind(503, "engine_misconfigured", "A setting is missing or wrong"),
    errors.UnfitFile: Kind(500, "inspection_failed", "The finished file did not pass its inspection"),
    errors.SajangpickError: Kind(500, "internal", "Something broke on our side"),
}
"""Every error of ours; a class that is not listed is answered as the nearest one above it."""

INVALID = Kind(422, "invalid_request", "The request is not as documented")
MALFORMED = Kind(400, "bad_request", "The body cannot be read")

_OF_HTTP = {
    kind.status: kind for kind in (KINDS[errors.NotFound], KINDS[errors.TooLarge], KINDS[errors.TooSlow], MALFORMED)
}
"""What the framework itself refuses, in our words."""


def answers(*wanted: type[errors.SajangpickError]) -> dict[int | str, dict[str, Any]]:
    """Those errors as the `responses` of a router or route, with an example of each."""
    return documented(*(KINDS[error] for error in wanted))


def documented(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """The same of kinds."""
    found: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        answer = found.setdefault(kind.status, _documented(kind))
        answer["content"][MEDIA_TYPE]["examples"][kind.code] = {"value": _example(kind)}
    return found


def problem(
    kind: Kind, detail: str, *, hint: str = "", headers: Mapping[str, str] | None = None, **more: object
) -> Response:
    """The answer that says so; `more` are further members of Problem."""
    body = Problem.model_validate(
        {"type": f"urn:sajangpick:problem:{kind.code}", "title": kind.title, "status": kind.status, "code": kind.code,
         "detail": detail, "hint": hint, **more}
    )  # fmt: skip
    return JSONResponse(
        body.model_dump(mode="json", exclude_none=True), kind.status, dict(headers or {}), media_type=MEDIA_TYPE
    )


def answer_problems(app: FastAPI) -> None:
    """Have every error of `app` answered so."""
    app.add_exception_handler(errors.SajangpickError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(Exception, _of_anything)


def kind_of(error: errors.SajangpickError) -> Kind:
    """What an error is answered as."""
    nearest = next(KINDS[base] for base in type(error).__mro__ if base in KINDS)
    code = getattr(error, "code", "") if not isinstance(error, errors.PhotoRefused) else ""
    return Kind(nearest.status, code or nearest.code, nearest.title)


async def of_http(_: Request, error: Exception) -> Response:
    """What the framework refuses, answered in our words."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    kind = _OF_HTTP.get(status.value) or Kind(status.value, status.name.lower(), status.phrase)
    is_unknown = status is HTTPStatus.NOT_FOUND
    detail = "There is no such address." if is_unknown else str(error.detail)
    return problem(kind, detail, hint="See /docs for those there are." if is_unknown else "", headers=error.headers)


async def _of_ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.SajangpickError)  # what it is registered for
    kind, more, headers = kind_of(error), cast("dict[str, object]", {}), cast("dict[str, str]", {})
    match error:
        case errors.PhotoRefused():
            more["rule"] = error.code
        case errors.ScriptError() if error.path:
            more["path"] = error.path
        case errors.TooMany() | errors.Unavailable() | errors.Conflict() if error.retry_after is not None:
            more["retry_after"] = max(1, math.ceil(error.retry_after))
            headers["Retry-After"] = str(more["retry_after"])
        case errors.NotSignedIn():
            headers["WWW-Authenticate"] = "Bearer"
        case _:
            pass
    return problem(kind, error.message, hint=error.hint, headers=headers, **more)


async def _of_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    slips = [Slip(path=_whole(".".join(map(str, each["loc"]))), message=_whole(each["msg"])) for each in _found(error)]
    return problem(INVALID, "The request is not as documented.", hint="See errors, and /docs.", errors=slips)


async def _of_anything(_: Request, __: Exception) -> Response:
    return problem(KINDS[errors.SajangpickError], _BROKEN, hint=_BROKEN_HINT)


def _found(error: RequestValidationError) -> Sequence[Mapping[str, Any]]:
    return cast("Sequence[Mapping[str, Any]]", error.errors())


def _whole(text: object) -> str:
    """What can be answered of a text that may hold halves of characters, as JSON allows."""
    return str(text).encode(errors="replace").decode()


def _documented(kind: Kind) -> dict[str, Any]:
    schema: JsonObject = {"$ref": "#/components/schemas/Problem"}
    return {"description": kind.title, "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}}}


def _example(kind: Kind) -> JsonObject:
    return {
        "type": f"urn:sajangpick:problem:{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "code": kind.code,
        "detail": f"{kind.title}.",
        "hint": "",
    }
