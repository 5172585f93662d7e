"""What is sent twice and what never, and what an answer means."""

from collections.abc import Callable

import httpx
import pytest
from pydantic import BaseModel

from sajangpick.domain.json import JsonObject
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable, Unreachable
from sajangpick.wire import Line
from sajangpick.wire.answer import LONGEST_RETRY_AFTER_SECONDS

pytestmark = pytest.mark.anyio

KEY = "sk-that-nobody-may-read"
Reply = Callable[[httpx.Request], httpx.Response]


class Accepted(BaseModel):
    id: str


class Vendor:
    """Answers from a list; an exception in it is raised instead."""

    def __init__(self, *replies: httpx.Response | Exception) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply

    @property
    def line(self) -> Line:
        headers = {"Authorization": f"Bearer {KEY}"}
        return Line("Vendor", "https://vendor.test/v1", headers, (KEY,), transport=httpx.MockTransport(self))


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, at once."""
    made: list[float] = []

    async def pause(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr("sajangpick.wire.line.asyncio.sleep", pause)
    return made


def said(status: int, **more: object) -> httpx.Response:
    return httpx.Response(status, **({"json": {"error": "no"}} | more))  # type: ignore[arg-type]


SURE = [
    (said(400), Refused),
    (said(401), Misconfigured),
    (said(402), Unavailable),
    (said(403), Misconfigured),
    (said(404), Misconfigured),
    (said(409), Refused),
    (said(413), Refused),
    (said(422), Refused),
    (said(429), Unavailable),
    (said(302, headers={"Location": "https://elsewhere.test"}), Misconfigured),
    (httpx.ConnectError("refused"), Unavailable),
    (httpx.ConnectTimeout("slow"), Unavailable),
]
UNKNOWN = [
    said(408),
    said(500),
    said(502),
    said(504),
    httpx.ReadTimeout("slow"),
    httpx.WriteTimeout("slow"),
    httpx.ReadError("cut"),
    httpx.RemoteProtocolError("cut"),
    httpx.Response(200, text="<html>"),
    httpx.Response(200, json={"name": "no id"}),
]


@pytest.mark.parametrize(("reply", "error"), SURE, ids=lambda value: getattr(value, "status_code", None))
async def test_an_order_that_was_surely_not_taken(reply: httpx.Response | Exception, error: type[EngineError]) -> None:
    vendor = Vendor(reply)
    with pytest.raises(error) as raised:
        await vendor.line.order("jobs", Accepted, json={"prompt": "x"})
    assert type(raised.value) is error
    assert len(vendor.requests) == 1


@pytest.mark.parametrize("reply", UNKNOWN)
async def test_an_order_that_may_have_been_taken_is_not_sent_again(reply: httpx.Response | Exception) -> None:
    vendor = Vendor(reply)
    with pytest.raises(Unanswered):
        await vendor.line.order("jobs", Accepted, json={"prompt": "x"})
    assert len(vendor.requests) == 1


async def test_an_order_is_answered() -> None:
    vendor = Vendor(httpx.Response(202, json={"id": "7", "more": True}))
    assert (await vendor.line.order("/jobs", Accepted, json={"prompt": "x"})).id == "7"
    assert str(vendor.requests[0].url) == "https://vendor.test/v1/jobs"
    assert vendor.requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "reply", [said(408), said(429), said(500), said(503), httpx.ReadTimeout("slow"), httpx.ConnectError("refused")]
)
async def test_a_look_is_tried_again(reply: httpx.Response | Exception, pauses: list[float]) -> None:
    vendor = Vendor(reply, reply, httpx.Response(200, json={"id": "7"}))
    assert (await vendor.line.look("jobs/7", Accepted)).id == "7"
    assert pauses == [1.0, 2.0]


async def test_a_look_is_not_tried_for_ever() -> None:
    vendor = Vendor(said(503))
    with pytest.raises(Unreachable):
        await vendor.line.look("jobs/7", Accepted)
    assert len(vendor.requests) == 4


@pytest.mark.parametrize(
    ("reply", "error"),
    [(said(401), Unreachable), (said(402), Unreachable), (said(404), Unavailable), (said(400), Unreachable)],
)
async def test_only_work_that_is_gone_ends_by_a_look_that_was_not_let_through(
    reply: httpx.Response, error: type[EngineError]
) -> None:
    vendor = Vendor(reply)
    with pytest.raises(error) as raised:
        await vendor.line.look("jobs/7", Accepted)
    assert type(raised.value) is error
    assert len(vendor.requests) == 1


async def test_a_pause_is_as_long_as_the_vendor_asks_but_not_for_ever(pauses: list[float]) -> None:
    asked = [said(429, headers={"Retry-After": wait}) for wait in ("7", "3600", "Sun, 06 Nov 1994 08:49:37 GMT")]
    vendor = Vendor(*asked, httpx.Response(200, json={"id": "7"}))
    await vendor.line.look("jobs/7", Accepted)
    assert pauses == [7.0, 20.0, 4.0]


@pytest.mark.parametrize(
    ("asked", "seconds"), [("12", 12.0), ("0.5", 0.5), ("86400", LONGEST_RETRY_AFTER_SECONDS), ("soon", None)]
)
async def test_who_is_busy_says_for_how_long(asked: str, seconds: float | None) -> None:
    vendor = Vendor(said(429, headers={"Retry-After": asked}))
    with pytest.raises(Unavailable) as raised:
        await vendor.line.order("jobs", Accepted, json={})
    assert raised.value.retry_after == seconds


@pytest.mark.parametrize(
    "body",
    [
        {"error": f"Incorrect API key provided: {KEY}."},
        {"error": {"message": f"Bad key {KEY}", "code": "invalid_api_key"}},
        {"errors": [f"{KEY} is unknown"]},
        {"hint": f"{KEY}\x1b[31m" + "x" * 5000},
    ],
)
async def test_no_error_quotes_our_key_or_more_than_a_line(body: JsonObject) -> None:
    line = Vendor(httpx.Response(401, json=body)).line
    with pytest.raises(Misconfigured) as raised:
        await line.order("jobs", Accepted, json={})
    told = f"{raised.value}{raised.value!r}{raised.value.__cause__!r}{line!r}"
    assert KEY not in told
    assert len(str(raised.value)) < 400
    assert raised.value.hint.isprintable()


async def test_a_vendor_explains_its_own_errors() -> None:
    def explain(status: int, body: JsonObject) -> EngineError | None:
        return Refused(f"policy {body['error']} {KEY}") if status == 403 else None

    headers = {"Authorization": f"Bearer {KEY}"}
    transport = httpx.MockTransport(Vendor(said(403)))
    line = Line("Vendor", "https://vendor.test", headers, (KEY,), explain, transport=transport)
    with pytest.raises(Refused, match=r"policy no \*\*\*"):
        await line.order("jobs", Accepted, json={})


async def test_an_address_that_is_none_is_the_operator_s() -> None:
    line = Line("Vendor", "https://ven dor:port", transport=httpx.MockTransport(Vendor(said(200))))
    with pytest.raises(Misconfigured):
        await line.order("jobs", Accepted, json={})


async def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sajangpick.wire.line._MOST_ANSWER_BYTES", 1000)
    with pytest.raises(Unanswered):
        await Vendor(httpx.Response(200, content=b" " * 2000)).line.order("jobs", Accepted, json={})
