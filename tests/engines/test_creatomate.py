"""What is Creatomate's own: how it is sent a document and its files, what it says of them, what its renders mean."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.engines.cases import KEY

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Engine, Finished, Pending, RenderRequest, Ticket, Video
from sajangpick.engines import open_engine
from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable
from sajangpick.sandbox.results import make_render
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio

RENDER = "a8c0f7de-0b1c-4f0e-9b39-1d2f3a4b5c6d"
TOKEN = "token-that-nobody-may-guess"
VALID: JsonObject = {"valid": True, "errors": [], "warnings": [], "source": {}}
PLANNED: JsonObject = {
    "id": RENDER,
    "status": "planned",
    "url": f"https://cdn.test/renders/{RENDER}.mp4",
    "template_id": None,
    "output_format": "mp4",
    "render_scale": 1,
    "width": 1080,
    "height": 1920,
    "metadata": "k",
}
DOCUMENT: JsonObject = {
    "width": 1080,
    "height": 1920,
    "duration": 15,
    "render_scale": 0.5,
    "elements": [
        {"type": "video", "source": "clip"},
        {"type": "text", "text": "clip"},
        {"type": "composition", "elements": [{"type": "image", "source": "logo"}, {"type": "image", "source": "clip"}]},
        {"type": "audio", "source": "https://music.test/a.mp3"},
    ],
}
LINKS = {"clip": "https://shop.test/files/work/a.b/clip.mp4", "logo": "https://shop.test/files/work/c.d/logo.png"}
ADDRESSED = [
    {"type": "video", "source": LINKS["clip"]},
    {"type": "text", "text": "clip"},
    {
        "type": "composition",
        "elements": [{"type": "image", "source": LINKS["logo"]}, {"type": "image", "source": LINKS["clip"]}],
    },
    {"type": "audio", "source": "https://music.test/a.mp3"},
]


def opened(reply: Callable[[httpx.Request], httpx.Response], version: str = "v2", **more: Any) -> Any:
    wanted = Settings(_env_file=None, creatomate_key=SecretStr(KEY), creatomate_url="https://api.test", **more)
    found: Any = open_engine(f"creatomate:{version}", wanted, transport=httpx.MockTransport(reply))
    return found


class Streamed(httpx.AsyncByteStream):
    """A body that is not in memory before it is read."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


class Vendor:
    """Answers orders and dry runs, and remembers them."""

    def __init__(self, order: Json, *, status: int = 202, dry: Json = VALID, dry_status: int = 200) -> None:
        self.ordered: list[JsonObject] = []
        self.dry: list[JsonObject] = []
        self.paths: list[str] = []
        self._order, self._status, self._checked, self._checked_status = order, status, dry, dry_status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == f"Bearer {KEY}"
        body = json.loads(request.content)
        self.paths.append(request.url.path)
        if body.pop("dry_run", False):
            self.dry.append(body)
            return httpx.Response(self._checked_status, json=self._checked)
        self.ordered.append(body)
        return httpx.Response(self._status, json=self._order)


def wish(folder: Path, script: JsonObject = DOCUMENT, links: dict[str, str] = LINKS) -> RenderRequest:
    sources = {"clip": folder / "clip.mp4", "logo": folder / "logo.png"}
    return RenderRequest(script, sources, folder / "video.mp4", links)


def looking(body: Json, version: str = "v2") -> Engine[RenderRequest, Video]:
    return opened(lambda _: httpx.Response(200, json=body), version)


async def test_version_2_has_the_document_checked_and_then_ordered_at_the_top(tmp_path: Path) -> None:
    vendor = Vendor(PLANNED)
    ticket = await opened(vendor).submit(wish(tmp_path), key="k")
    assert ticket == Ticket("creatomate:v2", RENDER, tmp_path)
    assert vendor.paths == ["/v2/renders"] * 2
    document = {**DOCUMENT, "output_format": "mp4", "elements": ADDRESSED}
    assert vendor.dry == [document]
    assert vendor.ordered == [{**document, "metadata": "k"}]


@pytest.mark.parametrize("answer", [PLANNED, [PLANNED]], ids=["object", "array"])
async def test_version_1_takes_the_document_as_a_source_and_answers_in_either_shape(
    answer: Json, tmp_path: Path
) -> None:
    vendor = Vendor(answer)
    ticket = await opened(vendor, "v1").submit(wish(tmp_path), key="k")
    assert ticket == Ticket("creatomate:v1", RENDER, tmp_path)
    assert (vendor.paths, vendor.dry) == (["/v1/renders"], [])
    document = {name: value for name, value in DOCUMENT.items() if name != "render_scale"}
    source = {**document, "output_format": "mp4", "elements": ADDRESSED}
    assert vendor.ordered == [{"render_scale": 0.5, "source": source, "metadata": "k"}]


