"""Stability AI: what it is sent, and what its own errors mean; what every engine keeps is in test_contract."""

import base64
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Finished, PictureRequest
from sajangpick.engines.stability import Stability, open_stability
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable
from sajangpick.profiles import profile_of
from sajangpick.sandbox import World, create_sandbox
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio


def opened(transport: httpx.AsyncBaseTransport, model: str = "core") -> Stability:
    settings = Settings(
        _env_file=None, stability_key=SecretStr("key-of-ours"), stability_url="http://sandbox/stability"
    )
    return open_stability(profile_of(f"stability:{model}"), settings, transport)


def answering(status: int, body: JsonObject, seen: list[httpx.Request] | None = None) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(status, json=body)

    return httpx.MockTransport(answer)


def request(folder: Path, *, size: tuple[int, int] = (1080, 1920), seed: int = 0) -> PictureRequest:
    return PictureRequest("steam rises", size, folder, seed=seed, negative="people")


RECORDED: list[tuple[int, JsonObject, type[EngineError]]] = [
    (400, {"id": "a1", "name": "bad_request", "errors": ["some-field: is required"]}, Refused),
    (401, {"id": "a1", "name": "unauthorized", "errors": ["missing or invalid key-of-ours"]}, Misconfigured),
    (402, {"id": "a1", "name": "payment_required", "errors": ["You lack sufficient credits"]}, Unavailable),
    (403, {"id": "a1", "name": "content_moderation", "errors": ["Your request was flagged"]}, Refused),
    (403, {"id": "a1", "name": "forbidden", "errors": ["Not for this account"]}, Misconfigured),
    (413, {"id": "a1", "name": "content_too_large", "errors": ["too large"]}, Refused),
    (422, {"id": "a1", "name": "unprocessable_entity", "errors": ["prompt: not understood"]}, Refused),
    (429, {"id": "a1", "name": "rate_limit_exceeded", "errors": ["150 requests in 10 seconds"]}, Unavailable),
    (500, {"id": "a1", "name": "internal_error", "errors": ["An unexpected error"]}, Unanswered),
]


@pytest.mark.parametrize(("status", "body", "error"), RECORDED)
async def test_its_error_list_is_read(tmp_path: Path, status: int, body: JsonObject, error: type[EngineError]) -> None:
    with pytest.raises(EngineError) as raised:
        await opened(answering(status, body)).submit(request(tmp_path), key="k")
    assert type(raised.value) is error
    errors = body["errors"]
    assert isinstance(errors, list)
    assert raised.value.hint == str(errors[0]).replace("key-of-ours", "***")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"image": "aGFsZg==", "finish_reason": "CONTENT_FILTERED", "seed": 1}, Refused),
        ({"image": "aGFsZg==", "finish_reason": "SUCCESS", "seed": 1}, Unanswered),
        ({"image": "no base64!", "finish_reason": "SUCCESS", "seed": 1}, Unanswered),
        ({"finish_reason": "TO_BE_INVENTED"}, Unanswered),
    ],
)
async def test_what_is_no_good_picture_is_never_kept(
    tmp_path: Path, body: JsonObject, error: type[EngineError]
) -> None:
    engine = opened(answering(200, body))
    with pytest.raises(EngineError) as raised:
        await engine.poll(await engine.submit(request(tmp_path), key="k"))
    assert type(raised.value) is error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("model", "path", "named"),
    [
        ("core", "core", b""),
        ("ultra", "ultra", b""),
        ("sd3.5-large-turbo", "sd3", b"sd3.5-large-turbo"),
    ],
)
async def test_a_form_goes_to_the_address_of_the_model(tmp_path: Path, model: str, path: str, named: bytes) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(Unavailable):
        await opened(answering(429, {}, seen), model).submit(request(tmp_path), key="k")
    (sent,) = seen
    assert sent.url.path == f"/stability/v2beta/stable-image/generate/{path}"
    assert sent.headers["content-type"].startswith("multipart/form-data")
    assert sent.headers["accept"] == "application/json"
    for value in (b"9:16", b"steam rises", b"people", named):
        assert value in sent.content


@pytest.mark.parametrize(
    ("size", "shape"),
    [((1080, 1920), b"9:16"), ((1080, 1080), b"1:1"), ((1080, 1350), b"4:5"), ((1920, 1080), b"16:9")],
)
async def test_the_nearest_shape_is_chosen(tmp_path: Path, size: tuple[int, int], shape: bytes) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(Unavailable):
        await opened(answering(429, {}, seen)).submit(request(tmp_path, size=size), key="k")
    assert b'name="aspect_ratio"\r\n\r\n' + shape + b"\r\n" in seen[0].content


@pytest.mark.parametrize(("seed", "sent"), [(0, b"1"), (7, b"8"), (2**32 - 3, b"4294967294"), (2**32 - 2, b"1")])
async def test_a_seed_is_never_the_one_that_means_any(tmp_path: Path, seed: int, sent: bytes) -> None:
    seen: list[httpx.Request] = []
    with pytest.raises(Unavailable):
        await opened(answering(429, {}, seen)).submit(request(tmp_path, seed=seed), key="k")
    assert b'name="seed"\r\n\r\n' + sent + b"\r\n" in seen[0].content


async def test_a_picture_that_was_thrown_away_is_gone(tmp_path: Path) -> None:
    world = World(work_seconds=0)
    engine = opened(httpx.ASGITransport(create_sandbox(world)))
    ticket = await engine.submit(request(tmp_path), key="k")
    assert isinstance(await engine.poll(ticket), Finished)
    await engine.cancel(ticket)
    await engine.cancel(ticket)
    with pytest.raises(Unavailable):
        await engine.poll(ticket)
    world.close()


async def test_the_sandbox_sends_the_bytes_alone_to_who_asks_for_a_picture() -> None:
    world = World(work_seconds=0)
    url, headers = "/v2beta/stable-image/generate/core", {"Authorization": "Bearer key-of-ours"}
    form = {"prompt": (None, "steam rises"), "aspect_ratio": (None, "9:16")}
    transport = httpx.ASGITransport(create_sandbox(world))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox/stability", headers=headers) as client:
        told = (await client.post(url, files=form, headers={"Accept": "application/json"})).json()
        alone = await client.post(url, files=form, headers={"Accept": "image/*"})
        plain = await client.post(url, data={"prompt": "steam rises"})
    assert alone.content == base64.b64decode(told["image"])
    assert alone.content.startswith(b"\x89PNG")
    assert plain.status_code == 400
    world.close()
