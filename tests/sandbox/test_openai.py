"""OpenAI's own client, unchanged, is content with the sandbox."""

import asyncio
import base64
import io
import json
import threading
from collections.abc import Generator
from typing import Any

import openai
import pytest
import uvicorn
from PIL import Image
from tests.engines.cases import PHOTO

from sajangpick.sandbox import World, create_sandbox


@pytest.fixture(scope="module")
def world() -> Generator[World]:
    world = World(work_seconds=0)
    yield world
    world.close()


@pytest.fixture(scope="module")
def client(world: World) -> Generator[openai.OpenAI]:
    """Its client speaks through a fork of httpx: a real server, on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(create_sandbox(world), port=0, log_level="warning", lifespan="off"))
    ready = threading.Event()

    async def serve() -> None:
        config = server.config
        config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        ready.set()
        await server.main_loop()
        await server.shutdown()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    port = server.servers[0].sockets[0].getsockname()[1]
    world.base_url = f"http://127.0.0.1:{port}"
    try:
        with openai.OpenAI(api_key="k", base_url=f"{world.base_url}/openai/v1", max_retries=0) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


def test_a_picture_is_made(client: openai.OpenAI) -> None:
    made = client.images.generate(model="gpt-image-2.5-flare", prompt="김치찌개", size="720x1280", output_format="png")
    assert made.data
    assert made.data[0].b64_json
    with Image.open(io.BytesIO(base64.b64decode(made.data[0].b64_json))) as picture:
        assert picture.width * 16 == picture.height * 9
    assert made.usage
    assert made.usage.output_tokens > 0


@pytest.mark.parametrize("several", [False, True])
def test_a_picture_is_changed_by_words(client: openai.OpenAI, *, several: bool) -> None:
    """What comes back is of the photo and of the words: it differs when either does."""

    def edited(photo: bytes, words: str) -> Image.Image:
        image: Any = [("a.png", photo), ("b.png", photo)] if several else photo
        made = client.images.edit(model="gpt-image-2.5-flare", image=image, prompt=words, size="720x1280")
        assert made.data
        assert made.data[0].b64_json
        assert made.usage
        assert made.usage.input_tokens_details.image_tokens > 0
        return Image.open(io.BytesIO(base64.b64decode(made.data[0].b64_json)))

    made, other, reworded = (
        edited(plain("red"), "김치찌개"),
        edited(plain("blue"), "김치찌개"),
        edited(plain("red"), "커피"),
    )
    assert made.width * 16 == made.height * 9
    middle, corner = (made.width // 2, made.height // 2), (made.width * 5 // 6, made.height * 5 // 6)
    assert made.getpixel(middle) == reworded.getpixel(middle) == (255, 0, 0)
    assert other.getpixel(middle) == (0, 0, 255)
    assert made.getpixel(corner) == other.getpixel(corner) != reworded.getpixel(corner)


def test_a_photo_that_cannot_be_read_is_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError):
        client.images.edit(model="gpt-image-2.5-flare", image=b"no photo", prompt="soup", size="720x1280")


def plain(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (90, 90), colour).save(file, "PNG")
    return file.getvalue()


def test_words_are_moderated(client: openai.OpenAI) -> None:
    asked = client.moderations.create(model="omni-moderation-latest", input="soup")
    assert not asked.results[0].flagged
    asked = client.moderations.create(model="omni-moderation-latest", input="soup [fault:moderated@upload]")
    assert asked.results[0].categories.violence


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("busy", openai.RateLimitError),
        ("unkeyed", openai.AuthenticationError),
        ("moderated", openai.BadRequestError),
        ("broken", openai.InternalServerError),
    ],
)
def test_errors_are_those_the_client_knows(client: openai.OpenAI, fault: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        client.images.generate(model="gpt-image-2.5-flare", prompt=f"soup [fault:{fault}]", size="720x1280")


@pytest.mark.parametrize("size", ["1080x1920", "720x2304", "4096x2304", "tall"])
def test_a_size_that_is_not_legal_is_refused(client: openai.OpenAI, size: str) -> None:
    with pytest.raises(openai.BadRequestError):
        client.images.generate(model="gpt-image-2.5-flare", prompt="soup", size=size)


def test_a_model_that_is_unknown_is_said_to_be(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        client.images.generate(model="dall-e-3", prompt="soup")


def test_a_prompt_is_written(client: openai.OpenAI) -> None:
    answer = client.responses.create(model="gpt-6-luna", input="김치찌개")
    assert "kimchi" in json.loads(answer.output_text)["prompt"]


@pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")
def test_a_video_is_ordered_awaited_and_fetched(client: openai.OpenAI, world: World) -> None:
    videos = client.with_options(base_url=f"{world.base_url}/openai_videos/v1").videos
    made = videos.create_and_poll(model="sora-2", prompt="steam", seconds="4", size="720x1280", input_reference=PHOTO)
    assert made.status == "completed"
    assert videos.download_content(made.id).content[4:8] == b"ftyp"
    assert videos.delete(made.id).deleted
    with pytest.raises(openai.NotFoundError):
        videos.retrieve(made.id)