async def test_version_2_may_answer_a_list_as_well(tmp_path: Path) -> None:
    assert (await opened(Vendor([PLANNED])).submit(wish(tmp_path), key="k")).id == RENDER


async def test_an_empty_list_ordered_nothing(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        await opened(Vendor([]), "v1").submit(wish(tmp_path), key="k")


@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_a_template_that_lies_there_is_ordered_by_its_id(version: str, tmp_path: Path) -> None:
    script: JsonObject = {
        "template_id": "5b6a",
        "modifications": {"main_video_layer.source": "clip", "menu_text_layer.text": "clip", "menu_text_layer": "logo"},
        "max_height": 1920,
    }
    vendor = Vendor(PLANNED)
    await opened(vendor, version).submit(wish(tmp_path, script), key="k")
    assert vendor.ordered == [
        {
            "template_id": "5b6a",
            "modifications": {
                "main_video_layer.source": LINKS["clip"],
                # The owner's words stay theirs, whatever they are.
                "menu_text_layer.text": "clip",
                "menu_text_layer": "logo",
            },
            "max_height": 1920,
            "output_format": "mp4",
            "metadata": "k",
        }
    ]


async def test_a_file_that_has_no_address_is_the_operator_s_to_mend_and_nothing_is_sent(tmp_path: Path) -> None:
    vendor = Vendor(PLANNED)
    with pytest.raises(Misconfigured, match="'logo'") as raised:
        await opened(vendor).submit(wish(tmp_path, links={"clip": LINKS["clip"]}), key="k")
    assert "SAJANGPICK_PUBLIC_URL" in raised.value.hint
    assert vendor.paths == []


async def test_a_webhook_is_asked_for_only_with_a_token(tmp_path: Path) -> None:
    vendor = Vendor(PLANNED)
    engine = opened(vendor, creatomate_webhook_token=SecretStr(TOKEN), public_url="https://shop.test/")
    await engine.submit(wish(tmp_path), key="k")
    assert vendor.ordered[0]["webhook_url"] == f"https://shop.test/webhooks/creatomate/{TOKEN}"
    assert TOKEN not in repr(engine.line)


BROKEN: list[tuple[int, JsonObject, type[EngineError], str]] = [
    (200, {**VALID, "warnings": ["The modification 'menu' matched no element."]}, Misconfigured, "matched no element"),
    (200, {**VALID, "warnings": ["The property 'glow' is ignored."]}, Misconfigured, "glow"),
    (200, {**VALID, "errors": ["The source could not be fetched."]}, Misconfigured, "fetched"),
    (200, {**VALID, "valid": False}, Misconfigured, ""),
    (400, {"hint": "The width is no number.", "documentation": "…"}, Misconfigured, "The width is no number."),
    (401, {"hint": f"The key {KEY} is unknown."}, Misconfigured, "***"),
    (402, {"hint": "Out of credits."}, Unavailable, "Out of credits."),
    (404, {"hint": "No such template."}, Misconfigured, "No such template."),
    (429, {"hint": "Slow down."}, Unavailable, "Slow down."),
    (503, {}, Unavailable, "503"),
    # One that does not know dry runs would have taken it.
    (202, PLANNED, Unanswered, ""),
]


@pytest.mark.parametrize(("status", "body", "error", "hint"), BROKEN, ids=[str(each[0]) for each in BROKEN])
async def test_what_a_dry_run_finds_is_not_paid_for(
    status: int, body: JsonObject, error: type[EngineError], hint: str, tmp_path: Path
) -> None:
    vendor = Vendor(PLANNED, dry=body, dry_status=status)
    with pytest.raises(error) as raised:
        await opened(vendor).submit(wish(tmp_path), key="k")
    assert type(raised.value) is error
    assert hint in raised.value.hint
    assert KEY not in str(raised.value)
    assert vendor.ordered == []
    assert len(vendor.dry) == 1


ERRORS: list[tuple[int, JsonObject, type[EngineError]]] = [
    (400, {"hint": "The width is no number.", "documentation": "…"}, Refused),
    (401, {"hint": f"The key {KEY} is unknown."}, Misconfigured),
    (402, {"hint": "Out of credits."}, Unavailable),
    (404, {"hint": "No such template."}, Misconfigured),
    (429, {"hint": "30 requests in 10 seconds."}, Unavailable),
    (500, {}, Unanswered),
    (504, {}, Unanswered),
    (202, {"status": "planned"}, Unanswered),
]


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize(("status", "body", "error"), ERRORS, ids=[str(each[0]) for each in ERRORS])
async def test_the_errors_it_documents(
    status: int, body: JsonObject, error: type[EngineError], version: str, tmp_path: Path
) -> None:
    vendor = Vendor(body, status=status)
    with pytest.raises(error) as raised:
        await opened(vendor, version).submit(wish(tmp_path), key="k")
    assert type(raised.value) is error
    assert KEY not in str(raised.value)
    assert len(vendor.ordered) == 1


@pytest.mark.parametrize("status", ["planned", "waiting", "transcribing", "rendering", "something_new"])
@pytest.mark.parametrize("version", ["v1", "v2"])
async def test_what_is_not_over_is_waited_for(status: str, version: str) -> None:
    asked: list[str] = []

    def reply(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={**PLANNED, "status": status})

    found = await opened(reply, version).poll(Ticket(f"creatomate:{version}", RENDER))
    assert found == Pending(again_in_seconds=5)
    assert asked == [f"/{version}/renders/{RENDER}"]


ENDS: list[tuple[JsonObject, type[EngineError], str]] = [
    ({"status": "cancelled"}, Unavailable, ""),
    ({"status": "failed", "error_message": "Something went wrong."}, Unavailable, "Something went wrong."),
    ({"status": "failed"}, Unavailable, ""),
    (
        {"status": "failed", "error_message": "The source of main_video_layer could not be downloaded"},
        Misconfigured,
        "SAJANGPICK_PUBLIC_URL",
    ),
    ({"status": "succeeded", "url": None}, Unavailable, ""),
    (
        {"status": "succeeded", "warnings": ["The modification 'menu' did not match any element."]},
        Misconfigured,
        "did not match",
    ),
    ({"status": "succeeded", "url": "https://169.254.169.254/a.mp4"}, Refused, ""),
]


@pytest.mark.parametrize(("body", "error", "hint"), ENDS)
async def test_an_end_without_a_video_is_an_end(
    body: JsonObject, error: type[EngineError], hint: str, tmp_path: Path
) -> None:
    with pytest.raises(error) as raised:
        await looking({**PLANNED, **body}).poll(Ticket("creatomate:v2", RENDER, tmp_path))
    assert type(raised.value) is error
    assert hint in raised.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("facts", "cost_usd"),
    [
        ({"width": 1080, "height": 1920, "frame_rate": 30, "duration": 15}, 0.10),
        ({"width": 720, "height": 1280, "frame_rate": 30, "duration": 15}, 0.05),
        ({"width": 90, "height": 160, "frame_rate": 8, "duration": 0.5}, 0.01),
        ({"width": 1080, "height": 1920}, None),
    ],
)
async def test_a_video_is_fetched_with_what_was_said_of_it_and_what_its_pixels_cost(
    facts: JsonObject, cost_usd: float | None, tmp_path: Path
) -> None:
    video = make_render({"width": 90, "height": 160, "frame_rate": 8, "duration": 0.5}, {}, tmp_path / "made.mp4")

    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(".mp4"):
            return httpx.Response(200, stream=Streamed(video.read_bytes()))
        url = f"https://api.test/files/{RENDER}.mp4"
        words = ["The font was replaced."]
        return httpx.Response(200, json={"id": RENDER, "status": "succeeded", "url": url, "warnings": words, **facts})

    found = await opened(reply).poll(Ticket("creatomate:v2", RENDER, tmp_path / "folder"))
    assert isinstance(found, Finished)
    assert found.output == Video(tmp_path / "folder" / "rendered.mp4", ("The font was replaced.",))
    assert found.output.path.read_bytes() == video.read_bytes()
    assert found.cost_usd == (None if cost_usd is None else pytest.approx(cost_usd))


async def test_it_has_no_way_to_stop_a_render_and_asks_for_none() -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    await opened(reply).cancel(Ticket("creatomate:v2", RENDER))


async def test_it_is_called_no_oftener_than_it_allows() -> None:
    engine = looking(PLANNED)
    assert engine.profile.pace is not None
    assert (engine.profile.pace.requests, engine.profile.pace.seconds) == (30, 10)
    assert engine.line.pace == engine.profile.pace  # type: ignore[attr-defined]
