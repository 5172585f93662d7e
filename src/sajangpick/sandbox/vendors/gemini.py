"""Gemini's Interactions API: clips in the background, pictures at once, their files, and webhooks of their end."""

import asyncio
import base64
import binascii
import hashlib
import math
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Kind, Profile
from sajangpick.errors import BadInput
from sajangpick.media.still import read_photo
from sajangpick.profiles import profiles
from sajangpick.sandbox.desk import RETRY_AFTER_SECONDS, Answer, Desk
from sajangpick.sandbox.faults import Fault, Step
from sajangpick.sandbox.results import make_clip, make_edit, make_picture
from sajangpick.sandbox.webhooks import announce
from sajangpick.sandbox.world import Work, World

VENDOR = "gemini"
TOKENS_PER_SECOND = 5792
# What is read, what is written or thought, and what is drawn or filmed, in USD a token.
USD_PER_TOKEN = {
    "gemini-omni-1.2-flash": (1.5e-6, 9e-6, 17.5e-6),
    "gemini-omni-1.1-flash": (1.5e-6, 9e-6, 17.5e-6),
    "gemini-nano-banana-2.1": (1.5e-6, 7.5e-6, 30e-6),
    "gemini-3.1-flash-image": (0.5e-6, 3e-6, 60e-6),
    "gemini-3-pro-image": (2e-6, 12e-6, 120e-6),
}
# By size: its side in thousands of pixels, were it a square, and its tokens; the Pro model counts otherwise.
PICTURES = {"512": (0.5, 747), "1K": (1.0, 1120), "2K": (2.0, 1680), "4K": (4.0, 2520)}
PRO_TOKENS = {"1K": 1120, "2K": 1120, "4K": 2000}
_BEGAN = datetime(2026, 11, 21, tzinfo=UTC)
_PHOTO_TOKENS, _THOUGHT_TOKENS, _LETTERS_PER_TOKEN = 258, 120, 4
_SIDE_STEP_PX = 16
_CODES = {400: "invalid_request", 404: "not_found"}
_NAMES = {401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}


def gemini(world: World) -> list[BaseRoute]:
    """The routes of Gemini, below its host: the version is a part of the path."""
    vendor = _Gemini(world)
    return [
        Route("/{version}/interactions", vendor.create, methods=["POST"]),
        Route("/{version}/interactions/{id}", vendor.get, methods=["GET"]),
        Route("/{version}/interactions/{id}", vendor.delete, methods=["DELETE"]),
        Route("/{version}/interactions/{id}/cancel", vendor.cancel, methods=["POST"]),
        Route("/{version}/files/{name}:download", vendor.download, methods=["GET"]),
    ]


