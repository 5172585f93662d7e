"""The Sora 2 protocol: a photo becomes a clip, at any service that kept it after OpenAI's own ended.

The order is a form with the photo in it, the video is looked at until it ends, and its file lies behind a path of the
service's own. What it charged is not told.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import BaseModel

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Clip, ClipRequest, Finished, Pending, Profile, Ticket
from sajangpick.errors import EngineError, Misconfigured, Refused, Unavailable, Unreachable
from sajangpick.wire import VIDEOS, Line

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings

MOST_CLIP_BYTES = 200_000_000
_PERCENT = 100
_MODERATED = frozenset({"moderation_blocked", "content_policy_violation"})


class _Error(BaseModel):
    code: str | None = None
    message: str | None = None


class _Video(BaseModel):
    id: str
    status: str
    progress: float | None = None
    error: _Error | None = None


@dataclass(frozen=True, slots=True)
class OpenAIVideos:
    """One model of a service that speaks the protocol. Its ticket is the id of a video."""

    profile: Profile
    line: Line

    async def submit(self, request: ClipRequest, *, key: str) -> Ticket:  # noqa: ARG002 (the protocol knows no keys of ours)
        """Order a video that begins with the photo, framed as our own clip begins."""
        size = self.profile.size_for(request.size)
        photo = await asyncio.to_thread(_opening, request, size)
        fields = {
            "model": self.profile.model,
            "prompt": request.prompt,
            "seconds": str(round(self.profile.seconds_for(request.seconds))),
            "size": f"{size[0]}x{size[1]}",
        }
        files = [("input_reference", ("photo.jpg", photo, "image/jpeg"))]
        accepted = await self.line.order("videos", _Video, data=fields, files=files)
        return Ticket(self.profile.id, accepted.id, request.folder)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Clip]:
        """Look at the video; fetch its file once it is done."""
        video = await self.line.look(f"videos/{ticket.id}", _Video)
        match video.status:
            case "completed":
                target = ticket.folder / "openai-videos.mp4"
                content = f"videos/{ticket.id}/content"
                path = await self.line.download(content, target, most_bytes=MOST_CLIP_BYTES, kinds=VIDEOS)
                return Finished(Clip(path))
            case "failed":
                raise _failure(video.error or _Error())
            case "in_progress":
                return Pending(round(video.progress or 0.0), _PERCENT, self.profile.poll_seconds)
            case _:
                # queued, and whatever a service may add: it is not over.
                return Pending(again_in_seconds=self.profile.poll_seconds)

    async def cancel(self, ticket: Ticket) -> None:
        """Delete the video, which stops it where the service can."""
        try:
            await self.line.ask("DELETE", f"videos/{ticket.id}")
        except Unreachable:
            raise
        except Unavailable:
            return


def open_videos(profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None") -> OpenAIVideos:
    """The engine behind a profile. Raises Misconfigured without a key."""
    if settings.openai_videos_key is None:
        raise Misconfigured("The Sora 2 protocol has no key.", hint="Set SAJANGPICK_OPENAI_VIDEOS_KEY.")
    key = settings.openai_videos_key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}"}
    line = Line(
        profile.title, settings.openai_videos_url, headers, secrets=(key,), explain=_explained, transport=transport
    )
    return OpenAIVideos(profile, line)


def _opening(request: ClipRequest, size: tuple[int, int]) -> bytes:
    # It brings models along: only where a clip is really ordered.
    from sajangpick.motion import opening

    return opening(request.photo, size=size, aim=request.aim)


def _failure(error: _Error) -> EngineError:
    """What a failed video means: its rules refuse again, anything else may pass."""
    if error.code in _MODERATED:
        return Refused(
            "영상 서비스의 안전 기준에 맞지 않아 만들지 못했어요. 다른 사진이나 글로 해 주세요.",
            hint=error.message or "",
        )
    return Unavailable("The service failed to make the clip.", hint=error.code or "")


def _explained(status: int, body: JsonObject) -> EngineError | None:
    """The protocol's error envelope: {"error": {message, type, param, code}}."""
    told = body.get("error")
    if status != HTTPStatus.BAD_REQUEST or not isinstance(told, dict):
        return None
    code, message = str(told.get("code")), str(told.get("message") or "")
    if code in _MODERATED:
        return _failure(_Error(code=code, message=message))
    return Refused("영상 서비스가 이 주문을 받지 않았어요.", hint=message)
