"""Gemini's Interactions API: a photo becomes a clip by its Omni models; words become a picture, or change one, by Nano
Banana.

A clip is made in the background and looked at until it ends. A picture stands in the answer to its order, whose ticket
is the name of its file and what it cost. Neither takes a seed or a list of what to avoid. Gemini tells of ends by the
webhooks that are registered there; those of a single order (RS256 over a public key set) are left out.
"""

import asyncio
import base64
import math
import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Clip, ClipRequest, Finished, Kind, Pending, Picture, PictureRequest, Profile, Ticket
from sajangpick.errors import EngineError, Misconfigured, Refused, Unavailable, Unreachable
from sajangpick.media.still import encode_still, read_photo
from sajangpick.wire import PICTURES, VIDEOS, Line, keep_inline

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings

MOST_CLIP_BYTES = 200_000_000
# Width and height of the shapes that all its picture models make.
SHAPES = ((1, 1), (2, 3), (3, 2), (3, 4), (4, 3), (4, 5), (5, 4), (9, 16), (16, 9), (21, 9))
# 9:16 of 2K is 1536x2752: the smallest that fills a frame of 1080x1920.
PICTURE_SIZE = "2K"
# A picture to be changed is shown no finer than it comes back.
LONGEST_PHOTO_PX = 2752
# List prices in USD a token: what is read, what is written or thought, and what is drawn or filmed.
USD_PER_TOKEN = {
    "gemini-omni-1.2-flash": (1.5e-6, 9e-6, 17.5e-6),
    "gemini-omni-1.1-flash": (1.5e-6, 9e-6, 17.5e-6),
    "gemini-nano-banana-2.1": (1.5e-6, 7.5e-6, 30e-6),
    "gemini-3.1-flash-image": (0.5e-6, 3e-6, 60e-6),
    "gemini-3-pro-image": (2e-6, 12e-6, 120e-6),
}
# A picture is thought over before it is drawn, and the answer comes when it is done.
_PICTURE_SECONDS = 240.0
# The photo goes along with the order.
_CLIP_SECONDS = 120.0
# Which of its codes mean a filter is not documented; all that were seen say so in words.
_MODERATED = re.compile(r"safety|prohibited|blocked|policy|policies|responsible ai|sensitive", re.IGNORECASE)
_WAIT = re.compile(r"retry in ([0-9.]+) ?s|^([0-9.]+)s$")


class _Part(BaseModel):
    type: str = ""
    text: str = ""
    data: str = ""
    uri: str = ""


class _Step(BaseModel):
    type: str = ""
    content: tuple[_Part, ...] | None = None


class _Problem(BaseModel):
    code: str | int | None = None
    message: str | None = None


class _Tokens(BaseModel):
    modality: str = ""
    tokens: int = 0


class _Usage(BaseModel):
    total_input_tokens: int = 0
    total_output_tokens: int = 0
    total_tokens: int = 0
    output_tokens_by_modality: tuple[_Tokens, ...] = ()


class _Interaction(BaseModel):
    status: str = ""
    steps: tuple[_Step, ...] | None = None
    errors: tuple[_Problem, ...] | None = None
    error: _Problem | None = None
    usage: _Usage | None = None

    @property
    def parts(self) -> list[_Part]:
        """What the model answered; what it thought and what it was asked stand in steps of other types."""
        return [part for step in self.steps or () if step.type == "model_output" for part in step.content or ()]

    @property
    def problem(self) -> _Problem:
        """Why there is no result; a model that declines says so in words, as its answer."""
        for each in (self.error, *(self.errors or ())):
            if each is not None:
                return each
        words = " ".join(part.text for part in self.parts if part.text)
        return _Problem(code="blocked" if words else self.status, message=words)


class _Accepted(BaseModel):
    id: str = Field(min_length=1)


