"""AUTOMATIC1111: what it is sent, and what its own errors mean; what every engine keeps is in test_contract."""

import asyncio
import base64
import json
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Finished, PictureRequest
from sajangpick.engines.automatic1111 import Automatic1111, open_automatic1111
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable
from sajangpick.profiles import profile_of
from sajangpick.sandbox import World, create_sandbox
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio


def opened(transport: httpx.AsyncBaseTransport, login: str = "") -> Automatic1111:
    settings = Settings(
        _env_file=None, automatic1111_login=SecretStr(login), automatic1111_url="http://sandbox/automatic1111"
    )
    return open_automatic1111(profile_of("automatic1111:txt2img"), settings, transport)


def answering(status: int, body: JsonObject, seen: list[httpx.Request] | None = None) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(status, json=body)

    return httpx.MockTransport(answer)


def request(folder: Path) -> PictureRequest:
    return PictureRequest("steam rises", (1080, 1920), folder, seed=7, negative="people")


def said(error: str, detail: str, errors: str = "") -> JsonObject:
    return {"error": error, "detail": detail, "body": "", "errors": errors}


RECORDED: list[tuple[int, JsonObject, type[EngineError], str]] = [
    (404, said("HTTPException", "Sampler not found"), Misconfigured, "Sampler not found"),
    (404, {"detail": "Not Found"}, Misconfigured, "Start it with --api."),
    (401, {"detail": "Incorrect username or password"}, Misconfigured, "Incorrect username or password"),
    (422, {"detail": "width: not a number"}, Refused, "width: not a number"),
    (500, said("OutOfMemoryError", "", "CUDA out of memory."), Unavailable, "CUDA out of memory."),
    (500, said("RuntimeError", "", "mat1 and mat2"), Unanswered, "RuntimeError"),
    (200, {"images": [], "info": "{}"}, Unanswered, ""),
    (200, {"images": ["aGFsZg=="], "info": "{}"}, Unanswered, ""),
]


@pytest.mark.parametrize(("status", "body", "error", "hint"), RECORDED)
async def test_its_errors_are_read(
    tmp_path: Path, status: int, body: JsonObject, error: type[EngineError], hint: str
) -> None:
    with pytest.raises(EngineError) as raised:
        await opened(answering(status, body)).submit(request(tmp_path), key="k")
    assert type(raised.value) is error
    assert raised.value.hint == hint
    assert list(tmp_path.iterdir()) == []


async def test_the_order_says_all_that_is_wanted(tmp_path: Path) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(Unavailable):
        await opened(answering(429, {}, seen), "owner:pass word").submit(request(tmp_path), key="order-1")
    (sent,) = seen
    assert base64.b64decode(sent.headers["authorization"].removeprefix("Basic ")) == b"owner:pass word"
    body = json.loads(sent.content)
    assert (body["prompt"], body["negative_prompt"], body["seed"]) == ("steam rises", "people", 7)
    assert (body["width"], body["height"]) == (768, 1344)
    assert body["save_images"] is False
    assert body["force_task_id"] == "order-1"


async def test_without_a_login_none_is_sent(tmp_path: Path) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(Unavailable):
        await opened(answering(429, {}, seen)).submit(request(tmp_path), key="k")
    assert "authorization" not in seen[0].headers


async def test_a_login_that_is_none_or_wrong_is_the_operator_s(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        opened(answering(200, {}), "no-colon")
    world = World(work_seconds=0)
    engine = opened(httpx.ASGITransport(create_sandbox(world)), "owner:wrong-word")
    with pytest.raises(Misconfigured) as raised:
        await engine.submit(request(tmp_path), key="k")
    assert "wrong-word" not in f"{raised.value} {engine!r}"
    world.close()


async def test_the_card_is_stopped_when_nobody_waits_any_more(tmp_path: Path) -> None:
    drawing, paths = asyncio.Event(), list[str]()

    async def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        if request.url.path.endswith("txt2img"):
            drawing.set()
            await asyncio.Event().wait()
        return httpx.Response(200, json={})

    task = asyncio.ensure_future(opened(httpx.MockTransport(answer)).submit(request(tmp_path), key="k"))
    await drawing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert paths[-1] == "/automatic1111/sdapi/v1/interrupt"


async def test_a_picture_that_was_thrown_away_is_gone(tmp_path: Path) -> None:
    world = World(work_seconds=0)
    engine = opened(httpx.ASGITransport(create_sandbox(world)), "owner:word")
    ticket = await engine.submit(request(tmp_path), key="k")
    assert isinstance(await engine.poll(ticket), Finished)
    await engine.cancel(ticket)
    await engine.cancel(ticket)
    with pytest.raises(Unavailable):
        await engine.poll(ticket)
    world.close()
