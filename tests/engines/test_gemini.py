"""What is Gemini's own: two error bodies, work that is not found yet, prices by the token, and what is asked for."""

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from pydantic import SecretStr
from tests.engines.cases import Case, turned_photo

from sajangpick.engine import ClipRequest, Finished, Pending, PictureRequest, Ticket
from sajangpick.engines import open_engine
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable, Unreachable
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio

OMNI, BANANA = Case("gemini:gemini-omni-1.2-flash"), Case("gemini:gemini-nano-banana-2.1")
PROBLEM = "There was a problem processing your request. You will not be charged."
QUOTA = {
    "code": 429,
    "message": "You exceeded your current quota. Please retry in 34.074824224s.",
    "status": "RESOURCE_EXHAUSTED",
    "details": [
        {"@type": "type.googleapis.com/google.rpc.Help", "links": []},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34s"},
    ],
}
BAD_KEY = {
    "code": 400,
    "message": "API key not valid. Please pass a valid API key.",
    "status": "INVALID_ARGUMENT",
    "details": [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
            "metadata": {"service": "generativelanguage.googleapis.com"},
        }
    ],
}
ABROAD = {
    "code": 400,
    "message": "User location is not supported for the API use.",
    "status": "FAILED_PRECONDITION",
}


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sajangpick.wire.line._LONGEST_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("sajangpick.motion.opening", lambda *_, **__: b"a photo")


def opened(engine: str, answer: Callable[[httpx.Request], httpx.Response]) -> Any:
    settings = Settings(_env_file=None, gemini_key=SecretStr("AIza-1"), gemini_url="https://gemini.example/v1")
    return open_engine(engine, settings, transport=httpx.MockTransport(answer))


def answering(status: int, body: object, engine: str = OMNI.engine) -> Any:
    return opened(engine, lambda _: httpx.Response(status, json=body))


def picture() -> str:
    file = io.BytesIO()
    Image.new("RGB", (9, 16), "tomato").save(file, "JPEG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (429, QUOTA, Unavailable),
        (429, {"message": "Please retry in 23.397s", "code": "too_many_requests"}, Unavailable),
        (400, BAD_KEY, Misconfigured),
        (400, ABROAD, Misconfigured),
        (400, {"message": "Unknown parameter 'inputs'", "code": "invalid_request"}, Refused),
        (400, {"message": "The prompt was blocked by our safety filters.", "code": "invalid_request"}, Refused),
        (403, {"code": 403, "message": "Method doesn't allow unregistered callers.", "status": "X"}, Misconfigured),
        (403, {"message": PROBLEM, "code": "permission_denied"}, Unavailable),
        (404, {"message": "Requested entity was not found.", "code": "not_found"}, Misconfigured),
        (503, {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}, Unanswered),
    ],
)
async def test_an_order_that_failed_means_what_its_body_says(
    status: int, error: dict[str, Any], expected: type[EngineError], tmp_path: Path
) -> None:
    engine = answering(status, {"error": error})
    with pytest.raises(EngineError) as raised:
        await engine.submit(OMNI.request(tmp_path), key="k")
    assert type(raised.value) is expected
    assert not raised.value.hint or raised.value.hint == error["message"]


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(QUOTA, 34.0), ({"message": "Please retry in 23.397s."}, 23.397), ({"message": "Too many."}, None)],
)
async def test_it_says_how_long_to_wait(error: dict[str, Any], seconds: float | None, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as raised:
        await answering(429, {"error": error}).submit(OMNI.request(tmp_path), key="k")
    assert raised.value.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (403, {"message": PROBLEM, "code": "permission_denied"}),
        (404, {"message": "Requested entity was not found.", "code": "not_found"}),
        (429, QUOTA),
    ],
)
async def test_work_that_is_not_shown_yet_is_not_over(status: int, error: dict[str, Any], tmp_path: Path) -> None:
    """Interactions are stored with a delay, and withheld at times while they are made: what is paid for is kept."""
    with pytest.raises(Unreachable) as raised:
        await answering(status, {"error": error}).poll(Ticket(OMNI.engine, "v1_1", tmp_path))
    assert raised.value.retry_after in (5, 34)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"status": "failed", "errors": [{"code": "internal", "message": "An internal error."}]}, Unavailable),
        ({"status": "failed", "errors": [{"code": "x", "message": "Blocked by our safety filters."}]}, Refused),
        ({"status": "failed", "errors": None, "steps": None}, Unavailable),
        ({"status": "incomplete"}, Unavailable),
        ({"status": "budget_exceeded"}, Unavailable),
        ({"status": "cancelled"}, Unavailable),
        ({"error": {"code": "too_many_requests", "message": "Please retry in 23.397s"}}, Unavailable),
        ({"status": "completed", "steps": []}, Unavailable),
        (
            {
                "status": "completed",
                "steps": [{"type": "model_output", "content": [{"type": "text", "text": "I can't show that."}]}],
            },
            Refused,
        ),
    ],
)
async def test_a_clip_that_failed_means_what_it_says(
    body: dict[str, Any], expected: type[EngineError], tmp_path: Path
) -> None:
    with pytest.raises(EngineError) as raised:
        await answering(200, {"id": "v1_1", **body}).poll(Ticket(OMNI.engine, "v1_1", tmp_path))
    assert type(raised.value) is expected


