"""Google's own client, unchanged, takes the sandbox for Gemini."""

import base64
import io
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import pytest
from google import genai
from google.genai import _interactions as errors
from google.genai import types
from PIL import Image
from tests.engines.cases import PHOTO
from tests.sandbox.serving import served

from sajangpick.media.probe import probe
from sajangpick.sandbox import Fault, Step, World
from sajangpick.sandbox.faults import Ordered


@pytest.fixture(scope="module")
def server() -> Generator[World]:
    with served(work_seconds=0.05) as world:
        yield world


@pytest.fixture
def world(server: World) -> Generator[World]:
    """The same server for all: each test looks at what it adds to the bill."""
    server.work_seconds = 0.05
    server.ordered.clear()
    server.bill.charges.clear()
    return server


@pytest.fixture
def client(world: World) -> genai.Client:
    once = types.HttpRetryOptions(attempts=1)
    return genai.Client(
        api_key="key", http_options=types.HttpOptions(base_url=f"{world.base_url}/gemini", retry_options=once)
    )


def create(client: genai.Client, prompt: str = "steam rises", **options: Any) -> Any:
    photo = base64.b64encode(PHOTO.read_bytes()).decode()
    shown = {"type": "image", "mime_type": "image/jpeg", "data": photo}
    wanted = {"type": "video", "aspect_ratio": "9:16", "duration": "3s", "resolution": "720p", "delivery": "uri"}
    order = {
        "model": "gemini-omni-1.2-flash",
        "input": [{"type": "user_input", "content": [shown, {"type": "text", "text": prompt}]}],
        "response_format": wanted,
        "background": True,
        **options,
    }
    return client.interactions.create(**order)


def awaited(client: genai.Client, made: Any) -> Any:
    while made.status in ("queued", "in_progress"):
        time.sleep(0.05)
        made = client.interactions.get(id=made.id)
    return made


def test_a_clip_is_ordered_awaited_and_fetched(client: genai.Client, world: World, tmp_path: Path) -> None:
    done = awaited(client, create(client))
    assert done.status == "completed"
    name = "files/" + done.output_video.uri.partition("/files/")[2].partition(":")[0]
    path = tmp_path / "clip.mp4"
    path.write_bytes(client.files.download(file=name) or b"")
    facts = probe(path)
    assert (facts.kind, facts.duration) == ("moving", 3)
    assert done.usage.output_tokens_by_modality[0].tokens == 3 * 5792
    assert world.bill.usd() == pytest.approx(0.3056, abs=0.001)


def test_a_clip_that_is_waited_for_comes_in_the_answer(client: genai.Client) -> None:
    assert create(client, background=False).output_video.uri


def test_a_picture_comes_in_the_answer(client: genai.Client) -> None:
    wanted = {"type": "image", "aspect_ratio": "9:16", "image_size": "2K", "mime_type": "image/jpeg"}
    made: Any = client.interactions.create(model="gemini-nano-banana-2.1", input="김치찌개", response_format=wanted)
    with Image.open(io.BytesIO(base64.b64decode(made.output_image.data))) as picture:
        assert abs(picture.width / picture.height - 9 / 16) < 0.02
    assert made.usage.output_tokens_by_modality[0].tokens == 1680


def test_a_picture_is_changed_by_words(client: genai.Client) -> None:
    def edited(photo: bytes) -> Image.Image:
        shown = {"type": "image", "mime_type": "image/jpeg", "data": base64.b64encode(photo).decode()}
        turn = {"type": "user_input", "content": [shown, {"type": "text", "text": "김치찌개"}]}
        wanted = {"type": "image", "aspect_ratio": "9:16", "image_size": "2K", "mime_type": "image/jpeg"}
        made: Any = client.interactions.create(
            model="gemini-nano-banana-2.1", input=cast(Any, [turn]), response_format=cast(Any, wanted)
        )
        return Image.open(io.BytesIO(base64.b64decode(made.output_image.data)))

    made, other = edited(PHOTO.read_bytes()), edited(dark())
    assert abs(made.width / made.height - 9 / 16) < 0.02
    middle = made.width // 2, made.height // 2
    assert made.getpixel(middle) != other.getpixel(middle) == (0, 0, 0)
    with pytest.raises(errors.BadRequestError):
        edited(b"no photo")


def dark() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (90, 90)).save(file, "JPEG")
    return file.getvalue()


def test_it_is_told_of_a_block(client: genai.Client, world: World) -> None:
    failed = awaited(client, create(client, "steam [fault:moderated]"))
    assert failed.status == "failed"
    assert "safety" in failed.errors[0].message
    assert world.bill.usd() == 0


def test_it_cancels_and_deletes(client: genai.Client, world: World) -> None:
    world.work_seconds = 600
    made = create(client)
    assert client.interactions.cancel(id=made.id).status == "cancelled"
    assert world.bill.usd() == 0
    client.interactions.delete(id=made.id)
    with pytest.raises(errors.NotFoundError):
        client.interactions.get(id=made.id)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.BUSY, errors.RateLimitError),
        (Fault.UNKEYED, errors.AuthenticationError),
        (Fault.INVALID, errors.BadRequestError),
        (Fault.BROKEN, errors.InternalServerError),
    ],
)
def test_it_reads_the_errors(client: genai.Client, world: World, fault: Fault, error: type[Exception]) -> None:
    world.ordered.append(Ordered(fault, Step.ORDER, "gemini"))
    with pytest.raises(error):
        create(client)


@pytest.mark.parametrize(
    "options",
    [
        {"response_format": {"type": "video", "aspect_ratio": "1:1", "delivery": "uri"}},
        {"response_format": {"type": "image"}},
        {"store": False},
        {"input": "words alone"},
        {"model": "gemini-nano-banana-2.1", "response_format": {"type": "image"}},
        {
            "model": "gemini-nano-banana-2.1",
            "response_format": {"type": "image", "delivery": "uri"},
            "background": False,
        },
        {
            "model": "gemini-nano-banana-2.1",
            "response_format": {"type": "image", "image_size": "3K"},
            "background": False,
        },
    ],
)
def test_what_gemini_would_refuse_is_refused(client: genai.Client, options: dict[str, Any]) -> None:
    with pytest.raises(errors.BadRequestError):
        create(client, **options)


def test_a_model_that_has_ended_is_not_found(client: genai.Client) -> None:
    with pytest.raises(errors.NotFoundError):
        create(client, model="gemini-omni-flash-preview")
