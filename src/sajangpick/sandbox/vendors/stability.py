"""Stability AI's v2beta: core, ultra and sd3, each of which answers with the picture itself."""

import base64
import secrets
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sajangpick.domain.json import JsonObject
from sajangpick.profiles import profiles
from sajangpick.sandbox.desk import Desk
from sajangpick.sandbox.faults import Fault, Step
from sajangpick.sandbox.forms import read_form
from sajangpick.sandbox.results import make_picture
from sajangpick.sandbox.world import World

VENDOR = "stability"
# What Stable Diffusion 3.5 makes of each shape: a megapixel, in multiples of 64.
_SIZES = {
    "16:9": (1344, 768),
    "1:1": (1024, 1024),
    "21:9": (1536, 640),
    "2:3": (832, 1216),
    "3:2": (1216, 832),
    "4:5": (896, 1088),
    "5:4": (1088, 896),
    "9:16": (768, 1344),
    "9:21": (640, 1536),
}
_NAMES = {
    400: "bad_request",
    401: "unauthorized",
    402: "payment_required",
    403: "content_moderation",
    422: "unprocessable_entity",
    429: "rate_limit_exceeded",
}


def stability(world: World) -> list[BaseRoute]:
    """The routes of Stability AI."""
    vendor = _Stability(world)
    return [Route("/v2beta/stable-image/generate/{family}", vendor.generate, methods=["POST"])]


class _Stability:
    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = Desk(VENDOR, world, _error)
        # A price is whole won: read at a rate at which tenths of a cent are.
        self._usd = {each.model: each.price_won / 1000 for each in profiles(1000.0) if each.vendor == VENDOR}

    async def generate(self, request: Request) -> Response:
        self._desk.require_key(request)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise self._desk.refusal(400, "content-type: must be multipart/form-data")
        fields = (await read_form(request)).fields
        prompt = fields.get("prompt", "")
        fault = await self._desk.receive(request, Step.ORDER, text=prompt)
        family = str(request.path_params["family"])
        model = fields.get("model", "sd3.5-large") if family == "sd3" else family
        if model not in self._usd:
            raise self._desk.refusal(404, "There is no such model.")
        size = _SIZES.get(fields.get("aspect_ratio", "1:1"))
        if size is None:
            raise self._desk.refusal(400, "aspect_ratio: is not one of the shapes")
        if not 1 <= len(prompt) <= 10_000:
            raise self._desk.refusal(400, "prompt: must have 1 to 10000 characters")
        kind = fields.get("output_format", "png")
        if kind not in ("png", "jpeg"):
            raise self._desk.refusal(400, "output_format: must be png or jpeg")
        seed, small = int(fields.get("seed", "0")), self._world.small

        def make(target: Path) -> Path:
            return make_picture(prompt, target.with_suffix(f".{kind}"), size=size, seed=seed, small=small)

        work = self._world.begin(VENDOR, {**fields, "family": family}, make=make, usd=self._usd[model], fault=fault)
        await self._desk.hand_over(fault)
        path = await self._world.result(work)
        if request.headers.get("accept", "").startswith("image/"):
            return Response(path.read_bytes(), media_type=f"image/{kind}")
        # A filtered picture is sent as well, blurred; that it is one is all that counts here.
        reason = "CONTENT_FILTERED" if fault is Fault.MODERATED else "SUCCESS"
        image = base64.b64encode(path.read_bytes()).decode()
        return JSONResponse({"image": image, "finish_reason": reason, "seed": seed})


def _error(status: int, sentence: str) -> JsonObject:
    return {"id": secrets.token_hex(16), "name": _NAMES.get(status, "internal_error"), "errors": [sentence]}