@pytest.mark.parametrize("status", ["queued", "in_progress", "requires_action", "something new"])
async def test_what_has_not_ended_goes_on(status: str, tmp_path: Path) -> None:
    engine = answering(200, {"id": "v1_1", "status": status})
    assert await engine.poll(Ticket(OMNI.engine, "v1_1", tmp_path)) == Pending(again_in_seconds=5)


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_cancel_that_is_not_allowed_is_quiet(status: int, tmp_path: Path) -> None:
    engine = answering(status, {"error": {"message": PROBLEM, "code": "permission_denied"}})
    await engine.cancel(Ticket(OMNI.engine, "v1_1", tmp_path))


async def test_a_clip_is_asked_for_by_its_first_frame(tmp_path: Path) -> None:
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["x-goog-api-key"] == "AIza-1"
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"id": "v1_1", "status": "in_progress"})

    request = ClipRequest(Path("photo.jpg"), 2.0, (1080, 1920), "steam rises", tmp_path)
    ticket = await opened(OMNI.engine, answer).submit(request, key="k")
    assert ticket.id == "v1_1"
    assert sent[0]["input"][0]["content"][0]["data"] == base64.b64encode(b"a photo").decode()
    assert sent[0]["response_format"] == {
        "type": "video",
        "aspect_ratio": "9:16",
        "duration": "3s",
        "resolution": "1080p",
        "delivery": "uri",
    }
    assert (sent[0]["background"], sent[0]["store"]) == (True, True)


async def test_a_picture_costs_what_its_tokens_cost(tmp_path: Path) -> None:
    """Thoughts are told apart from the output, and are in the total."""
    sent: list[Any] = []
    usage = {
        "total_input_tokens": 28,
        "output_tokens_by_modality": [{"modality": "image", "tokens": 1680}],
        "total_output_tokens": 1691,
        "total_thought_tokens": 100,
        "total_tokens": 28 + 1691 + 100,
    }
    steps = [
        {"type": "thought", "signature": "c2ln", "summary": None},
        {"type": "model_output", "content": [{"type": "text", "text": "Here it is:"}]},
        {"type": "model_output", "content": [{"type": "image", "data": picture(), "mime_type": "image/jpeg"}]},
    ]

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"id": "v1_1", "status": "completed", "usage": usage, "steps": steps})

    engine = opened(BANANA.engine, answer)
    ticket = await engine.submit(PictureRequest("kimchi stew", (1080, 1920), tmp_path, negative="text"), key="k")
    done = await engine.poll(ticket)
    assert isinstance(done, Finished)
    assert done.output.path == tmp_path / "gemini.jpg"
    assert done.cost_usd == pytest.approx(28 * 1.5e-6 + 111 * 7.5e-6 + 1680 * 30e-6)
    assert sent[0]["input"][0]["content"] == [{"type": "text", "text": "kimchi stew\n\nAvoid: text"}]
    assert sent[0]["response_format"]["aspect_ratio"] == "9:16"
    assert "delivery" not in sent[0]["response_format"]
    done.output.path.unlink()
    with pytest.raises(Unavailable):
        await engine.poll(ticket)


async def test_a_picture_that_is_changed_stands_before_the_words(tmp_path: Path) -> None:
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"id": "v1_1", "status": "completed", "steps": []})

    photo = turned_photo(tmp_path / "photo.jpg", size=(4000, 1000))
    request = PictureRequest("more green", (1080, 1920), tmp_path, negative="text", photo=photo)
    await opened(BANANA.engine, answer).submit(request, key="k")
    shown, words = sent[0]["input"][0]["content"]
    assert words == {"type": "text", "text": "more green\n\nAvoid: text"}
    assert (shown["type"], shown["mime_type"]) == ("image", "image/jpeg")
    with Image.open(io.BytesIO(base64.b64decode(shown["data"]))) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (688, 2752), {})
    assert sent[0]["response_format"]["type"] == "image"


async def test_a_picture_that_it_declines_is_refused_and_its_words_are_paid(tmp_path: Path) -> None:
    usage = {"total_input_tokens": 10, "total_output_tokens": 20, "total_tokens": 30}
    steps = [{"type": "model_output", "content": [{"type": "text", "text": "I cannot draw that."}]}]
    body = {"id": "v1_1", "status": "completed", "usage": usage, "steps": steps}
    engine = answering(200, body, BANANA.engine)
    ticket = await engine.submit(BANANA.request(tmp_path), key="k")
    with pytest.raises(Refused) as raised:
        await engine.poll(ticket)
    assert raised.value.cost_usd == pytest.approx(10 * 1.5e-6 + 20 * 7.5e-6)
    assert raised.value.hint == "I cannot draw that."
