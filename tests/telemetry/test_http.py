import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

import pytest
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from sajangpick.telemetry import metrics
from sajangpick.telemetry.http import App, Message, Receive, Scope, Send, Telemetry
from sajangpick.telemetry.logs import LOGGED

pytestmark = pytest.mark.anyio


@dataclass
class Route:
    path: str


def answering(status: int, *, route: str | None = "/api/shorts/{id}", **params: str) -> App:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if route is not None:
            scope["route"], scope["path_params"] = Route(route), params
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app


async def ask(app: App, *, path: str = "/api/shorts/s1", method: str = "GET", **headers: str) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: MutableMapping[str, Any] = {"type": "http", "method": method, "path": path, "headers": raw}
    await Telemetry(app)(scope, nothing, send)
    return sent


async def nothing() -> Message:
    return {"type": "http.disconnect"}


def counted(**labels: str) -> float:
    return metrics.REGISTRY.get_sample_value("sajangpick_http_requests_total", labels) or 0.0


async def test_a_request_is_counted_by_its_route_and_logged() -> None:
    labels = {"method": "GET", "route": "/api/shorts/{id}", "status": "200"}
    before = counted(**labels)
    with capture_logs() as lines:
        await ask(answering(200))
    assert counted(**labels) == before + 1
    (line,) = lines
    assert (line["event"], line["path"], line["route"], line["status"]) == (
        "http.request",
        "/api/shorts/s1",
        "/api/shorts/{id}",
        200,
    )


async def test_the_answer_names_the_request() -> None:
    seen: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(get_contextvars()["request_id"])
        await answering(200)(scope, receive, send)

    given = dict((await ask(app, x_request_id="from-the-proxy.1"))[0]["headers"])
    assert given[b"x-request-id"] == b"from-the-proxy.1"
    forged = dict((await ask(app, x_request_id="a\r\nset-cookie: x"))[0]["headers"])
    assert len(forged[b"x-request-id"]) == 26
    assert seen == ["from-the-proxy.1", forged[b"x-request-id"].decode()]
    assert get_contextvars() == {}


async def test_strange_paths_and_methods_make_no_new_metrics() -> None:
    before = counted(method="other", route="unmatched", status="404")
    for number in range(5):
        await ask(answering(404, route=None), path=f"/wp-admin/{number}", method=f"PROPFIND{number}")
    assert counted(method="other", route="unmatched", status="404") == before + 5


async def test_a_token_in_a_path_is_not_logged() -> None:
    with capture_logs() as lines:
        await ask(
            answering(200, route="/files/{token}/{name}", token="s3cr3t", name="a.mp4"), path="/files/s3cr3t/a.mp4"
        )
    assert lines[0]["path"] == "/files/***/a.mp4"


async def test_an_error_is_logged_once_with_its_request(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise OSError("disk")

    before = counted(method="GET", route="unmatched", status="500")
    with capture_logs() as lines, pytest.raises(OSError, match="disk") as error:
        await ask(app)
    assert counted(method="GET", route="unmatched", status="500") == before + 1
    assert (lines[0]["status"], lines[0]["log_level"], lines[0]["exc_info"]) == (500, "error", error.value)
    assert LOGGED in error.value.__notes__


async def test_a_client_that_leaves_is_no_error_of_ours() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise asyncio.CancelledError

    with capture_logs() as lines, pytest.raises(asyncio.CancelledError):
        await ask(app)
    assert (lines[0]["status"], lines[0]["log_level"]) == (499, "info")


async def test_health_checks_are_quiet() -> None:
    with capture_logs() as lines:
        await ask(answering(200, route="/healthz"), path="/healthz")
    assert [line["log_level"] for line in lines] == ["debug"]


async def test_open_sockets_are_counted() -> None:
    before = metrics.REGISTRY.get_sample_value("sajangpick_websocket_clients")
    during: list[float | None] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        during.append(metrics.REGISTRY.get_sample_value("sajangpick_websocket_clients"))

    async def send(_: Message) -> None:
        return None

    await Telemetry(app)({"type": "websocket", "path": "/api/events", "headers": []}, nothing, send)
    assert before is not None
    assert during == [before + 1]
    assert metrics.REGISTRY.get_sample_value("sajangpick_websocket_clients") == before


async def test_the_lifespan_passes_by() -> None:
    passed: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope["type"])

    async def send(_: Message) -> None:
        return None

    await Telemetry(app)({"type": "lifespan"}, nothing, send)
    assert passed == ["lifespan"]