class _Gemini:
    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = Desk(VENDOR, world, _error)
        self._models = {each.model: each for each in profiles(1.0) if each.vendor == VENDOR}

    async def create(self, request: Request) -> Response:
        _admit(request)
        body = cast(JsonObject, await request.json())
        words, photo = _input(body.get("input"))
        fault = await self._desk.receive(request, Step.ORDER, text=words)
        profile = self._models.get(str(body.get("model")))
        if profile is None:
            raise self._desk.refusal(404, "Requested entity was not found.")
        wanted = body.get("response_format")
        wanted = wanted if isinstance(wanted, dict) else {}
        if wanted.get("type") != ("image" if profile.kind is Kind.PICTURE else "video"):
            raise self._desk.refusal(400, f"Model '{profile.model}' does not make this response_format.")
        if profile.kind is Kind.PICTURE:
            return await self._picture(profile, body, wanted, words, photo, fault)
        return await self._clip(profile, body, wanted, words, photo, fault, version=str(request.path_params["version"]))

    async def _clip(
        self,
        profile: Profile,
        body: JsonObject,
        wanted: JsonObject,
        words: str,
        photo: bytes | None,
        fault: Fault | None,
        *,
        version: str,
    ) -> Response:
        """In the background it is answered at once, else when the clip is done."""
        sizes = {(_aspect(each), f"{min(each)}p"): each for each in profile.sizes}
        size = sizes.get((str(wanted.get("aspect_ratio", "16:9")), str(wanted.get("resolution", "720p"))))
        lengths = {f"{round(each)}s": each for each in profile.seconds}
        seconds = lengths.get(str(wanted.get("duration", "8s")))
        if photo is None or size is None or seconds is None or wanted.get("delivery") != "uri":
            raise self._desk.refusal(400, "Invalid input at 'response_format' or 'input'.")
        if body.get("background") and not body.get("store", True):
            raise self._desk.refusal(400, "Background interactions must be stored.")
        small = self._world.small

        def make(target: Path) -> Path:
            return make_clip(photo, target.with_suffix(".mp4"), seconds=seconds, size=size, seed=0, small=small)

        asked: JsonObject = {**body, "input": [words, hashlib.sha256(photo).hexdigest()]}
        read = _PHOTO_TOKENS + len(words) // _LETTERS_PER_TOKEN
        usage, usd = _used(profile.model, "video", read, round(TOKENS_PER_SECOND * seconds))
        work = self._world.begin(VENDOR, asked, make=make, usd=usd, fault=fault, id=f"v1_{secrets.token_urlsafe(24)}")
        name = secrets.token_hex(6)
        link = f"{self._world.base_url}/{VENDOR}/{version}/files/{name}:download?alt=media"
        work.facts = {"file": name, "usage": usage, "result": {"type": "video", "mime_type": "video/mp4", "uri": link}}
        announce(self._world, work, lambda: _event(self._world, work))
        await self._desk.hand_over(fault)
        if not body.get("background"):
            await self._world.clock.until(work.ends)
        return JSONResponse(_interaction(self._world, work))

    async def _picture(
        self,
        profile: Profile,
        body: JsonObject,
        wanted: JsonObject,
        words: str,
        photo: bytes | None,
        fault: Fault | None,
    ) -> Response:
        """Of words alone; a photo that comes with them is changed."""
        if body.get("background"):
            raise self._desk.refusal(400, f"Model '{profile.model}' does not support background interactions.")
        if "delivery" in wanted:
            raise self._desk.refusal(400, "Image delivery mode is not supported.")
        name = str(wanted.get("image_size", "1K"))
        size = _size(str(wanted.get("aspect_ratio", "1:1")), name)
        if size is None or wanted.get("mime_type", "image/jpeg") != "image/jpeg":
            raise self._desk.refusal(400, "Invalid input at 'response_format'.")
        try:
            shown = None if photo is None else await asyncio.to_thread(read_photo, photo, longest=2 * max(size))
        except BadInput:
            raise self._desk.refusal(400, "Unable to process input image.") from None
        small = self._world.small

        def make(target: Path) -> Path:
            path = target.with_suffix(".jpg")
            if shown is None:
                return make_picture(words, path, size=size, seed=0, small=small)
            return make_edit(shown, words, path, size=size, small=small)

        asked: JsonObject = {**body, "input": [words, hashlib.sha256(photo or b"").hexdigest()]}
        tokens = PRO_TOKENS.get(name, 0) if "-pro-" in profile.model else 0
        read = len(words) // _LETTERS_PER_TOKEN + (0 if photo is None else _PHOTO_TOKENS)
        usage, usd = _used(profile.model, "image", read, tokens or PICTURES[name][1])
        work = self._world.begin(VENDOR, asked, make=make, usd=usd, fault=fault, id=f"v1_{secrets.token_urlsafe(24)}")
        work.ends = work.began
        await self._desk.hand_over(fault)
        if not self._world.has_failed(work):
            content = (await self._world.result(work)).read_bytes()
            drawn: JsonObject = {"type": "image", "mime_type": "image/jpeg", "data": base64.b64encode(content).decode()}
            work.facts = {"usage": usage, "result": drawn}
        return JSONResponse(_interaction(self._world, work))

    async def get(self, request: Request) -> Response:
        _admit(request)
        await self._desk.receive(request, Step.LOOK)
        return JSONResponse(_interaction(self._world, self._found(request)))

    async def cancel(self, request: Request) -> Response:
        _admit(request)
        await self._desk.receive(request, Step.CANCEL)
        work = self._found(request)
        if not self._world.is_over(work):
            work.cancelled = True
            self._world.refund(work, "cancelled")
        return JSONResponse(_interaction(self._world, work))

    async def delete(self, request: Request) -> Response:
        _admit(request)
        work = self._found(request)
        work.cancelled, work.facts["deleted"] = True, True
        return JSONResponse({})

    async def download(self, request: Request) -> Response:
        _admit(request)
        await self._desk.receive(request, Step.FETCH)
        name = str(request.path_params["name"])
        work = next((each for each in self._world.works.values() if each.facts.get("file") == name), None)
        if work is None or not self._world.is_over(work) or self._world.has_failed(work):
            raise self._desk.refusal(404, "Requested entity was not found.")
        return RedirectResponse(await self._world.link(work), 302)

    def _found(self, request: Request) -> Work:
        work = self._world.find(VENDOR, str(request.path_params["id"]))
        if work is None or work.facts.get("deleted"):
            raise self._desk.refusal(404, "Requested entity was not found.")
        return work


