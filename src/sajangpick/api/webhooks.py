"""Webhooks of vendors: news that the work of an order is over, so that its job looks at once.

Of a message nothing is believed but which order it is about: the job asks the vendor itself how the work went. So one
may come twice, late or out of order, and if none comes, the job looks by itself a little later.

Who signs (Standard Webhooks) is known by the signature; Creatomate signs nothing, so its address has a secret part.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path
from pydantic import BaseModel, JsonValue, SecretStr, StringConstraints, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from sajangpick.api.access import rate_limited
from sajangpick.api.context import Context, Here
from sajangpick.api.problem import MALFORMED, Kind, answers, documented, problem
from sajangpick.api.signed import Unbelieved, signed_id
from sajangpick.errors import Misconfigured, NotFound, TooMany
from sajangpick.telemetry import logger
from sajangpick.telemetry.metrics import WEBHOOKS

# A vendor tells of each order once or twice, all of them from a few addresses.
_PER_MINUTE = 1200
_BAD_SIGNATURE = Kind(401, "bad_signature", "The message is not one that its vendor has just signed")
_VIDEOS = frozenset({"video.completed", "video.failed"})
_INTERACTIONS = frozenset(
    {"interaction.completed", "interaction.failed", "interaction.requires_action", "video.generated"}
)
# What else a render may be, it will not stay.
_RENDERED = frozenset({"succeeded", "failed", "cancelled"})

_HEADERS = {
    "webhook-id": "The message's id; the same one again is ignored.",
    "webhook-timestamp": "When it was sent, in seconds since 1970.",
    "webhook-signature": "`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; several, with spaces between.",
}
_SIGNED: dict[str, Any] = {
    "parameters": [
        {"name": name, "in": "header", "required": True, "description": each, "schema": {"type": "string"}}
        for name, each in _HEADERS.items()
    ]
}

router = APIRouter(
    prefix="/webhooks",
    tags=["webhooks"],
    responses={**documented(_BAD_SIGNATURE), **answers(NotFound, TooMany, Misconfigured)},
    dependencies=[rate_limited("webhooks", _PER_MINUTE, strangers=True)],
)

log = logger(__name__)

BodyT = TypeVar("BodyT", bound=BaseModel)
_Id = Annotated[str, StringConstraints(pattern="^[!-~]{1,200}$")]


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who tells: the end of its address, the vendors whose orders it knows of, and the types that say one is over."""

    name: str
    vendors: tuple[str, ...]
    types: frozenset[str]
    setting: str


_SORA2 = _Sender("sora2", ("openai_videos",), _VIDEOS, "SAJANGPICK_OPENAI_VIDEOS_WEBHOOK_SECRET")
_OPENAI = _Sender("openai", ("openai_videos", "openai"), _VIDEOS, "SAJANGPICK_OPENAI_WEBHOOK_SECRET")
_GEMINI = _Sender("gemini", ("gemini",), _INTERACTIONS, "SAJANGPICK_GEMINI_WEBHOOK_SECRET")


class _Event(BaseModel):
    type: str
    data: JsonValue = None


class _Order(BaseModel):
    id: _Id


class _Render(BaseModel):
    id: _Id
    status: str
    metadata: str | None = None


def _body(example: dict[str, JsonValue]) -> dict[str, Any]:
    """A JSON object of which this much is read, as OpenAPI describes it."""
    properties = {
        name: {"type": "object" if isinstance(value, dict) else "string", "examples": [value]}
        for name, value in example.items()
    }
    schema = {"type": "object", "required": [*example], "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/sora2",
    status_code=202,
    operation_id="hearSoraVideo",
    summary="A service of the Sora 2 protocol tells of a video",
    response_class=Response,
    openapi_extra={**_SIGNED, **_body({"type": "video.completed", "data": {"id": "video_abc"}})},
)
async def hear_sora2(request: Request, here: Here) -> Response:
    """Signed with `SAJANGPICK_OPENAI_VIDEOS_WEBHOOK_SECRET`; other types, and what is none of ours, are ignored."""
    return await _hear_signed(_SORA2, here.settings.openai_videos_webhook_secret, request, here)


