"""How much of a body is taken where nobody else counts. An ASGI middleware."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sajangpick.api.problem import KINDS, problem
from sajangpick.errors import TooLarge

MOST_BYTES = 1_000_000
"""Every JSON that we take fits many times over."""

STREAMED = ("/api/assets", "/api/uploads/")
"""Files go to disk as they come, and are counted there."""


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
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > MOST_BYTES:
                raise HTTPException(KINDS[TooLarge].status, f"A body may have {MOST_BYTES:,} bytes here.")
            return message

        await self._app(scope, counted, send)
