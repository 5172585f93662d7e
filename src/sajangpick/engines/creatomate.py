"""Creatomate: a RenderScript document becomes a video, by its REST API in version 2 or 1.

Creatomate fetches what it renders, so every file of a request needs an address that it reaches. Version 2 says before
anything is paid what it would not draw as it is written; such a document is not ordered. A render cannot be stopped,
and what it cost follows from its pixels.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, cast

from pydantic import BaseModel, RootModel

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Finished, Pending, Profile, RenderRequest, Ticket, Video
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable
from sajangpick.wire import VIDEOS, Line, readable

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings

USD_PER_CREDIT = 0.01
PIXELS_PER_CREDIT = 100_000_000
MOST_VIDEO_BYTES = 400_000_000
# What belongs to the order and not to the document; version 2 has both in one place.
_OF_THE_ORDER = ("render_scale", "max_width", "max_height")
_NO_ADDRESS = (
    "Set SAJANGPICK_PUBLIC_URL to an address of this service that Creatomate reaches, or store files in a bucket."
)
# Its words for a layer that a modification names and the template lacks are not documented.
_LAYER_MISSING = re.compile(
    r"\b((match(ed|es)?|fits?) no|(did|does|do)(n't| not) (match|exist|fit)|no such|no (element|layer)|not found)\b",
    re.IGNORECASE,
)
_SOURCE_MISSING = re.compile(r"\b(source|download|fetch|url)", re.IGNORECASE)


class _Render(BaseModel):
    id: str
    status: str
    url: str | None = None
    error_message: str | None = None
    width: float | None = None
    height: float | None = None
    frame_rate: float | None = None
    duration: float | None = None
    warnings: tuple[str, ...] | None = None


class _Renders(RootModel[_Render | tuple[_Render, ...]]):
    """Version 2 answers one, version 1 a list."""

    @property
    def first(self) -> _Render | None:
        match self.root:
            case _Render():
                return self.root
            case renders:
                return next(iter(renders), None)


class _Checked(BaseModel):
    valid: bool
    errors: tuple[str, ...] | None = None
    warnings: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Creatomate:
    """One version of its API. Its ticket is the id of a render. `webhook_url` is where it tells us of the end."""

    profile: Profile
    line: Line
    webhook_url: str | None = None

    async def submit(self, request: RenderRequest, *, key: str) -> Ticket:
        """Have the document checked, where that can be, and ordered. `key` comes back in its webhook.

        `request.script` may also be `{"template_id": …, "modifications": {…}}`, for a template that lies there; a file
        is named in `Layer.source` then. Raises Misconfigured for a file without an address and for a document of which
        something would be left out.
        """
        ordered = _addressed(request)
        if self.profile.model == "v1":
            body = _wrapped(ordered)
        else:
            body = ordered
            await self._check(body)
        body = {**body, "metadata": key}
        if self.webhook_url:
            body["webhook_url"] = self.webhook_url
        renders = await self.line.order(f"{self.profile.model}/renders", _Renders, json=body)
        if renders.first is None:
            raise Misconfigured("Creatomate found nothing to render.", hint="Check the template's id.")
        return Ticket(self.profile.id, renders.first.id, request.target.parent)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Video]:
        """Look at the render; fetch the video once there is one."""
        renders = await self.line.look(f"{self.profile.model}/renders/{ticket.id}", _Renders)
        render = renders.first
        if render is None:
            raise Unavailable("Creatomate does not know this render any more.")
        match _state(render.status):
            case "working":
                return Pending(again_in_seconds=self.profile.poll_seconds)
            case "cancelled":
                raise Unavailable("This render was cancelled at Creatomate.")
            case "failed":
                raise self._failure(render)
            case "done":
                return await self._fetched(render, ticket)

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing: Creatomate has no way to stop a render."""

    async def _check(self, body: JsonObject) -> None:
        """Ask what would become of an order; it is free. Raises Misconfigured if that is not what it says."""
        try:
            response = await self.line.order_raw("v2/renders", json={**body, "dry_run": True})
        except Unanswered as error:
            raise Unavailable("Creatomate did not check an order.", hint=error.message) from None
        except Refused as error:
            raise Misconfigured("Creatomate would not render this document.", hint=error.hint) from None
        if response.status_code == HTTPStatus.ACCEPTED:
            raise Unanswered("Creatomate took an order that it was only to check.", hint="Look there what it rendered.")
        checked = self.line.read(response, _Checked)
        wrong = self._readable((*(checked.errors or ()), *(checked.warnings or ())))
        if wrong or not checked.valid:
            raise Misconfigured("Creatomate would not render this document as it is written.", hint=" · ".join(wrong))

    async def _fetched(self, render: _Render, ticket: Ticket) -> Finished[Video]:
        cost_usd = _cost_usd(render)
        warnings = self._readable(render.warnings or ())
        missing = [each for each in warnings if _LAYER_MISSING.search(each)]
        if missing:
            raise Misconfigured("Creatomate rendered without a layer.", hint=" · ".join(missing), cost_usd=cost_usd)
        if not render.url:
            raise Unavailable("Creatomate ended a render without a video.", cost_usd=cost_usd)
        target = ticket.folder / "rendered.mp4"
        path = await self.line.download(render.url, target, most_bytes=MOST_VIDEO_BYTES, kinds=VIDEOS)
        return Finished(Video(path, warnings), cost_usd)

    def _failure(self, render: _Render) -> EngineError:
        """Whether what it names is ours to mend: a file that it could not fetch, or something else."""
        (words,) = self._readable((render.error_message or "",))
        if _SOURCE_MISSING.search(words):
            return Misconfigured("Creatomate could not fetch a file.", hint=f"{words} {_NO_ADDRESS}".strip())
        return Unavailable("Creatomate failed to render.", hint=words)

    def _readable(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(readable(each, self.line.secrets) for each in words)


def open_creatomate(profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None") -> Creatomate:
    """The engine behind a profile. Raises Misconfigured without a key."""
    if settings.creatomate_key is None or not (key := settings.creatomate_key.get_secret_value()):
        raise Misconfigured("Creatomate has no key.", hint="Set SAJANGPICK_CREATOMATE_KEY.")
    token = settings.creatomate_webhook_token.get_secret_value() if settings.creatomate_webhook_token else ""
    line = Line(
        "Creatomate",
        settings.creatomate_url,
        {"Authorization": f"Bearer {key}"},
        secrets=(key, token) if token else (key,),
        explain=_explained,
        pace=profile.pace,
        transport=transport,
    )
    webhook_url = f"{settings.public_url.rstrip('/')}/webhooks/creatomate/{token}" if token else None
    return Creatomate(profile, line, webhook_url)


def _addressed(request: RenderRequest) -> JsonObject:
    """The document with an address for every file in it, as MP4 if it does not say. Raises Misconfigured."""

    def walk(value: Json, name: str = "") -> Json:
        match value:
            case dict():
                return {key: walk(each, key) for key, each in value.items()}
            case list():
                return [walk(each) for each in value]
            case str() if _names_a_source(name) and value in request.sources:
                return _address(value, request.links)
            case _:
                return value

    return {"output_format": "mp4", **cast(JsonObject, walk(dict(request.script)))}


def _names_a_source(key: str) -> bool:
    """Whether a property is one, in an element or, as `Layer.source`, in modifications."""
    return key == "source" or key.endswith(".source")


def _address(name: str, links: Mapping[str, str]) -> str:
    link = links.get(name)
    if not link:
        raise Misconfigured(f"Creatomate cannot fetch '{name}': it has no address.", hint=_NO_ADDRESS)
    return link


def _wrapped(ordered: JsonObject) -> JsonObject:
    """An order as version 1 takes it: a document stands in `source`."""
    if "template_id" in ordered:
        return ordered
    order = {name: ordered[name] for name in _OF_THE_ORDER if name in ordered}
    return {**order, "source": {name: value for name, value in ordered.items() if name not in order}}


def _state(status: str) -> Literal["working", "done", "failed", "cancelled"]:
    match status:
        case "succeeded":
            return "done"
        case "failed" | "cancelled":
            return status
        case _:
            # planned, waiting (for another service), transcribing, rendering, and whatever may come to be.
            return "working"


def _cost_usd(render: _Render) -> float | None:
    """What it charged, by its own rule; None if it does not say how large the video is."""
    match render:
        case _Render(width=float(w), height=float(h), frame_rate=float(rate), duration=float(seconds)):
            return max(1, math.ceil(w * h * rate * seconds / PIXELS_PER_CREDIT)) * USD_PER_CREDIT
        case _:
            return None


def _explained(status: int, body: JsonObject) -> EngineError | None:
    """Its errors carry a hint for developers, which is nothing for owners."""
    if status == HTTPStatus.BAD_REQUEST:
        return Refused("Creatomate가 이 영상을 만들 수 없다고 했어요.", hint=str(body.get("hint") or ""))
    return None
