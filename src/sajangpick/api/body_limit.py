"""How much of a body is taken, and how long it is waited for, where nobody else counts. An ASGI middleware."""

import asyncio
import time

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sajangpick.api.problem import KINDS, problem
from sajangpick.errors import TooLarge, TooSlow

MOST_BYTES = 1_000_000
"""Every JSON that we take fits many times over."""

MOST_SECONDS = 30
"""Longer than the slowest line needs for any of them."""

STREAMED = ("/api/assets", "/api/uploads/", "/share-target")
"""Files go to disk as they come, and are counted there; what is shared with no worker of the page is not read."""


class BodyLimit:
    """Refuses a body that is announced too long before it is read, and one that is not announced when it gets so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http" or str(scope["path"]).startswith(STREAMED):
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > MOST_BYTES:
            answer = problem(KINDS[TooLarge], f"A body may have {MOST_BYTES:,} bytes here.", hint="Send less.")
            await answer(scope, receive, send)
            return
        came, is_whole, until = 0, False, time.monotonic() + MOST_SECONDS

        async def counted() -> Message:
            nonlocal came, is_whole
            try:
                # Afterwards it is the client's leaving that is waited for.
                async with asyncio.timeout(None if is_whole else max(0, until - time.monotonic())):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(KINDS[TooSlow].status, "The body stopped coming.") from error
            is_whole = not message.get("more_body", False)
            came += len(message.get("body", b""))
            if came > MOST_BYTES:
                raise HTTPException(KINDS[TooLarge].status, f"A body may have {MOST_BYTES:,} bytes here.")
            return message

        await self._app(scope, counted, send)
