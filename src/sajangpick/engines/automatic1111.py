"""AUTOMATIC1111 (and Forge): a picture from words, by whatever model the operator's own graphics card has loaded.

It must be started with `--api`. It answers with the picture itself, minutes later if the card is slow, and knows no
ids: so the order and its result are one step, and what stops it stops whatever the card draws.
"""

import asyncio
import base64
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Finished, Pending, Picture, PictureRequest, Profile, Ticket
from sajangpick.errors import EngineError, Misconfigured, Unavailable
from sajangpick.wire import PICTURES, Line, keep_inline

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings

# A card that draws for others first, or swaps its model, takes minutes.
ORDER_SECONDS = 600.0
# More steps change a picture little; its own default of 50 takes nearly twice as long.
STEPS = 28
_SEED_LIMIT = 2**32


class _Answer(BaseModel):
    images: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Automatic1111:
    """The operator's own card. Its ticket is the name of the picture's file."""

    profile: Profile
    line: Line

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:
        """Have the picture drawn and keep it. The card is stopped if we are cancelled meanwhile."""
        width, height = self.profile.size_for(request.size)
        body: JsonObject = {
            "prompt": request.prompt,
            "negative_prompt": request.negative,
            "seed": request.seed % _SEED_LIMIT,
            "steps": STEPS,
            "width": width,
            "height": height,
            "batch_size": 1,
            "n_iter": 1,
            "send_images": True,
            "save_images": False,
            "force_task_id": key,
        }
        try:
            answer = await self.line.order("sdapi/v1/txt2img", _Answer, json=body)
        except asyncio.CancelledError:
            with suppress(EngineError):
                await self.line.ask("POST", "sdapi/v1/interrupt")
            raise
        target = request.folder / "automatic1111.png"
        kept = await keep_inline(answer.images[0], target, kinds=PICTURES, vendor=self.line.vendor)
        return Ticket(self.profile.id, kept.name, request.folder)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        """The picture. Raises Unavailable if it is gone."""
        path = ticket.folder / ticket.id
        if not path.is_file():
            raise Unavailable("This picture of AUTOMATIC1111 is gone.", hint="Submit it again: drawing costs nothing.")
        return Finished(Picture(path))

    async def cancel(self, ticket: Ticket) -> None:
        """Throw the picture away: whoever has a ticket has it drawn already."""
        (ticket.folder / ticket.id).unlink(missing_ok=True)


def open_automatic1111(profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None") -> Automatic1111:
    """The engine behind a profile. Raises Misconfigured for a login that is none."""
    headers: dict[str, str] = {}
    secrets: tuple[str, ...] = ()
    login = settings.automatic1111_login.get_secret_value() if settings.automatic1111_login else ""
    if login:
        user, colon, password = login.partition(":")
        if not (user and colon and password):
            raise Misconfigured(
                "The login of AUTOMATIC1111 is no `user:password`.", hint="Set SAJANGPICK_AUTOMATIC1111_LOGIN."
            )
        basic = base64.b64encode(login.encode()).decode()
        headers["Authorization"] = f"Basic {basic}"
        secrets = (login, basic, password)
    line = Line(
        "AUTOMATIC1111",
        settings.automatic1111_url,
        headers,
        secrets=secrets,
        explain=_explained,
        order_seconds=ORDER_SECONDS,
        transport=transport,
    )
    return Automatic1111(profile, line)


def _explained(status: int, body: JsonObject) -> EngineError | None:
    """Its own words stand in `detail`, and those of a card that gave up in `error`."""
    detail = body.get("detail")
    match status, body.get("error"):
        case HTTPStatus.NOT_FOUND, _:
            hint = detail if isinstance(detail, str) and detail != "Not Found" else "Start it with --api."
            return Misconfigured("AUTOMATIC1111 does not know what was ordered.", hint=hint)
        case HTTPStatus.INTERNAL_SERVER_ERROR, "OutOfMemoryError":
            # It says that it failed, so nobody needs to guess.
            return Unavailable("The card of AUTOMATIC1111 has too little memory.", hint=str(body.get("errors", "")))
        case _:
            return None
