"""AUTOMATIC1111's API: txt2img, which answers with the picture itself, progress, interrupt and the lists."""

import base64
import json
from pathlib import Path
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sajangpick.domain.json import JsonObject
from sajangpick.sandbox.desk import Desk
from sajangpick.sandbox.faults import Step
from sajangpick.sandbox.results import make_picture
from sajangpick.sandbox.world import World

VENDOR = "automatic1111"
_MODEL = "sandbox_v1.safetensors"
_SAMPLERS = ("Euler", "Euler a", "DPM++ 2M")
# What its models take: sides in multiples of 8.
_SIDES_PX = range(64, 2049, 8)


def automatic1111(world: World) -> list[BaseRoute]:
    """The routes of AUTOMATIC1111."""
    vendor = _Automatic1111(world)
    return [
        Route("/sdapi/v1/txt2img", vendor.txt2img, methods=["POST"]),
        Route("/sdapi/v1/progress", vendor.progress, methods=["GET"]),
        Route("/sdapi/v1/interrupt", vendor.interrupt, methods=["POST"]),
        Route("/sdapi/v1/sd-models", vendor.models, methods=["GET"]),
        Route("/sdapi/v1/samplers", vendor.samplers, methods=["GET"]),
    ]


class _Automatic1111:
    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = Desk(VENDOR, world, _error)

    async def txt2img(self, request: Request) -> Response:
        self._admit(request)
        body = cast(JsonObject, await request.json())
        prompt = str(body.get("prompt", ""))
        fault = await self._desk.receive(request, Step.ORDER, text=prompt)
        if body.get("sampler_name", "Euler") not in _SAMPLERS:
            raise self._desk.refusal(404, "Sampler not found")
        width, height = body.get("width", 512), body.get("height", 512)
        if not (isinstance(width, int) and isinstance(height, int) and width in _SIDES_PX and height in _SIDES_PX):
            raise self._desk.refusal(422, "width and height must be multiples of 8")
        seed, small = int(cast(int, body.get("seed", -1))), self._world.small

        def make(target: Path) -> Path:
            # A model draws without words too; a card of ours needs some.
            words = prompt or "a picture"
            return make_picture(words, target.with_suffix(".png"), size=(width, height), seed=abs(seed), small=small)

        asked: JsonObject = {"prompt": prompt, "size": [width, height], "seed": seed}
        work = self._world.begin(VENDOR, asked, make=make, usd=0.0, fault=fault)
        await self._desk.hand_over(fault)
        path = await self._world.result(work)
        image = base64.b64encode(path.read_bytes()).decode()
        info = json.dumps({"prompt": prompt, "seed": seed, "width": width, "height": height})
        return JSONResponse({"images": [image], "parameters": body, "info": info})

    async def progress(self, request: Request) -> Response:
        self._admit(request)
        await self._desk.receive(request, Step.LOOK)
        running = [each for each in self._world.works.values() if each.vendor == VENDOR]
        running = [each for each in running if not self._world.is_over(each)]
        done = self._world.progress(running[0]) if running else 0.0
        rest = running[0].ends - self._world.clock.now if running else 0.0
        state: JsonObject = {"job": "scripts_txt2img" if running else "", "job_count": len(running)}
        return JSONResponse({"progress": done, "eta_relative": rest, "state": state, "current_image": None})

    async def interrupt(self, request: Request) -> Response:
        self._admit(request)
        await self._desk.receive(request, Step.CANCEL)
        for work in self._world.works.values():
            if work.vendor == VENDOR and not self._world.is_over(work):
                work.cancelled = True
        return JSONResponse({})

    async def models(self, request: Request) -> Response:
        self._admit(request)
        return JSONResponse([{"title": _MODEL, "model_name": _MODEL.partition(".")[0], "filename": _MODEL}])

    async def samplers(self, request: Request) -> Response:
        self._admit(request)
        return JSONResponse([{"name": name, "aliases": [], "options": {}} for name in _SAMPLERS])

    def _admit(self, request: Request) -> None:
        """It may be open to anybody; a login that is sent must be right."""
        sent = request.headers.get("Authorization", "").removeprefix("Basic ")
        if sent and b"wrong" in base64.b64decode(sent):
            raise self._desk.refusal(401, "Incorrect username or password")


def _error(status: int, sentence: str) -> JsonObject:
    return {"error": "HTTPException" if status < 500 else "RuntimeError", "detail": sentence, "body": "", "errors": ""}
