"""OpenAI's API, below its /v1: moderations, responses, images and their edits."""

import asyncio
import base64
import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sajangpick.direction import LONGEST_IDEA, LONGEST_WORD, direct
from sajangpick.domain.json import JsonObject
from sajangpick.errors import BadInput
from sajangpick.media.frame import U8
from sajangpick.media.still import read_photo
from sajangpick.profiles import profiles
from sajangpick.sandbox.desk import Answer, Desk
from sajangpick.sandbox.faults import Fault, Step
from sajangpick.sandbox.forms import read_form
from sajangpick.sandbox.results import make_edit, make_picture
from sajangpick.sandbox.world import World

VENDOR = "openai"
BEGAN = 1_795_000_000
USD_PER_TEXT_TOKEN, USD_PER_IMAGE_TOKEN, USD_PER_OUTPUT_TOKEN = 5e-6, 8e-6, 30e-6
# About 2000 tokens.
USD_PER_PROMPT = 0.01
# A picture of medium quality, per million pixels: some 1500 for one of 1152x2048.
_TOKENS_PER_MEGAPIXEL = 640
_LETTERS_PER_TOKEN = 4
_SIDE_STEP_PX, _LONGEST_SIDE_PX, _LEAST_SHARE = 16, 3840, 1 / 3
_TYPES = {401: "invalid_request_error", 402: "insufficient_quota", 429: "requests", 500: "server_error"}


def openai(world: World) -> list[BaseRoute]:
    """The routes of OpenAI."""
    vendor = _OpenAI(world)
    return [
        Route("/v1/moderations", vendor.moderations, methods=["POST"]),
        Route("/v1/responses", vendor.responses, methods=["POST"]),
        Route("/v1/images/generations", vendor.images, methods=["POST"]),
        Route("/v1/images/edits", vendor.edits, methods=["POST"]),
    ]