def _admit(request: Request) -> None:
    """Let a call in. A key that is wrong makes a request invalid, and only one without a key is forbidden."""
    key = request.headers.get("x-goog-api-key", "")
    if not key:
        raise Answer(403, _status(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.", []))
    if "wrong" in key:
        why: JsonObject = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
        }
        raise Answer(400, _status(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [why]))


def _input(given: Json) -> tuple[str, bytes | None]:
    """The words and the first picture of an input: a text, parts, or turns of parts."""
    words, photo = "", None
    for each in given if isinstance(given, list) else [given]:
        match each:
            case str(text) | {"type": "text", "text": str(text)}:
                words += text
            case {"type": "image", "data": str(data)}:
                try:
                    photo = photo or base64.b64decode(data, validate=True)
                except binascii.Error:
                    continue
            case {"type": "user_input", "content": list(parts)}:
                more, shown = _input(cast(Json, parts))
                words, photo = words + more, photo or shown
            case _:
                continue
    return words, photo


def _aspect(size: tuple[int, int]) -> str:
    return "9:16" if size[1] > size[0] else "16:9"


def _size(aspect: str, name: str) -> tuple[int, int] | None:
    """As many pixels as a square of that size has, in steps."""
    width, _, height = aspect.partition(":")
    if name not in PICTURES or not (width.isdecimal() and height.isdecimal()):
        return None
    side, shape = PICTURES[name][0] * 1024, math.sqrt(int(width) / int(height))
    return (
        _SIDE_STEP_PX * round(side * shape / _SIDE_STEP_PX),
        _SIDE_STEP_PX * round(side / shape / _SIDE_STEP_PX),
    )


def _used(model: str, modality: str, read: int, made: int) -> tuple[JsonObject, float]:
    """The tokens of an interaction as they are told, and what they cost; thoughts are in the total alone."""
    per_read, per_written, per_made = USD_PER_TOKEN[model]
    usage: JsonObject = {
        "total_input_tokens": read,
        "output_tokens_by_modality": [{"modality": modality, "tokens": made}],
        "total_output_tokens": made,
        "total_thought_tokens": _THOUGHT_TOKENS,
        "total_tokens": read + made + _THOUGHT_TOKENS,
    }
    return usage, read * per_read + _THOUGHT_TOKENS * per_written + made * per_made


def _interaction(world: World, work: Work) -> JsonObject:
    told: JsonObject = {
        "id": work.id,
        "object": "interaction",
        "model": work.request.get("model"),
        "created": _moment(work.began),
    }
    if not world.is_over(work):
        waits = world.progress(work) < (0.8 if work.fault is Fault.THROTTLED else 0.1)
        return {**told, "status": "queued" if waits else "in_progress"}
    if not world.has_failed(work):
        answer: JsonObject = {"type": "model_output", "content": [work.facts["result"]]}
        steps: Json = [{"type": "thought", "signature": "c2FuZGJveA=="}, answer]
        return {**told, "status": "completed", "steps": steps, "usage": work.facts["usage"]}
    if work.cancelled:
        return {**told, "status": "cancelled"}
    problem: JsonObject = {"code": "internal_error", "message": "An internal error has occurred."}
    if work.fault is Fault.MODERATED:
        world.refund(work, "moderated")
        words = "The request was blocked by our safety filters. You will not be charged."
        problem = {"code": "content_blocked", "message": words}
    return {**told, "status": "failed", "errors": [problem]}


def _event(world: World, work: Work) -> JsonObject | None:
    """What is told of an interaction; nothing of one that was cancelled."""
    has_failed = world.is_over(work) and world.has_failed(work)
    if work.cancelled:
        return None
    return {
        "type": "interaction.failed" if has_failed else "interaction.completed",
        "version": "v1",
        "timestamp": _moment(work.ends),
        "data": {"id": work.id},
    }


def _moment(seconds: float) -> str:
    return (_BEGAN + timedelta(seconds=round(seconds))).isoformat().replace("+00:00", "Z")


def _error(status: int, sentence: str) -> JsonObject:
    """The error body of interactions, or that of what stands before them."""
    if status not in _NAMES:
        return {"error": {"message": sentence, "code": _CODES.get(status, "internal_error")}}
    wait: JsonObject = {
        "@type": "type.googleapis.com/google.rpc.RetryInfo",
        "retryDelay": f"{RETRY_AFTER_SECONDS}s",
    }
    return _status(status, _NAMES[status], sentence, [wait] if status == 429 else [])


def _status(code: int, name: str, sentence: str, details: list[JsonObject]) -> JsonObject:
    return {"error": {"code": code, "message": sentence, "status": name, "details": cast(Json, details)}}
