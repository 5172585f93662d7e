"""Stability AI: a picture from words, by Stable Image Core, Ultra and Stable Diffusion 3.5 (REST v2beta).

It answers an order with the picture, so the order and its result are one step; a poll only finds the file. A shape is
chosen, not a size.
"""

import math
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import BaseModel

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Finished, Pending, Picture, PictureRequest, Profile, Ticket
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable
from sajangpick.wire import PICTURES, Line, keep_inline

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings

LONGEST_PROMPT_LETTERS = 10_000
# Width and height of every shape that all its models make.
SHAPES = ((16, 9), (1, 1), (21, 9), (2, 3), (3, 2), (4, 5), (5, 4), (9, 16), (9, 21))
# Ultra takes up to a minute when the service is full.
ORDER_SECONDS = 180.0
# 0 asks for any seed, so ours begin at 1; the last is 2**32 - 2.
_SEEDS = 2**32 - 2
# It takes multipart bodies alone, and without a file a form is not sent as one: the vendor's own examples send this.
_NO_FILE = [("none", ("none", b"", "application/octet-stream"))]
# The ticket of a picture that was blurred.
_FILTERED = "content-filtered"


class _Answer(BaseModel):
    image: str = ""
    finish_reason: str = ""


@dataclass(frozen=True, slots=True)
class Stability:
    """One model of Stability's. Its ticket is the name of the picture's file, or says that there is none."""

    profile: Profile
    line: Line

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:  # noqa: ARG002 (Stability knows no keys of ours)
        """Order the picture and keep it. One that was blurred by its filter was taken and is charged like any other."""
        path, fields = _addressed(self.profile.model)
        fields |= {
            "prompt": request.prompt[:LONGEST_PROMPT_LETTERS],
            "aspect_ratio": _shape(request.size),
            "seed": str(request.seed % _SEEDS + 1),
            "output_format": "png",
        }
        if request.negative:
            fields["negative_prompt"] = request.negative[:LONGEST_PROMPT_LETTERS]
        answer = await self.line.order(
            f"v2beta/stable-image/generate/{path}",
            _Answer,
            data=fields,
            files=_NO_FILE,
            headers={"Accept": "application/json"},
        )
        match answer.finish_reason:
            case "SUCCESS":
                target = request.folder / "stability.png"
                kept = await keep_inline(answer.image, target, kinds=PICTURES, vendor=self.line.vendor)
                return Ticket(self.profile.id, kept.name, request.folder)
            case "CONTENT_FILTERED":
                return Ticket(self.profile.id, _FILTERED, request.folder)
            case reason:
                raise Unanswered("Stability AI ended an order in a way that we do not know.", hint=reason[:100])

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        """The picture. Raises Refused for one that was blurred, Unavailable if it is gone."""
        if ticket.id == _FILTERED:
            raise _moderated()
        path = ticket.folder / ticket.id
        if not path.is_file():
            raise Unavailable("This picture of Stability AI is gone.", hint="It is kept nowhere else.")
        return Finished(Picture(path))

    async def cancel(self, ticket: Ticket) -> None:
        """Throw the picture away: it was made and charged already."""
        if ticket.id != _FILTERED:
            (ticket.folder / ticket.id).unlink(missing_ok=True)


def open_stability(profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None") -> Stability:
    """The engine behind a profile. Raises Misconfigured without a key."""
    if settings.stability_key is None or not (key := settings.stability_key.get_secret_value()):
        raise Misconfigured("Stability AI has no key.", hint="Set SAJANGPICK_STABILITY_KEY.")
    line = Line(
        "Stability AI",
        settings.stability_url,
        {"Authorization": f"Bearer {key}"},
        secrets=(key,),
        explain=_explained,
        order_seconds=ORDER_SECONDS,
        pace=profile.pace,
        transport=transport,
    )
    return Stability(profile, line)


def _addressed(model: str) -> tuple[str, dict[str, str]]:
    """Where a model is ordered, and what names it there: those of Stable Diffusion 3.5 share an address."""
    if model in ("core", "ultra"):
        return model, {}
    return "sd3", {"model": model, "mode": "text-to-image"}


def _shape(size: tuple[int, int]) -> str:
    wanted = math.log(size[0] / size[1])
    width, height = min(SHAPES, key=lambda shape: abs(math.log(shape[0] / shape[1]) - wanted))
    return f"{width}:{height}"


def _moderated(hint: str = "") -> Refused:
    return Refused("Stability AI의 안전 기준에 맞지 않아 그림을 만들지 못했어요. 다른 글로 해 주세요.", hint=hint)


def _explained(status: int, body: JsonObject) -> EngineError | None:
    """Its 403 is a refusal of the words; a wrong key is a 401."""
    if status == HTTPStatus.FORBIDDEN and body.get("name") == "content_moderation":
        match body.get("errors"):
            case [str(words), *_]:
                return _moderated(words)
            case _:
                return _moderated()
    return None