class _Receipt(BaseModel):
    file: str = ""
    problem: _Problem | None = None
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class GeminiClip:
    """One of the Omni models. Its ticket is the id of an interaction."""

    profile: Profile
    line: Line

    async def submit(self, request: ClipRequest, *, key: str) -> Ticket:  # noqa: ARG002 (Gemini knows no keys of ours)
        """Order a clip that begins with the photo, framed as our own clip begins."""
        width, height = size = self.profile.size_for(request.size)
        photo = await asyncio.to_thread(_opening, request, size)
        body: JsonObject = {
            "model": self.profile.model,
            "input": _input(request.prompt, photo),
            "generation_config": {"video_config": {"task": "image_to_video"}},
            "response_format": {
                "type": "video",
                "aspect_ratio": "9:16" if height > width else "16:9",
                "duration": f"{round(self.profile.seconds_for(request.seconds))}s",
                "resolution": f"{min(size)}p",
                "delivery": "uri",
            },
            "background": True,
            "store": True,
        }
        accepted = await self.line.order("interactions", _Accepted, json=body)
        return Ticket(self.profile.id, accepted.id, request.folder)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Clip]:
        """Look at the interaction; fetch its clip once there is one."""
        found = await self._found(ticket)
        cost_usd = _cost_usd(self.profile.model, found.usage)
        match _state(found):
            case "working":
                return Pending(again_in_seconds=self.profile.poll_seconds)
            case "cancelled":
                raise Unavailable("This clip was cancelled at Gemini.", cost_usd=cost_usd)
            case "failed":
                raise _failure(found.problem, cost_usd)
            case "done":
                links = [part.uri for part in found.parts if part.type == "video" and part.uri]
                if not links:
                    raise _failure(found.problem, cost_usd)
                target = ticket.folder / "gemini.mp4"
                path = await self.line.download(links[-1], target, most_bytes=MOST_CLIP_BYTES, kinds=VIDEOS)
                return Finished(Clip(path), cost_usd)

    async def cancel(self, ticket: Ticket) -> None:
        """Stop the interaction, where Gemini lets us."""
        try:
            await self.line.ask("POST", f"interactions/{ticket.id}/cancel")
        except Unreachable:
            raise
        except (Unavailable, Refused):
            return

    async def _found(self, ticket: Ticket) -> _Interaction:
        """The interaction. One that was just taken may be unknown, or withheld while it is made: that passes."""
        try:
            return await self.line.look(f"interactions/{ticket.id}", _Interaction)
        except Unavailable as error:
            wait = error.retry_after or self.profile.poll_seconds
            raise Unreachable(error.message, hint=error.hint, retry_after=wait) from None


