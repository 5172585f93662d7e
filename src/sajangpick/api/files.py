"""The bytes of stored files, for whoever has a link: signed, expiring, in parts (HTTP ranges), under their own name.

A link names an asset, so it ends with it. Where files lie in a bucket that can be asked directly, a GET is sent on
there; the bucket's link is made anew each time and outlives ours. Links under `/files/work` name the bytes themselves:
they are lent to vendors who fetch what they work on (`storage.links`).
"""

import math
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, cast
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature
from pydantic import Field

from sajangpick.api.context import Context, Here
from sajangpick.api.parts import send, sent
from sajangpick.api.problem import answers
from sajangpick.api.ranges import Span, Version
from sajangpick.api.schema import Resource
from sajangpick.domain.asset import Asset
from sajangpick.errors import Forbidden, NotFound
from sajangpick.storage import assets
from sajangpick.storage.links import WORK_PATH, lent_by, signer
from sajangpick.storage.presign import disposition

router = APIRouter(prefix="/files", tags=["files"])

LinkToken = Annotated[str, Path(description="What lets one in, as the link has it.", examples=["WyIwMWsy.c2lnbmVk"])]
LinkName = Annotated[str, Path(description="For people: the file's own name.", examples=["새우파스타.mp4"])]

_SALT = "sajangpick.files"
# A file under its SHA-256 is never another one: any moment before now will do.
_ALWAYS = datetime.fromtimestamp(0, UTC)
# Links asked for within a quarter of their life are the same, so that browsers find in their cache what they had.
_SAME_FOR_SHARE = 4
_SHORTEST_SAME_SECONDS = 15
# What begins to play in a link's last second, with pauses, still plays to its end.
_GRACE_SECONDS, _GRACE_PER_SECOND = 60, 3


class LinkResource(Resource):
    """A way to a file's bytes for whoever has it."""

    url: str = Field(description="For anybody, anywhere.", examples=["https://shop.example.com/files/WyIw…/short.mp4"])
    path: str = Field(description="The same on this very service.", examples=["/files/WyIw…/short.mp4"])
    expires_at: datetime
    name: str = Field(examples=["새우파스타.mp4"])
    media_type: str = Field(examples=["video/mp4"])
    byte_count: int = Field(examples=[8_300_000])


@dataclass(frozen=True, slots=True)
class Ticketed:
    """What a link says: which asset, shown or saved, until when (seconds since 1970)."""

    asset_id: str
    inline: bool
    until: int


async def link_to(here: Context, asset: Asset, *, inline: bool = True, now: datetime | None = None) -> LinkResource:
    """A link to an asset's bytes that lives for the time that is set, or up to a quarter longer."""
    life = here.settings.link_seconds
    same = max(_SHORTEST_SAME_SECONDS, life // _SAME_FOR_SHARE)
    until = math.ceil(((now or datetime.now(UTC)).timestamp() + life) / same) * same
    token = str((await signer(here.database, here.settings, salt=_SALT)).dumps([asset.id, int(inline), until]))
    path = f"{router.prefix}/{token}/{quote(asset.name, safe='')}"
    return LinkResource(
        url=here.settings.public_url.rstrip("/") + path,
        path=path,
        expires_at=datetime.fromtimestamp(until, UTC),
        name=asset.name,
        media_type=asset.media_type,
        byte_count=asset.byte_count,
    )


_ANSWERS = {
    **sent("application/octet-stream"),
    307: {"description": "The file is to be had at the bucket, at `Location`."},
    **answers(NotFound, Forbidden),
}


@router.get(
    "/{token}/{name}",
    operation_id="readFile",
    summary="A file's bytes",
    response_class=Response,
    responses=_ANSWERS,
)
async def read_file(token: LinkToken, name: LinkName, request: Request, here: Here) -> Response:  # noqa: ARG001 (it is for people)
    """By a link of `/api/assets/{id}/link`. Ranges, If-Range, If-None-Match and the like are understood."""
    ticket, asset = await _found(here, token)
    remaining = _remaining(ticket, asset)
    bucket = here.objects.link(
        asset.sha256, name=asset.name, media_type=asset.media_type, seconds=remaining, inline=ticket.inline
    )
    if bucket is not None:
        headers = {"Cache-Control": f"private, max-age={remaining // 2}"}
        return RedirectResponse(bucket, 307, headers)
    return await _answer(here, request, ticket, asset)


@router.head(
    "/{token}/{name}",
    operation_id="headFile",
    summary="A file's size and type",
    response_class=Response,
    responses=_ANSWERS,
)
async def head_file(token: LinkToken, name: LinkName, request: Request, here: Here) -> Response:  # noqa: ARG001
    """What a GET would say, without the bytes."""
    ticket, asset = await _found(here, token)
    return await _answer(here, request, ticket, asset)


@router.api_route(
    f"{WORK_PATH.removeprefix(router.prefix)}/{{token}}/{{name}}",
    methods=["GET", "HEAD"],
    include_in_schema=False,
)
async def read_lent_file(token: LinkToken, name: LinkName, request: Request, here: Here) -> Response:  # noqa: ARG001
    """By a link of `storage.links`, which is for the vendor who works on the file."""
    lent = await lent_by(here.database, here.settings, token)
    size = await here.objects.size(lent.sha256)
    headers = {
        "Cache-Control": f"private, max-age={lent.remaining_seconds}, immutable",
        "Content-Disposition": disposition(lent.name, inline=True),
        "Referrer-Policy": "no-referrer",
    }
    version = Version(f'"{lent.sha256}"', _ALWAYS)
    return send(request, size, version, lent.media_type, headers, lambda span: _stream(here, lent.sha256, span))


async def _found(here: Context, token: str) -> tuple[Ticketed, Asset]:
    try:
        signed = await signer(here.database, here.settings, salt=_SALT)
        asset_id, inline, until = cast("tuple[str, int, int]", signed.loads(token))
    except BadSignature as error:
        raise NotFound("그런 링크가 없어요.", hint="파일의 링크를 다시 받아 주세요.") from error
    async with here.database.reading() as session:
        asset = await assets.read(session, asset_id)
    ticket = Ticketed(asset_id, bool(inline), until)
    if _remaining(ticket, asset) <= 0:
        raise Forbidden("링크의 유효 시간이 지났어요.", hint="파일의 링크를 다시 받아 주세요.")
    return ticket, asset


def _remaining(ticket: Ticketed, asset: Asset) -> int:
    grace = _GRACE_SECONDS + _GRACE_PER_SECOND * math.ceil(asset.seconds or 0)
    return ticket.until + grace - math.floor(datetime.now(UTC).timestamp())


async def _answer(here: Context, request: Request, ticket: Ticketed, asset: Asset) -> Response:
    size = await here.objects.size(asset.sha256)
    version = Version(f'"{asset.sha256}"', asset.created_at)
    headers = {
        "Cache-Control": f"private, max-age={_remaining(ticket, asset)}, immutable",
        "Content-Disposition": disposition(asset.name, inline=ticket.inline),
        # The address is the key.
        "Referrer-Policy": "no-referrer",
    }
    media_type, key = asset.media_type, asset.sha256
    return send(request, size, version, media_type, headers, lambda span: _stream(here, key, span))


async def _stream(here: Context, sha256: str, span: Span) -> AsyncIterator[bytes]:
    async with aclosing(here.objects.read(sha256, span.start, span.end)) as pieces:
        async for piece in pieces:
            yield piece
