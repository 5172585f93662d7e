"""Runway: a photo becomes a clip, by Runway's own models and those it resells (developer API, version 2024-11-06).

The photo is uploaded, a task is created, and the task is looked at until it ends: Runway tells nobody by itself. What
it charged stands in the ended task, in credits. A moderated task is charged like any other.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Clip, ClipRequest, Finished, Pending, Profile, Ticket
from sajangpick.errors import EngineError, Misconfigured, Refused, Unavailable, Unreachable
from sajangpick.wire import VIDEOS, Line

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings

API_VERSION = "2024-11-06"
USD_PER_CREDIT = 0.01
LONGEST_PROMPT_UTF16_UNITS = 1000
MOST_CLIP_BYTES = 200_000_000
# Runway counts hundreds of units; a percent is as fine as anybody looks.
_UNITS = 100
_SEED_LIMIT = 2**32


class _Upload(BaseModel):
    upload_url: str = Field(alias="uploadUrl")
    fields: dict[str, str] = Field(default_factory=dict[str, str])
    runway_uri: str = Field(alias="runwayUri")


class _Accepted(BaseModel):
    id: str


class _Cost(BaseModel):
    credits: float


class _Task(BaseModel):
    status: str
    progress: float = 0.0
    output: tuple[str, ...] = ()
    failure_code: str = Field(default="", alias="failureCode")
    cost: _Cost | None = None


@dataclass(frozen=True, slots=True)
class Runway:
    """One model of Runway's. Its ticket is the id of a task."""

    profile: Profile
    line: Line

    async def submit(self, request: ClipRequest, *, key: str) -> Ticket:  # noqa: ARG002 (Runway knows no keys of ours)
        """Upload the photo, framed as our own clip begins, and create a task."""
        size = self.profile.size_for(request.size)
        photo = await asyncio.to_thread(_opening, request, size)
        body: JsonObject = {
            "model": self.profile.model,
            "promptImage": await self._uploaded(photo),
            "promptText": _cut(request.prompt),
            "ratio": f"{size[0]}:{size[1]}",
            "duration": round(self.profile.seconds_for(request.seconds)),
            "seed": request.seed % _SEED_LIMIT,
        }
        accepted = await self.line.order("v1/image_to_video", _Accepted, json=body)
        return Ticket(self.profile.id, accepted.id, request.folder)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Clip]:
        """Look at the task; fetch its clip once there is one. Links of an ended task are new at each look."""
        task = await self.line.look(f"v1/tasks/{ticket.id}", _Task)
        cost_usd = task.cost.credits * USD_PER_CREDIT if task.cost else None
        match _state(task.status):
            case "waiting":
                return Pending(again_in_seconds=self.profile.poll_seconds)
            case "working":
                return Pending(round(task.progress * _UNITS), _UNITS, self.profile.poll_seconds)
            case "done":
                if not task.output:
                    raise Unavailable("Runway ended a task without a clip.", cost_usd=cost_usd)
                target = ticket.folder / "runway.mp4"
                path = await self.line.download(task.output[0], target, most_bytes=MOST_CLIP_BYTES, kinds=VIDEOS)
                return Finished(Clip(path), cost_usd)
            case "failed":
                raise _failure(task.failure_code, cost_usd)
            case "cancelled":
                raise Unavailable("This task was cancelled at Runway.", cost_usd=cost_usd)

    async def cancel(self, ticket: Ticket) -> None:
        """Stop the task. Runway charges for what it has begun."""
        try:
            await self.line.ask("DELETE", f"v1/tasks/{ticket.id}")
        except Unreachable:
            raise
        except Unavailable:
            return

    async def _uploaded(self, photo: bytes) -> str:
        """Where Runway finds the photo, for a day."""
        sent = await self.line.ask("POST", "v1/uploads", json={"filename": "photo.jpg", "type": "ephemeral"})
        upload = self.line.read(sent, _Upload)
        await self.line.upload(
            upload.upload_url, data=upload.fields, files=[("file", ("photo.jpg", photo, "image/jpeg"))]
        )
        return upload.runway_uri


def open_runway(profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None") -> Runway:
    """The engine behind a profile. Raises Misconfigured without a key."""
    if settings.runway_key is None:
        raise Misconfigured("Runway has no key.", hint="Set SAJANGPICK_RUNWAY_KEY.")
    key = settings.runway_key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}", "X-Runway-Version": API_VERSION}
    line = Line("Runway", settings.runway_url, headers, secrets=(key,), explain=_explained, transport=transport)
    return Runway(profile, line)


def _opening(request: ClipRequest, size: tuple[int, int]) -> bytes:
    # It brings models along: only where a clip is really ordered.
    from sajangpick.motion import opening

    return opening(request.photo, size=size, aim=request.aim)


def _cut(prompt: str) -> str:
    """As much of the prompt as is taken, counted in UTF-16 units, whole letters only."""
    return prompt.encode("utf-16-le")[: 2 * LONGEST_PROMPT_UTF16_UNITS].decode("utf-16-le", "ignore")


def _state(status: str) -> Literal["waiting", "working", "done", "failed", "cancelled"]:
    match status:
        case "SUCCEEDED":
            return "done"
        case "FAILED":
            return "failed"
        case "CANCELLED":
            return "cancelled"
        case "RUNNING":
            return "working"
        case _:
            # PENDING, THROTTLED (accepted, and waits for its turn), and whatever may come to be: it is not over.
            return "waiting"


def _failure(code: str, cost_usd: float | None) -> EngineError:
    """What a failed task means, by the family of its code. The third part is for Runway's own eyes."""
    match code.split("."):
        case ["SAFETY", "INPUT", *_]:
            return Refused(
                "Runway의 안전 기준에 맞지 않아 만들지 못했어요. 다른 사진이나 글로 해 주세요.", cost_usd=cost_usd
            )
        case ["SAFETY", *_]:
            return Refused("Runway가 만든 영상이 안전 기준에 맞지 않아 버려졌어요.", cost_usd=cost_usd)
        case ["ASSET", "INVALID", *_]:
            return Refused("Runway가 이 사진을 읽지 못했어요. 다른 사진으로 해 주세요.", cost_usd=cost_usd)
        case ["INTERNAL", *_]:
            return Unavailable("Runway failed to make the clip.", cost_usd=cost_usd)
        case _:
            return Refused("Runway가 이 영상을 만들지 못했어요.", hint=code, cost_usd=cost_usd)


def _explained(status: int, body: JsonObject) -> EngineError | None:
    """Its 429 says that the day's quota is used up, which hours change and seconds do not."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unavailable("Runway's quota of the day is used up.", hint=str(body.get("error", "")))
    return None
