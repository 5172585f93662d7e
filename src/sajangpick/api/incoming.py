"""Bodies as they come in: piece by piece, never more than announced, never slower than is bearable."""

import asyncio
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from starlette.requests import ClientDisconnect, Request

from sajangpick.errors import BadInput, TooLarge, TooSlow

# The slowest phone line on which anybody would wait for a photo.
LEAST_BYTES_PER_SECOND = 1_000


def body_of(media_type: str) -> dict[str, Any]:
    """A body of plain bytes, as OpenAPI describes it; for a route that reads its request by itself."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"required": True, "content": content}}


async def incoming(request: Request, *, most: int, idle_seconds: float) -> AsyncGenerator[bytes]:
    """The body of a request, in pieces.

    Raises TooLarge beyond `most` bytes, before the first of them where the length is announced; TooSlow if nothing came
    for `idle_seconds`, or if while so long was waited less than a kilobyte a second came; BadInput if the connection is
    cut.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise _too_large(most)
    stream, total = request.stream(), 0
    waited, came = 0.0, 0
    try:
        while True:
            began = time.monotonic()
            async with asyncio.timeout(idle_seconds):
                piece = await anext(stream, None)
            if piece is None:
                return
            waited, came, total = waited + time.monotonic() - began, came + len(piece), total + len(piece)
            if total > most:
                raise _too_large(most)
            if waited >= idle_seconds:
                if came < LEAST_BYTES_PER_SECOND * idle_seconds:
                    raise _too_slow()
                waited, came = 0.0, 0
            if piece:
                yield piece
    except TimeoutError as error:
        raise _too_slow() from error
    except ClientDisconnect as error:
        raise BadInput("파일이 오다가 끊겼어요.", hint="연결을 확인하고 다시 올려 주세요.") from error


async def receive_file(request: Request, target: Path, *, most: int, idle_seconds: float) -> None:
    """Write the body of a request to `target`, in constant memory. Raises what `incoming` does."""
    with target.open("wb") as file:
        async for piece in incoming(request, most=most, idle_seconds=idle_seconds):
            file.write(piece)


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"파일이 너무 커요. {most:,}바이트까지 받을 수 있어요.", hint="파일을 줄여서 다시 올려 주세요.")


def _too_slow() -> TooSlow:
    return TooSlow("파일이 오다가 멈췄어요.", hint="연결을 확인하고 다시 올려 주세요.")
