"""What is Runway's own: what is sent, its states, its families of failure, and the error bodies it documents."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.engines.cases import KEY, PHOTO

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Clip, ClipRequest, Engine, Pending, Ticket
from sajangpick.engines import open_engine
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable, Unreachable
from sajangpick.media.still import still_size
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio

TASK = "17f20503-6c24-4c16-946b-35dbbce2af2f"
UPLOAD: JsonObject = {"uploadUrl": "https://api.test/put", "fields": {"key": "7"}, "runwayUri": "runway://7"}


def opened(reply: Callable[[httpx.Request], httpx.Response], engine: str = "runway:gen4_turbo") -> Any:
    wanted = Settings(_env_file=None, runway_key=KEY, runway_url="https://api.test")  # type: ignore[arg-type]
    found: Any = open_engine(engine, wanted, transport=httpx.MockTransport(reply))
    return found


def ordering(status: int, body: JsonObject) -> Engine[ClipRequest, Clip]:
    def reply(request: httpx.Request) -> httpx.Response:
        match request.url.path:
            case "/v1/uploads":
                return httpx.Response(200, json=UPLOAD)
            case "/put":
                return httpx.Response(204)
            case _:
                return httpx.Response(status, json=body)

    return opened(reply)


def looking(body: JsonObject) -> Engine[ClipRequest, Clip]:
    return opened(lambda _: httpx.Response(200, json={"id": TASK, "createdAt": "2026-11-21T11:00:00Z", **body}))


@pytest.fixture
def request_(tmp_path: Path) -> ClipRequest:
    return ClipRequest(PHOTO, 3.4, (1080, 1920), "천천히 🍲 " * 200, tmp_path, seed=42, aim=(0.5, 0.45, 0.8))


async def test_the_photo_is_framed_and_uploaded_and_the_task_is_what_runway_takes(request_: ClipRequest) -> None:
    sent: dict[str, httpx.Request] = {}

    def reply(request: httpx.Request) -> httpx.Response:
        sent[request.url.path] = request
        answers = {"/v1/uploads": UPLOAD, "/v1/image_to_video": {"id": TASK, "estimatedCost": {"credits": 20}}}
        return httpx.Response(200, json=answers.get(request.url.path, {}))

    ticket = await opened(reply).submit(request_, key="k")
    assert ticket == Ticket("runway:gen4_turbo", TASK, request_.folder)
    order = sent["/v1/image_to_video"]
    assert order.headers["authorization"] == f"Bearer {KEY}"
    assert order.headers["x-runway-version"] == "2024-11-06"
    body = json.loads(order.content)
    text = body.pop("promptText")
    assert request_.prompt.startswith(text)
    assert len(text.encode("utf-16-le")) <= 2000
    assert body == {
        "model": "gen4_turbo",
        "promptImage": "runway://7",
        "ratio": "720:1280",
        "duration": 4,
        "seed": 42,
    }
    form = sent["/put"].content
    photo = request_.folder / "sent.jpg"
    photo.write_bytes(form[form.index(b"\xff\xd8\xff") : form.rindex(b"\xff\xd9") + 2])
    assert still_size(photo) == (720, 1280)


ERRORS = [
    (400, {"error": "Validation of body failed."}, Refused),
    (401, {"error": f"The key {KEY} is unknown."}, Misconfigured),
    (404, {"error": "Not found."}, Misconfigured),
    (405, {"error": "Method not allowed."}, Misconfigured),
    (429, {"error": "You have reached the daily limit."}, Unavailable),
    (502, {}, Unanswered),
    (503, {}, Unanswered),
    (504, {}, Unanswered),
]


@pytest.mark.parametrize(("status", "body", "error"), ERRORS, ids=[str(each[0]) for each in ERRORS])
async def test_the_errors_it_documents(
    status: int, body: JsonObject, error: type[EngineError], request_: ClipRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sajangpick.motion.opening", lambda photo, **_: photo.read_bytes())
    with pytest.raises(error) as raised:
        await ordering(status, body).submit(request_, key="k")
    assert type(raised.value) is error
    assert KEY not in str(raised.value)


FAILURES = [
    ("SAFETY.INPUT.TEXT", Refused),
    ("SAFETY.INPUT.IMAGE", Refused),
    ("SAFETY.OUTPUT.VIDEO", Refused),
    ("ASSET.INVALID", Refused),
    ("INTERNAL.BAD_OUTPUT.CODE01", Unavailable),
    ("INTERNAL", Unavailable),
    ("THIRD_PARTY.WHATEVER", Refused),
    ("", Refused),
]


@pytest.mark.parametrize(("code", "error"), FAILURES)
async def test_a_failure_is_told_by_its_family_with_its_charge(code: str, error: type[EngineError]) -> None:
    body: JsonObject = {"status": "FAILED", "failure": "…", "failureCode": code, "cost": {"credits": 15}}
    with pytest.raises(error) as raised:
        await looking(body).poll(Ticket("runway:gen4_turbo", TASK))
    assert type(raised.value) is error
    assert raised.value.cost_usd == pytest.approx(0.15)
    # The third part of a code is for diagnosis, not for users.
    assert "IMAGE" not in raised.value.message


@pytest.mark.parametrize("status", ["PENDING", "THROTTLED", "SOMETHING_NEW"])
async def test_what_has_not_begun_is_waited_for(status: str) -> None:
    found = await looking({"status": status, "estimatedCost": {"credits": 15}}).poll(Ticket("runway:gen4_turbo", TASK))
    assert found == Pending(again_in_seconds=5)


async def test_what_is_under_way_says_how_far_it_is() -> None:
    found = await looking({"status": "RUNNING", "progress": 0.42}).poll(Ticket("runway:gen4_turbo", TASK))
    assert found == Pending(42, 100, 5)


@pytest.mark.parametrize(
    "body", [{"status": "CANCELLED", "cost": {"credits": 0}}, {"status": "SUCCEEDED", "output": [], "cost": None}]
)
async def test_an_end_without_a_clip_is_an_end(body: JsonObject) -> None:
    with pytest.raises(Unavailable) as raised:
        await looking(body).poll(Ticket("runway:gen4_turbo", TASK))
    assert type(raised.value) is Unavailable


async def test_a_link_into_our_network_is_not_followed(tmp_path: Path) -> None:
    body: JsonObject = {"status": "SUCCEEDED", "output": ["https://169.254.169.254/clip.mp4"]}
    with pytest.raises(Refused):
        await looking(body).poll(Ticket("runway:gen4_turbo", TASK, tmp_path))


async def test_a_cancel_that_does_not_arrive_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sajangpick.wire.line._LONGEST_PAUSE_SECONDS", 0.0)
    with pytest.raises(Unreachable):
        await opened(lambda _: httpx.Response(503)).cancel(Ticket("runway:gen4_turbo", TASK))
    await opened(lambda _: httpx.Response(404, json={"error": "Not found."})).cancel(Ticket("runway:gen4_turbo", TASK))