class _OpenAI:
    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = Desk(VENDOR, world, _error)
        self._models = {each.model: each for each in profiles(1.0) if each.vendor == VENDOR}

    async def moderations(self, request: Request) -> Response:
        """Order `moderated@upload` to have words flagged."""
        self._desk.require_key(request)
        body = cast(JsonObject, await request.json())
        fault = await self._desk.receive(request, Step.UPLOAD, text=str(body.get("input", "")))
        flagged = fault is Fault.MODERATED
        verdict: JsonObject = {
            "flagged": flagged,
            "categories": {"harassment": False, "violence": flagged},
            "category_scores": {"harassment": 0.0, "violence": 0.99 if flagged else 0.0},
            "category_applied_input_types": {"harassment": ["text"], "violence": ["text"]},
        }
        return JSONResponse({"id": "modr-sandbox", "model": str(body.get("model")), "results": [verdict]})

    async def responses(self, request: Request) -> Response:
        """Writes as our own director would, whatever the schema; a model that is moderated declines in words."""
        self._desk.require_key(request)
        body = cast(JsonObject, await request.json())
        asked = str(body.get("input", ""))
        fault = await self._desk.receive(request, Step.ORDER, text=asked)
        if not str(body.get("model", "")).startswith("gpt-"):
            raise _refused(404, "The model does not exist.", "invalid_request_error", "model_not_found")
        usd = USD_PER_PROMPT
        work = self._world.begin(VENDOR, body, make=lambda target: target, usd=usd, fault=fault)
        await self._desk.hand_over(fault)
        part: JsonObject = {"type": "output_text", "text": _directed(asked), "annotations": []}
        if fault is Fault.MODERATED:
            part = {"type": "refusal", "refusal": "I cannot help with that."}
        message: JsonObject = {
            "id": f"msg_{work.id}",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [part],
        }
        return JSONResponse(
            {
                "id": f"resp_{work.id}",
                "object": "response",
                "created_at": BEGAN + round(work.began),
                "model": str(body.get("model")),
                "status": "completed",
                "output": [message],
                "parallel_tool_calls": True,
                "tool_choice": "auto",
                "tools": [],
            }
        )

    async def images(self, request: Request) -> Response:
        self._desk.require_key(request)
        body = cast(JsonObject, await request.json())
        fault = await self._desk.receive(request, Step.ORDER, text=str(body.get("prompt", "")))
        return await self._image(body, None, fault)

    async def edits(self, request: Request) -> Response:
        """A form with the picture to change; of several, the last one."""
        self._desk.require_key(request)
        form = await read_form(request)
        fault = await self._desk.receive(request, Step.ORDER, text=form.fields.get("prompt", ""))
        sent = form.files.get("image") or form.files.get("image[]") or b""
        try:
            photo = await asyncio.to_thread(read_photo, sent, longest=_LONGEST_SIDE_PX)
        except BadInput:
            words = "Invalid image file or mode for image."
            raise _refused(400, words, "invalid_request_error", "invalid_image_file") from None
        return await self._image({**form.fields, "image": hashlib.sha256(sent).hexdigest()}, photo, fault)

    async def _image(self, body: JsonObject, photo: U8 | None, fault: Fault | None) -> Response:
        prompt = str(body.get("prompt", ""))
        model, size = str(body.get("model")), _size(str(body.get("size")))
        if model not in self._models:
            raise _refused(404, f"The model '{model}' does not exist.", "invalid_request_error", "model_not_found")
        if size is None:
            raise _refused(400, "Invalid size.", "invalid_request_error", "invalid_value")
        if fault is Fault.MODERATED:
            words = "Your request was rejected by the safety system."
            raise _refused(400, words, "image_generation_user_error", "moderation_blocked")
        kind = str(body.get("output_format") or "png")
        suffix, small = {"jpeg": ".jpg", "png": ".png"}.get(kind), self._world.small
        if suffix is None:
            raise _refused(400, "Invalid output_format.", "invalid_request_error", "invalid_value")

        def make(target: Path) -> Path:
            path = target.with_suffix(suffix)
            if photo is None:
                return make_picture(prompt, path, size=size, seed=0, small=small)
            return make_edit(photo, prompt, path, size=size, small=small)

        read = max(1, len(prompt) // _LETTERS_PER_TOKEN)
        seen = 0 if photo is None else _tokens(photo.shape[1], photo.shape[0])
        written = _tokens(*size)
        usd = read * USD_PER_TEXT_TOKEN + seen * USD_PER_IMAGE_TOKEN + written * USD_PER_OUTPUT_TOKEN
        work = self._world.begin(VENDOR, body, make=make, usd=usd, fault=fault)
        await self._desk.hand_over(fault)
        path = await self._world.result(work)
        usage: JsonObject = {
            "input_tokens": read + seen,
            "input_tokens_details": {"text_tokens": read, "image_tokens": seen},
            "output_tokens": written,
            "total_tokens": read + seen + written,
        }
        return JSONResponse(
            {
                "created": BEGAN + round(work.began),
                "data": [{"b64_json": base64.b64encode(path.read_bytes()).decode()}],
                "background": "opaque",
                "output_format": kind,
                "quality": str(body.get("quality") or "medium"),
                "size": f"{size[0]}x{size[1]}",
                "usage": usage,
            }
        )


def _directed(asked: str) -> str:
    """A direction as JSON; what is asked may be our own JSON, or anything."""
    wish: JsonObject = {"idea": asked}
    with suppress(json.JSONDecodeError):
        wish = cast(JsonObject, json.loads(asked))
    style, mood, camera = (str(wish.get(name, ""))[:LONGEST_WORD] for name in ("style", "mood", "camera"))
    directed = direct(str(wish.get("idea"))[:LONGEST_IDEA], style=style, mood=mood, camera=camera)
    return json.dumps(asdict(directed), ensure_ascii=False)


def _tokens(width: int, height: int) -> int:
    return round(width * height / 1e6 * _TOKENS_PER_MEGAPIXEL)


def _size(text: str) -> tuple[int, int] | None:
    """A size that the models take: sides of 16 pixels each, no side three times the other's."""
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        return None
    size = int(width), int(height)
    shorter, longer = sorted(size)
    fits = shorter > 0 and longer <= _LONGEST_SIDE_PX and shorter / longer >= _LEAST_SHARE
    return size if fits and not any(side % _SIDE_STEP_PX for side in size) else None


def _error(status: int, sentence: str) -> JsonObject:
    return _envelope(sentence, _TYPES.get(status, "invalid_request_error"), None)


def _refused(status: int, sentence: str, kind: str, code: str) -> Answer:
    return Answer(status, _envelope(sentence, kind, code))


def _envelope(sentence: str, kind: str, code: str | None) -> JsonObject:
    return {"error": {"message": sentence, "type": kind, "param": None, "code": code}}
