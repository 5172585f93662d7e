"""The Sora 2 protocol, below its /v1: videos, their content, and webhooks of their end."""

import hashlib
import uuid
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sajangpick.domain.json import JsonObject
from sajangpick.profiles import profiles
from sajangpick.sandbox.desk import Desk
from sajangpick.sandbox.faults import Fault, Step
from sajangpick.sandbox.forms import read_form
from sajangpick.sandbox.results import make_clip
from sajangpick.sandbox.webhooks import announce
from sajangpick.sandbox.world import Work, World

VENDOR = "openai_videos"
BEGAN = 1_795_000_000


def openai_videos(world: World) -> list[BaseRoute]:
    """The routes of a service that speaks the protocol."""
    vendor = _Videos(world)
    return [
        Route("/v1/videos", vendor.create, methods=["POST"]),
        Route("/v1/videos/{video_id}", vendor.retrieve, methods=["GET"]),
        Route("/v1/videos/{video_id}", vendor.delete, methods=["DELETE"]),
        Route("/v1/videos/{video_id}/content", vendor.content, methods=["GET"]),
    ]


class _Videos:
    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = Desk(VENDOR, world, _error)
        self._models = {each.model: each for each in profiles(1.0) if each.vendor == VENDOR}

    async def create(self, request: Request) -> Response:
        self._desk.require_key(request)
        form = await read_form(request)
        fields, photo = form.fields, form.files.get("input_reference")
        fault = await self._desk.receive(request, Step.ORDER, text=fields.get("prompt", ""))
        profile = self._models.get(fields.get("model", "sora-2"))
        if profile is None:
            raise self._desk.refusal(404, "The model does not exist.")
        sizes = {f"{width}x{height}": (width, height) for width, height in profile.sizes}
        size = sizes.get(fields.get("size", "720x1280"))
        lengths = {str(round(each)): each for each in profile.seconds}
        seconds = lengths.get(fields.get("seconds", "4"))
        if photo is None or size is None or seconds is None:
            raise self._desk.refusal(400, "Invalid size, seconds or input_reference.")
        small = self._world.small

        def make(target: Path) -> Path:
            return make_clip(photo, target.with_suffix(".mp4"), seconds=seconds, size=size, seed=0, small=small)

        asked: JsonObject = {**fields, "input_reference": hashlib.sha256(photo).hexdigest()}
        usd = profile.won_per_second * seconds
        work = self._world.begin(VENDOR, asked, make=make, usd=usd, fault=fault, id=f"video_{uuid.uuid4().hex}")
        announce(self._world, work, lambda: _event(self._world, work))
        await self._desk.hand_over(fault)
        return JSONResponse(_video(self._world, work))

    async def retrieve(self, request: Request) -> Response:
        self._desk.require_key(request)
        await self._desk.receive(request, Step.LOOK)
        return JSONResponse(_video(self._world, self._found(request)))

    async def delete(self, request: Request) -> Response:
        self._desk.require_key(request)
        await self._desk.receive(request, Step.CANCEL)
        work = self._found(request)
        work.cancelled = True
        return JSONResponse({"id": work.id, "object": "video.deleted", "deleted": True})

    async def content(self, request: Request) -> Response:
        self._desk.require_key(request)
        await self._desk.receive(request, Step.FETCH)
        work = self._found(request)
        if not self._world.is_over(work) or self._world.has_failed(work):
            raise self._desk.refusal(404, "Video is not ready.")
        return RedirectResponse(await self._world.link(work), 302)

    def _found(self, request: Request) -> Work:
        """The work; one that was stopped is deleted, as the protocol knows no other end of it."""
        work = self._world.find(VENDOR, str(request.path_params["video_id"]))
        if work is not None and self._world.is_over(work):
            self._world.has_failed(work)
        if work is None or work.cancelled:
            raise self._desk.refusal(404, "No such video.")
        return work


def _video(world: World, work: Work) -> JsonObject:
    progress = world.progress(work)
    video: JsonObject = {
        "id": work.id,
        "object": "video",
        "created_at": BEGAN + round(work.began),
        "model": work.request.get("model", "sora-2"),
        "seconds": work.request.get("seconds", "4"),
        "size": work.request.get("size", "720x1280"),
        "progress": round(100 * progress),
        "error": None,
    }
    if not world.is_over(work):
        waits = progress < (0.8 if work.fault is Fault.THROTTLED else 0.1)
        return {**video, "status": "queued" if waits else "in_progress"}
    if not world.has_failed(work):
        return {**video, "status": "completed", "completed_at": BEGAN + round(work.ends)}
    code = "moderation_blocked" if work.fault is Fault.MODERATED else "internal_error"
    return {**video, "status": "failed", "error": {"code": code, "message": "The video could not be made."}}


def _event(world: World, work: Work) -> JsonObject | None:
    """What is told of a video; nothing of one that was deleted."""
    has_failed = world.is_over(work) and world.has_failed(work)
    if work.cancelled:
        return None
    return {
        "id": f"evt_{work.id.removeprefix('video_')}",
        "object": "event",
        "created_at": BEGAN + round(work.ends),
        "type": "video.failed" if has_failed else "video.completed",
        "data": {"id": work.id},
    }


def _error(status: int, sentence: str) -> JsonObject:
    code = "model_not_found" if status == 404 else None
    return {"error": {"message": sentence, "type": "invalid_request_error", "param": None, "code": code}}
