"""An ASGI middleware: a log line, metrics, a span and an id for every request. Knows ASGI, and no framework."""

import re
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any, TypeAlias

from opentelemetry.trace import SpanKind
from structlog.contextvars import bound_contextvars

from sajangpick.domain.identifier import new_id
from sajangpick.telemetry.logs import LOGGED, logger
from sajangpick.telemetry.metrics import REQUEST_SECONDS, REQUESTS, WEBSOCKET_CLIENTS
from sajangpick.telemetry.redaction import HIDDEN
from sajangpick.telemetry.traces import continued, describe, span

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECRET_PARTS = {"token", "secret", "code"}
# Asked every few seconds by machines: worth a line only to someone who debugs.
_QUIET = {"/metrics", "/healthz", "/readyz"}
# What nginx writes for a client that went away before it was answered.
_CLIENT_LEFT = 499

log = logger(__name__)


class Telemetry:
    """Wrap the application in it, outermost."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope["headers"])
        place = _header(scope["headers"], b"traceparent")
        with (
            bound_contextvars(request_id=request_id),
            continued(place),
            span(str(scope["type"]), kind=SpanKind.SERVER, request_id=request_id),
        ):
            if scope["type"] == "http":
                await self._request(scope, receive, send, request_id)
            else:
                await self._websocket(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        began = time.monotonic()
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        failed = None
        try:
            await self._app(scope, receive, answer)
        except Exception as error:
            failed = error
            status = status or HTTPStatus.INTERNAL_SERVER_ERROR
            error.add_note(LOGGED)
            raise
        finally:
            _told(scope, status or _CLIENT_LEFT, time.monotonic() - began, failed)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_open = False

        async def answer(message: Message) -> None:
            nonlocal is_open
            if message["type"] == "websocket.accept" and not is_open:
                is_open = True
                WEBSOCKET_CLIENTS.inc()
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            describe(f"WEBSOCKET {_route(scope)}", route=_route(scope))
            if is_open:
                WEBSOCKET_CLIENTS.dec()
            log.debug("websocket.closed", route=_route(scope), was_open=is_open)


def _told(scope: Scope, status: int, seconds: float, error: Exception | None) -> None:
    route = _route(scope)
    method = scope["method"] if scope["method"] in _METHODS else "other"
    REQUESTS.labels(method=method, route=route, status=str(status)).inc()
    REQUEST_SECONDS.labels(method=method, route=route).observe(seconds)
    describe(f"{method} {route}", method=method, route=route, status=status)
    say = log.debug if route in _QUIET else log.info
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        say = log.error
    say(
        "http.request",
        method=method,
        path=_path(scope),
        route=route,
        status=status,
        milliseconds=round(seconds * 1000, 1),
        exc_info=error,
    )


def _route(scope: Scope) -> str:
    """The pattern that the path matched; one word for all paths that matched none, or metrics would grow with them."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "unmatched"


def _path(scope: Scope) -> str:
    """The path, without the parts that let one in. The query is never logged: it may hold a code or an address."""
    path = str(scope["path"])
    for name, value in (scope.get("path_params") or {}).items():
        if name in _SECRET_PARTS and value:
            path = path.replace(str(value), HIDDEN)
    return path


def _request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id that a proxy in front gave the request, if it looks like one; else a new one."""
    given = _header(headers, b"x-request-id")
    return given if _REQUEST_ID.fullmatch(given) else new_id()


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in headers if key == name), "")
