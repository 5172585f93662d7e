"""What is OpenAI's own: moderation before money, what a picture cost, a prompt of a shape, and its error bodies."""

import io
import json
from collections.abc import Generator
from dataclasses import replace
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from PIL import Image
from pydantic import SecretStr
from tests.engines.cases import Case, turned_photo

from sajangpick.engine import Finished, PictureRequest, PromptRequest, Ticket
from sajangpick.engines import open_engine
from sajangpick.errors import BadInput, EngineError, Misconfigured, Refused, Unanswered, Unavailable
from sajangpick.sandbox import Step, World
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio

WRITER = Case("openai:prompt", waits=False)
FLARE = Case("openai:gpt-image-2.5-flare", waits=False)


@pytest.fixture
def world() -> Generator[World]:
    world = World(work_seconds=0)
    yield world
    world.close()


def answering(status: int, body: object, engine: str = "openai:gpt-image-2.5-flare") -> Any:
    """An engine whose words pass, and whose order is answered so."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/moderations"):
            return httpx.Response(200, json={"results": [{"flagged": False, "categories": {}}]})
        return httpx.Response(status, json=body)

    settings = Settings(_env_file=None, openai_key=SecretStr("sk-1"))
    return open_engine(engine, settings, transport=httpx.MockTransport(answer))


def error(message: str, kind: str, code: str | None) -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


async def test_words_that_are_flagged_are_never_paid_for(world: World, tmp_path: Path) -> None:
    with pytest.raises(Refused) as raised:
        await FLARE.open(world).submit(FLARE.request(tmp_path, "soup [fault:moderated@upload]"), key="k")
    assert raised.value.hint == "violence"
    assert world.calls == [("openai", Step.UPLOAD)]
    assert world.bill.usd() == 0


async def test_a_story_is_ordered_in_a_size_that_is_9_by_16_and_legal(world: World, tmp_path: Path) -> None:
    engine: Any = FLARE.open(world)
    done = await engine.poll(await engine.submit(PictureRequest("김치찌개", (1080, 1920), tmp_path), key="k"))
    [work] = world.works.values()
    assert work.request["size"] == "1152x2048"
    assert isinstance(done, Finished)
    assert done.cost_usd == pytest.approx(work.usd)
    assert 0.04 < work.usd < 0.05


async def test_what_shall_not_be_seen_is_said_in_the_same_words(world: World, tmp_path: Path) -> None:
    request = PictureRequest("soup " * 10_000, (1080, 1920), tmp_path, negative="hands")
    await FLARE.open(world).submit(request, key="k")
    [work] = world.works.values()
    prompt = str(work.request["prompt"])
    assert len(prompt) == 32_000
    assert prompt.endswith("Avoid: hands")


async def test_openai_learns_that_one_person_asks_and_the_model_does_not(world: World, tmp_path: Path) -> None:
    known: Any = FLARE.open(world)
    await known.submit(PictureRequest("soup", (1080, 1920), tmp_path, user="5f3a"), key="k")
    writer: Any = WRITER.open(world)
    await writer.submit(PromptRequest("soup", user="5f3a"), key="k")
    await writer.submit(PromptRequest("soup"), key="k")
    picture, prompt, nobody = world.works.values()
    assert picture.request["safety_identifier"] == prompt.request["safety_identifier"] == "5f3a"
    assert "user" not in json.loads(str(prompt.request["input"]))
    assert "safety_identifier" not in nobody.request


async def test_a_picture_is_changed_and_leaves_as_pixels_alone(tmp_path: Path) -> None:
    """Upright, no longer than what comes back, without a word of where it was taken; in a form, beside the order."""
    photo = turned_photo(tmp_path / "photo.jpg", size=(4000, 1000))
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/moderations"):
            return httpx.Response(200, json={"results": []})
        assert request.url.path.endswith("/v1/images/edits")
        kind = request.headers["content-type"].encode()
        sent.append(b"Content-Type: " + kind + b"\r\n\r\n" + request.content)
        return httpx.Response(200, json={"data": [], "usage": {"input_tokens_details": {"image_tokens": 1000}}})

    settings = Settings(_env_file=None, openai_key=SecretStr("sk-1"))
    engine: Any = open_engine(FLARE.engine, settings, transport=httpx.MockTransport(answer))
    request = PictureRequest("more green", (1080, 1920), tmp_path, negative="hands", user="5f3a", photo=photo)
    ticket = await engine.submit(request, key="k")
    parts = list(BytesParser(policy=HTTP).parsebytes(sent[0]).iter_parts())
    fields = {str(part.get_param("name", "", "content-disposition")): part.get_payload(decode=True) for part in parts}
    image = cast(bytes, fields.pop("image"))
    assert fields == {
        "model": b"gpt-image-2.5-flare", "prompt": b"more green\n\nAvoid: hands", "size": b"1152x2048",
        "quality": b"medium", "output_format": b"jpeg", "n": b"1", "safety_identifier": b"5f3a",
    }  # fmt: skip
    with Image.open(io.BytesIO(image)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (512, 2048), {})
    with pytest.raises(Unavailable) as raised:
        await engine.poll(ticket)
    assert raised.value.cost_usd == pytest.approx(0.008)


async def test_words_that_change_a_picture_are_moderated_before_they_are_paid_for(world: World, tmp_path: Path) -> None:
    case = replace(FLARE, edits=True)
    with pytest.raises(Refused):
        await case.open(world).submit(case.request(tmp_path, "soup [fault:moderated@upload]"), key="k")
    assert world.bill.usd() == 0


async def test_a_photo_that_is_none_is_never_sent(world: World, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"no photo")
    engine: Any = FLARE.open(world)
    with pytest.raises(BadInput):
        await engine.submit(PictureRequest("more green", (1080, 1920), tmp_path, photo=photo), key="k")
    assert world.calls == []


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, error("Rejected by the safety system.", "image_generation_user_error", "moderation_blocked"), Refused),
        (
            400,
            error("Billing hard limit has been reached.", "billing_limit", "billing_hard_limit_reached"),
            Unavailable,
        ),
        (429, error("You exceeded your current quota.", "insufficient_quota", "insufficient_quota"), Unavailable),
        (429, error("Rate limit reached.", "requests", "rate_limit_exceeded"), Unavailable),
        (401, error("Incorrect API key provided: sk-1.", "invalid_request_error", "invalid_api_key"), Misconfigured),
        (403, error("Your organization must be verified.", "invalid_request_error", None), Misconfigured),
        (404, error("The model does not exist.", "invalid_request_error", "model_not_found"), Misconfigured),
        (422, error("Unprocessable.", "invalid_request_error", None), Refused),
        (500, error("The server had an error.", "server_error", None), Unanswered),
    ],
)
async def test_an_error_body_means_what_openai_means(
    status: int, body: object, expected: type[EngineError], tmp_path: Path
) -> None:
    with pytest.raises(EngineError) as raised:
        await answering(status, body).submit(FLARE.request(tmp_path), key="k")
    assert type(raised.value) is expected
    assert "sk-1" not in f"{raised.value} {raised.value.hint}"


@pytest.mark.parametrize("data", [[], [{"b64_json": "not base64"}], [{"b64_json": "/9j/4AA="}]])
async def test_a_picture_that_is_none_is_paid_for_all_the_same(data: list[object], tmp_path: Path) -> None:
    engine = answering(200, {"data": data, "usage": {"output_tokens": 1000}})
    ticket = await engine.submit(FLARE.request(tmp_path), key="k")
    with pytest.raises(Unavailable) as raised:
        await engine.poll(ticket)
    assert raised.value.cost_usd == pytest.approx(0.03)


async def test_a_ticket_says_where_the_picture_lies_wherever_the_folder_is(world: World, tmp_path: Path) -> None:
    engine: Any = FLARE.open(world)
    ticket = await engine.submit(FLARE.request(tmp_path / "here"), key="k")
    assert str(tmp_path) not in ticket.id
    moved = (tmp_path / "here").rename(tmp_path / "there")
    done = await engine.poll(Ticket(ticket.engine, ticket.id, moved))
    assert done.output.path.parent == moved


async def test_a_prompt_is_written_by_the_model_that_the_settings_name(world: World) -> None:
    other = Case("openai:prompt", waits=False, extra={"openai_prompt_model": "gpt-6-astra"})
    for case, model in ((WRITER, "gpt-6-luna"), (other, "gpt-6-astra")):
        engine: Any = case.open(world)
        await engine.submit(PromptRequest("김치찌개"), key="k")
        assert [*world.works.values()][-1].request["model"] == model


async def test_a_prompt_is_held_to_a_closed_schema(world: World) -> None:
    engine: Any = WRITER.open(world)
    done = await engine.poll(await engine.submit(PromptRequest("김치찌개", camera="orbit"), key="k"))
    [work] = world.works.values()
    asked: Any = work.request
    held = asked["text"]["format"]
    assert held["strict"]
    assert held["schema"]["additionalProperties"] is False
    assert set(held["schema"]["required"]) == set(held["schema"]["properties"])
    assert json.loads(asked["input"])["idea"] == "김치찌개"
    assert done.output.camera == "orbit"
    assert done.output.steam == 1.0
    assert asked["store"] is False


async def test_words_for_a_prompt_are_moderated_too(world: World) -> None:
    engine: Any = WRITER.open(world)
    with pytest.raises(Refused):
        await engine.submit(PromptRequest("soup [fault:moderated@upload]"), key="k")
    assert world.bill.usd() == 0


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([{"type": "refusal", "refusal": "I cannot help with that."}], Refused),
        ([{"type": "output_text", "text": '{"prompt": "cut o'}], Unavailable),
        ([{"type": "output_text", "text": '{"prompt": "alone"}'}], Unavailable),
        ([], Unavailable),
    ],
)
async def test_a_prompt_that_is_none_is_not_taken_for_one(content: object, expected: type[EngineError]) -> None:
    output = [{"type": "reasoning", "summary": []}, {"type": "message", "content": content}]
    engine = answering(200, {"output": output}, "openai:prompt")
    ticket = await engine.submit(PromptRequest("soup"), key="k")
    with pytest.raises(EngineError) as raised:
        await engine.poll(ticket)
    assert type(raised.value) is expected