@dataclass(frozen=True, slots=True)
class GeminiPicture:
    """One of the picture models."""

    profile: Profile
    line: Line

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:  # noqa: ARG002 (Gemini knows no keys of ours)
        """Have the picture made or changed, and keep it. Raises BadInput for a photo that is none."""
        photo = None if request.photo is None else await asyncio.to_thread(_clean, request.photo)
        avoided = f"\n\nAvoid: {request.negative}" if request.negative else ""
        body: JsonObject = {
            "model": self.profile.model,
            "input": _input(request.prompt + avoided, photo),
            "response_format": {
                "type": "image",
                "mime_type": "image/jpeg",
                "aspect_ratio": _shape(request.size),
                "image_size": PICTURE_SIZE,
            },
            "store": False,
        }
        made = await self.line.order("interactions", _Interaction, json=body)
        cost_usd = _cost_usd(self.profile.model, made.usage)
        pictures = [part.data for part in made.parts if part.type == "image" and part.data]
        if pictures:
            target = request.folder / "gemini.jpg"
            kept = await keep_inline(pictures[-1], target, kinds=PICTURES, vendor=self.line.vendor)
            receipt = _Receipt(file=kept.name, cost_usd=cost_usd)
        else:
            receipt = _Receipt(problem=made.problem, cost_usd=cost_usd)
        return Ticket(self.profile.id, receipt.model_dump_json(), request.folder)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        """The picture. Raises Refused if Gemini would make none, Unavailable if it is gone."""
        receipt = _Receipt.model_validate_json(ticket.id)
        if receipt.problem is not None:
            raise _failure(receipt.problem, receipt.cost_usd)
        path = ticket.folder / receipt.file
        if not path.is_file():
            raise Unavailable("This picture of Gemini is gone.", hint="It is kept nowhere else.")
        return Finished(Picture(path), receipt.cost_usd)

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing is under way."""


def open_gemini(
    profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None"
) -> GeminiClip | GeminiPicture:
    """The engine behind a profile, of its kind. Raises Misconfigured without a key."""
    if settings.gemini_key is None or not (key := settings.gemini_key.get_secret_value()):
        raise Misconfigured("Gemini has no key.", hint="Set SAJANGPICK_GEMINI_KEY.")
    is_picture = profile.kind is Kind.PICTURE
    line = Line(
        "Gemini",
        settings.gemini_url,
        {"x-goog-api-key": key},
        secrets=(key,),
        explain=_explained,
        order_seconds=_PICTURE_SECONDS if is_picture else _CLIP_SECONDS,
        transport=transport,
    )
    return GeminiPicture(profile, line) if is_picture else GeminiClip(profile, line)


def _opening(request: ClipRequest, size: tuple[int, int]) -> bytes:
    # It brings models along: only where a clip is really ordered.
    from sajangpick.motion import opening

    return opening(request.photo, size=size, aim=request.aim)


def _clean(photo: Path) -> bytes:
    """A picture as Gemini gets it: upright, as pixels alone."""
    return encode_still(read_photo(photo, longest=LONGEST_PHOTO_PX), "jpeg")


def _input(words: str, photo: bytes | None) -> Json:
    """What the model is told: the photo, a JPEG, before the words about it."""
    content: list[Json] = [{"type": "text", "text": words}]
    if photo is not None:
        shown = base64.b64encode(photo).decode()
        content.insert(0, {"type": "image", "mime_type": "image/jpeg", "data": shown})
    return [{"type": "user_input", "content": content}]


def _shape(size: tuple[int, int]) -> str:
    wanted = math.log(size[0] / size[1])
    width, height = min(SHAPES, key=lambda shape: abs(math.log(shape[0] / shape[1]) - wanted))
    return f"{width}:{height}"


def _cost_usd(model: str, usage: _Usage | None) -> float | None:
    """What its tokens cost; None if none were told. Whether thoughts are in the output's sum differs, so both sums are
    looked at and the larger one counts."""
    prices = USD_PER_TOKEN.get(model)
    if usage is None or prices is None or not usage.total_output_tokens:
        return None
    written = max(usage.total_output_tokens, usage.total_tokens - usage.total_input_tokens)
    made = sum(each.tokens for each in usage.output_tokens_by_modality if each.modality.lower() in ("image", "video"))
    per_read, per_written, per_made = prices
    return usage.total_input_tokens * per_read + (written - made) * per_written + made * per_made


def _state(found: _Interaction) -> Literal["working", "done", "failed", "cancelled"]:
    match found.status:
        case "completed":
            return "done"
        case "cancelled":
            return "cancelled"
        case "failed" | "incomplete" | "budget_exceeded":
            return "failed"
        case _:
            # queued, in_progress, and whatever may come to be. One that was over the limit has an error in place of it.
            return "failed" if found.error else "working"


def _failure(problem: _Problem, cost_usd: float | None) -> EngineError:
    words = problem.message or ""
    if _MODERATED.search(f"{problem.code} {words}"):
        return _moderated(words, cost_usd)
    return Unavailable("Gemini failed to make it.", hint=words or str(problem.code or ""), cost_usd=cost_usd)


def _moderated(hint: str, cost_usd: float | None = None) -> Refused:
    return Refused(
        "Gemini의 안전 기준에 맞지 않아 만들지 못했어요. 다른 사진이나 글로 해 주세요.", hint=hint, cost_usd=cost_usd
    )


def _explained(status: int, body: JsonObject) -> EngineError | None:
    """Its two error bodies: that of interactions, {"error": {message, code}} with a word for a code, and Google's own,
    {"error": {code, message, status, details}}, from what stands before them."""
    error = body.get("error")
    told = error if isinstance(error, dict) else {}
    words, details = str(told.get("message") or ""), str(told.get("details") or "")
    names = {str(told.get("code")).lower(), str(told.get("status")).lower()}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unavailable("Gemini is busy, or our quota there is used up.", hint=words, retry_after=_wait(told))
    if "API_KEY_INVALID" in details:
        return Misconfigured("Gemini does not take our key.", hint=words)
    if "failed_precondition" in names:
        return Misconfigured("Gemini does not serve us as things are.", hint=words)
    if status == HTTPStatus.FORBIDDEN and "not be charged" in words:
        return Unavailable("Gemini had a problem, and charged nothing.", hint=words)
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        return (
            _moderated(words) if _MODERATED.search(words) else Refused("Gemini가 이 주문을 받지 않았어요.", hint=words)
        )
    return None


def _wait(error: JsonObject) -> float | None:
    """The seconds to wait, from a RetryInfo among the details (retryDelay: "34s") or from the sentence."""
    details = error.get("details")
    delays = [each.get("retryDelay") for each in details if isinstance(each, dict)] if isinstance(details, list) else []
    for text in (*delays, error.get("message")):
        if found := _WAIT.search(str(text or "")):
            return float(found[1] or found[2])
    return None
