"""Runway's developer API: uploads, image_to_video, tasks and the organization."""

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sajangpick.domain.json import JsonObject
from sajangpick.profiles import profiles
from sajangpick.sandbox.desk import Desk
from sajangpick.sandbox.faults import Fault, Step
from sajangpick.sandbox.forms import read_form
from sajangpick.sandbox.results import make_clip
from sajangpick.sandbox.world import Work, World

VENDOR = "runway"
VERSION = "2024-11-06"
CREDITS_PER_USD = 100
_BEGAN = datetime(2026, 11, 21, tzinfo=UTC)


def runway(world: World) -> list[BaseRoute]:
    """The routes of Runway."""
    vendor = _Runway(world)
    return [
        Route("/v1/uploads", vendor.upload, methods=["POST"]),
        Route("/storage/{token}", vendor.store, methods=["POST"]),
        Route("/v1/image_to_video", vendor.image_to_video, methods=["POST"]),
        Route("/v1/tasks/{task_id}", vendor.task, methods=["GET"]),
        Route("/v1/tasks/{task_id}", vendor.cancel, methods=["DELETE"]),
        Route("/v1/organization", vendor.organization, methods=["GET"]),
    ]


class _Runway:
    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = Desk(VENDOR, world, lambda _, sentence: {"error": sentence})
        self._models = {each.model: each for each in profiles(1.0) if each.vendor == VENDOR}
        self._photos: dict[str, bytes] = {}

    async def upload(self, request: Request) -> Response:
        self._admit(request)
        await self._desk.receive(request, Step.UPLOAD)
        token = secrets.token_urlsafe(16)
        return JSONResponse(
            {
                "uploadUrl": f"{self._world.base_url}/{VENDOR}/storage/{token}",
                "fields": {"key": token, "policy": "sandbox"},
                "runwayUri": f"runway://{token}",
            }
        )

    async def store(self, request: Request) -> Response:
        token = str(request.path_params["token"])
        form = await read_form(request)
        if form.fields.get("key") != token or "file" not in form.files:
            raise self._desk.refusal(400, "The form does not fit the upload.")
        self._photos[f"runway://{token}"] = form.files["file"]
        return Response(status_code=204)

    async def image_to_video(self, request: Request) -> Response:
        self._admit(request)
        body = cast(JsonObject, await request.json())
        fault = await self._desk.receive(request, Step.ORDER, text=str(body.get("promptText", "")))
        profile = self._models.get(str(body.get("model")))
        if profile is None:
            raise self._desk.refusal(400, "Validation of body failed: model is unknown.")
        width, _, height = str(body.get("ratio")).partition(":")
        size = (int(width), int(height)) if width.isdecimal() and height.isdecimal() else (0, 0)
        if size not in profile.sizes:
            raise self._desk.refusal(400, "Validation of body failed: ratio is not one of the model's.")
        seconds = float(cast(float, body.get("duration", 0)))
        if seconds not in profile.seconds:
            raise self._desk.refusal(400, "Validation of body failed: duration is not one of the model's.")
        photo = _photo(body, self._photos)
        if photo is None:
            raise self._desk.refusal(400, "Validation of body failed: promptImage cannot be had.")
        seed, small = int(cast(int, body.get("seed", 0))), self._world.small

        def make(target: Path) -> Path:
            target = target.with_suffix(".mp4")
            return make_clip(photo, target, seconds=seconds, size=size, seed=seed, small=small)

        # Uploads have other names each time, and yet lead to the same.
        asked: JsonObject = {**body, "promptImage": hashlib.sha256(photo).hexdigest()}
        work = self._world.begin(VENDOR, asked, make=make, usd=profile.won_per_second * seconds, fault=fault)
        await self._desk.hand_over(fault)
        return JSONResponse({"id": work.id, "estimatedCost": _credits(work.usd)})

    async def task(self, request: Request) -> Response:
        self._admit(request)
        await self._desk.receive(request, Step.LOOK)
        return JSONResponse(await _task(self._world, self._found(request)))

    async def cancel(self, request: Request) -> Response:
        self._admit(request)
        await self._desk.receive(request, Step.CANCEL)
        work = self._found(request)
        if self._world.is_over(work):
            del self._world.works[work.id]
        else:
            if _waits(self._world, work):
                self._world.refund(work, "cancelled before it began")
            work.cancelled = True
        return Response(status_code=204)

    async def organization(self, request: Request) -> Response:
        self._admit(request)
        limits: JsonObject = {
            model: {"maxConcurrentGenerations": 1, "maxDailyGenerations": 50} for model in self._models
        }
        used: JsonObject = {model: {"dailyGenerations": 0} for model in self._models}
        tier: JsonObject = {"maxMonthlyCreditSpend": 10000, "models": limits}
        return JSONResponse({"creditBalance": 1000, "tier": tier, "usage": {"models": used}})

    def _admit(self, request: Request) -> None:
        self._desk.require_key(request)
        if request.headers.get("X-Runway-Version") != VERSION:
            raise self._desk.refusal(400, "The X-Runway-Version header is missing or unknown.")

    def _found(self, request: Request) -> Work:
        work = self._world.find(VENDOR, str(request.path_params["task_id"]))
        if work is None:
            raise self._desk.refusal(404, "No such task.")
        return work


async def _task(world: World, work: Work) -> JsonObject:
    created = (_BEGAN + timedelta(seconds=work.began)).isoformat().replace("+00:00", "Z")
    task: JsonObject = {"id": work.id, "createdAt": created}
    cost: JsonObject = {"cost": _credits(world.bill.usd(work_id=work.id))}
    if not world.is_over(work):
        estimated: JsonObject = {"estimatedCost": _credits(work.usd)}
        if _waits(world, work):
            return {**task, **estimated, "status": "THROTTLED" if work.fault is Fault.THROTTLED else "PENDING"}
        return {**task, **estimated, "status": "RUNNING", "progress": round(world.progress(work), 2)}
    if not world.has_failed(work):
        return {**task, **cost, "status": "SUCCEEDED", "output": [await world.link(work)]}
    cost = {"cost": _credits(world.bill.usd(work_id=work.id))}
    if work.cancelled:
        return {**task, **cost, "status": "CANCELLED"}
    code = "SAFETY.INPUT.IMAGE" if work.fault is Fault.MODERATED else "INTERNAL.BAD_OUTPUT.CODE01"
    return {**task, **cost, "status": "FAILED", "failure": "The task failed.", "failureCode": code}


def _waits(world: World, work: Work) -> bool:
    """Whether it has not begun: a tenth of the time, or most of it while others are before it."""
    return world.progress(work) < (0.8 if work.fault is Fault.THROTTLED else 0.1)


def _photo(body: JsonObject, photos: dict[str, bytes]) -> bytes | None:
    image = body.get("promptImage")
    if isinstance(image, list) and image:
        image = cast(JsonObject, image[0]).get("uri")
    link = str(image)
    if link.startswith("data:"):
        return base64.b64decode(link.partition(",")[2])
    return photos.get(link)


def _credits(usd: float) -> JsonObject:
    return {"credits": round(usd * CREDITS_PER_USD)}