@router.post(
    "/openai",
    status_code=202,
    operation_id="hearOpenai",
    summary="OpenAI tells of a video",
    response_class=Response,
    openapi_extra={**_SIGNED, **_body({"type": "video.completed", "data": {"id": "video_abc"}})},
)
async def hear_openai(request: Request, here: Here) -> Response:
    """Signed with `SAJANGPICK_OPENAI_WEBHOOK_SECRET`; other types, and what is none of ours, are ignored."""
    return await _hear_signed(_OPENAI, here.settings.openai_webhook_secret, request, here)


@router.post(
    "/gemini",
    status_code=202,
    operation_id="hearGemini",
    summary="Gemini tells of an interaction",
    response_class=Response,
    openapi_extra={**_SIGNED, **_body({"type": "interaction.completed", "data": {"id": "int_1"}})},
)
async def hear_gemini(request: Request, here: Here) -> Response:
    """Signed with `SAJANGPICK_GEMINI_WEBHOOK_SECRET`; other types, and what is none of ours, are ignored."""
    return await _hear_signed(_GEMINI, here.settings.gemini_webhook_secret, request, here)


@router.post(
    "/creatomate/{token}",
    status_code=202,
    operation_id="hearCreatomate",
    summary="Creatomate tells of a render",
    response_class=Response,
    openapi_extra=_body({"id": "a8c1", "status": "succeeded", "metadata": "01k2m3n4p5q6r7s8t9v0w1x2y3.render"}),
)
async def hear_creatomate(
    token: Annotated[str, Path(description="The secret part: `SAJANGPICK_CREATOMATE_WEBHOOK_TOKEN`.")],
    request: Request,
    here: Here,
) -> Response:
    """Renders whose `metadata` is not what we gave are ignored. With another token there is no such address."""
    known = here.settings.creatomate_webhook_token
    if not known or not hmac.compare_digest(known.get_secret_value().encode(), token.encode(errors="replace")):
        raise HTTPException(404)
    render = _read(_Render, await _received(request))
    if render is None:
        return _refused("creatomate", MALFORMED, "The body is no render: an object with id and status.")
    if render.status not in _RENDERED:
        return _told("creatomate", "ignored")
    message_id = f"{render.id}:{render.status}"
    heard = await here.jobs.heard(("creatomate",), render.id, message_id=message_id, key=render.metadata or "")
    return _told("creatomate", heard)


async def _hear_signed(sender: _Sender, secret: SecretStr | None, request: Request, here: Context) -> Response:
    if not secret:
        raise NotFound(f"No secret is set for the webhooks of {sender.name}.", hint=f"Set {sender.setting}.")
    body = await _received(request)
    try:
        message_id = signed_id(secret.get_secret_value(), request.headers, body, now=datetime.now(UTC))
    except Unbelieved as error:
        return _refused(sender.name, _BAD_SIGNATURE, str(error))
    event = _read(_Event, body)
    if event is None:
        return _refused(sender.name, MALFORMED, "The body is no event: an object with type and data.")
    if event.type not in sender.types:
        return _told(sender.name, "ignored")
    order = _read(_Order, event.data)
    if order is None:
        return _refused(sender.name, MALFORMED, "The event names no id in its data.")
    return _told(sender.name, await here.jobs.heard(sender.vendors, order.id, message_id=message_id))


async def _received(request: Request) -> bytes:
    """The body as it came, which is what was signed."""
    try:
        return await request.body()
    except ClientDisconnect as error:
        raise HTTPException(MALFORMED.status, "The body was cut off.") from error


def _read(body: type[BodyT], sent: bytes | JsonValue) -> BodyT | None:
    try:
        return body.model_validate_json(sent) if isinstance(sent, bytes) else body.model_validate(sent)
    except ValidationError:
        return None


def _told(name: str, outcome: str) -> Response:
    """Whatever became of it, its sender has done enough."""
    WEBHOOKS.labels(sender=name, outcome=outcome).inc()
    log.info("webhook.heard", sender=name, outcome=outcome)
    return Response(status_code=202)


def _refused(name: str, kind: Kind, detail: str) -> Response:
    WEBHOOKS.labels(sender=name, outcome="refused").inc()
    log.warning("webhook.refused", sender=name, reason=detail)
    return problem(kind, detail, hint="See docs/how-to/webhooks-from-vendors.md.")
